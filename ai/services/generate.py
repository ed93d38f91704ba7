"""One text from request to record: look up, ask, repair once, check, keep."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from ai import client, injection
from ai.actions import Action
from ai.breaker import breaker, check
from ai.client import Answer, Call, Usage
from ai.errors import ServiceError
from ai.facts import unsupported
from ai.models import Generation
from ai.services.budget import check_budget, cost_of, counted
from ai.services.material import Found, look_up
from ai.services.replies import Rubbish, read_prose, read_reply, repair_message
from ai.slots import call_slot
from jobhunt.lib.audit import audit

logger = logging.getLogger("jobhunt.ai")

STREAM_PATIENCE = 3  # a stream may take so many times AI_TIMEOUT


@dataclass
class Work:
    """A request on its way: what was asked, found and used so far."""

    user: Any
    action: Action
    given: Any
    found: Found
    messages: client.Messages
    started: float = field(default_factory=time.monotonic)
    usage: Usage = field(default_factory=Usage)
    sent: int = 0
    received: int = 0

    def call(self, patience: float = 1.0) -> Call:
        self.sent += sum(len(m["content"]) for m in self.messages)
        return Call(
            self.messages,
            schema=self.action.schema(),
            schema_name=self.action.name,
            deadline=self.started + settings.AI_TIMEOUT * patience,
        )

    def count(self, text: str, usage: Usage) -> None:
        self.received += len(text)
        for name in ("input", "output"):
            told, now = getattr(usage, name), getattr(self.usage, name)
            if told is not None:
                setattr(self.usage, name, (now or 0) + told)


def prepare(user: Any, action: Action, given: Any) -> Work:
    """Everything that can be refused before the model is asked."""
    found = look_up(user, given)
    client.require_configured()
    check_budget(user.team_id)
    check()
    return Work(user, action, given, found, action.messages(given, found.material))


def generate(user: Any, action: Action, given: Any) -> dict[str, Any]:
    """The contract's answer. UpstreamFailed or Unavailable when there is none."""
    work = prepare(user, action, given)
    with call_slot():
        return settle(work, lambda: first_reply(work))


def settle(work: Work, act: Any) -> dict[str, Any]:
    """Run ``act`` for a reply, then check and record it; failures are recorded."""
    try:
        reply = act()
    except ServiceError as error:
        note_failure(work, error)
        raise error.as_domain_error() from None
    return finish(work, reply)


def first_reply(work: Work) -> Any:
    answer = client.ask(work.call())
    work.count(answer.text, answer.usage)
    return usable_reply(work, answer.text)


def usable_reply(work: Work, text: str, patience: float = 1.0) -> Any:
    """The reply in the text, else in the one repair that is asked for."""
    try:
        return read_reply(work.action, text)
    except Rubbish as rubbish:
        problem = str(rubbish)
    work.messages = [
        *work.messages,
        {"role": "assistant", "content": text[:4_000] or "(empty)"},
        {"role": "user", "content": repair_message(work.action, problem)},
    ]
    answer: Answer = client.ask(work.call(patience))
    work.count(answer.text, answer.usage)
    try:
        return read_reply(work.action, answer.text)
    except Rubbish:
        pass
    try:
        return read_prose(work.action, answer.text, work.messages[2]["content"])
    except Rubbish as rubbish:
        problem = str(rubbish)
    raise ServiceError("rubbish", f"rubbish twice: {problem}")


def finish(work: Work, reply: Any) -> dict[str, Any]:
    """Check the facts, record the text, answer."""
    breaker.succeeded()
    action, material = work.action, work.found.material
    result = action.result(reply, work.given, material)
    sources = action.sources(work.given, material)
    result["unsupported"] = unsupported(action.checked_text(result), sources)
    result["warnings"] = injection.orders_to_models(sources.posting)
    generation = record(work, Generation.Status.OK, output=result)
    return {**result, "generation_id": generation.pk}


def note_failure(work: Work, error: ServiceError) -> None:
    if error.kind in ("failed", "timeout"):
        breaker.failed()
    record(work, Generation.Status.FAILED, error=error.reason)


def record(
    work: Work,
    status: Generation.Status,
    *,
    output: dict[str, Any] | None = None,
    error: str | None = None,
) -> Generation:
    """Keep the text and its cost; the prompt is not kept anywhere."""
    generation = Generation.objects.create(
        team_id=work.user.team_id,
        user=work.user,
        kind=work.action.name,
        model=settings.AI_MODEL,
        status=status,
        error=error[:300] if error else None,
        output=output,
        input_tokens=work.usage.input,
        output_tokens=work.usage.output,
        budget_tokens=counted(work.usage, work.sent, work.received),
        cost=cost_of(work.usage),
        duration=round(time.monotonic() - work.started, 3),
        job_id=work.found.job_id,
        resume_id=work.found.resume_id,
    )
    audit(
        "ai_generate",
        user=work.user,
        level="info" if status == Generation.Status.OK else "warning",
        details={
            "generation_id": generation.pk,
            "kind": work.action.name,
            "status": str(status),
            "unsupported": len((output or {}).get("unsupported") or []),
            "suspicious_posting": bool((output or {}).get("warnings")),
        },
    )
    return generation
