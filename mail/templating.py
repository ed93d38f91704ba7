"""Texts with named places: only these names, never a template language."""

from __future__ import annotations

import re

from jobhunt.lib.errors import RuleRefused

VARIABLES = (
    "company_name",
    "job_role",
    "candidate_name",
    "skills",
    "portfolio_link",
)
PLACE = re.compile(r"\{\{([^{}]*)\}\}")
BLANK_LINES = re.compile(r"\n{3,}")


def places(text: str) -> set[str]:
    """What stands between the braces, a name of ours or not."""
    return {inner.strip() for inner in PLACE.findall(text)}


def check(text: str, field: str) -> None:
    """RuleRefused naming the places that nothing fills."""
    unknown = sorted(name or "{{ }}" for name in places(text) - set(VARIABLES))
    if unknown:
        raise RuleRefused(
            "Unknown variables: " + ", ".join(unknown) + ".",
            field=field,
            code="unknown_variable",
        )


def fill(text: str, values: dict[str, str]) -> str:
    """The text with its places filled; the values are data, never text to fill."""
    return PLACE.sub(lambda match: values.get(match[1].strip(), match[0]), text)


HR_SUBJECT = "Application for {{ job_role }} at {{ company_name }}"
HR_BODY = """Dear hiring team at {{ company_name }},

I would like to apply for the position of {{ job_role }}.

My skills: {{ skills }}

{{ portfolio_link }}

Kind regards,
{{ candidate_name }}
"""
FOLLOW_UP_SUBJECT = "Following up: {{ job_role }} at {{ company_name }}"
FOLLOW_UP_BODY = """Dear hiring team at {{ company_name }},

I applied for the position of {{ job_role }} and am still very interested. My skills:
{{ skills }}

I would be glad to hear how things stand.

Kind regards,
{{ candidate_name }}
"""


def built_in(kind: str, values: dict[str, str]) -> tuple[str, str]:
    """Subject and body of our own texts, "hr" or "follow_up"."""
    subject, body = {
        "hr": (HR_SUBJECT, HR_BODY),
        "follow_up": (FOLLOW_UP_SUBJECT, FOLLOW_UP_BODY),
    }[kind]
    if not values.get("skills"):
        body = re.sub(r" ?My skills:\s*\{\{ skills \}\}", "", body)
    text = BLANK_LINES.sub("\n\n", fill(body, values))
    return " ".join(fill(subject, values).split())[:200], text
