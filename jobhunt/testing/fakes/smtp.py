"""A small SMTP server over a real socket, for tests and the demo."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


@dataclass
class Mail:
    """What arrived: the envelope and the message."""

    sender: str
    recipients: list[str]
    content: bytes
    message: EmailMessage = field(init=False)

    def __post_init__(self) -> None:
        self.message = message_from_bytes(self.content, policy=default)  # type: ignore[assignment]

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        return str(part.get_content()) if part else ""


class _Handler:
    def __init__(self, server: SmtpServer) -> None:
        self.server = server

    async def handle_RCPT(
        self, server: SMTP, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if answer := self.server.refuse.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        if self.server.delay:
            await asyncio.sleep(self.server.delay)
        if self.server.answers:
            answer = self.server.answers.pop(0)
            if not answer.startswith("2"):
                return answer
        self.server.mails.append(
            Mail(envelope.mail_from, list(envelope.rcpt_tos), envelope.content)
        )
        if self.server.drop_after_data and server.transport is not None:
            server.transport.close()
        return "250 OK"


class _Protocol(SMTP):
    """Can hang up instead of asking for the text."""

    async def smtp_DATA(self, arg: str) -> None:
        if self.event_handler.server.drop_before_text and self.transport is not None:
            self.transport.close()
            return
        await super().smtp_DATA(arg)


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Protocol(self.handler, **self.SMTP_kwargs)


class SmtpServer:
    """``with SmtpServer() as smtp: … smtp.mails``."""

    def __init__(self, port: int = 0) -> None:
        self.mails: list[Mail] = []
        # Recipient -> answer, such as "550 no such user".
        self.refuse: dict[str, str] = {}
        # Answers to the next messages' text, in order; "250 OK" afterwards.
        self.answers: list[str] = []
        self.drop_before_text = False
        self.drop_after_data = False
        # (user, password) that AUTH takes; None refuses every login.
        self.login: tuple[str, str] | None = None
        self.delay = 0.0
        self._controller = _Controller(
            _Handler(self),
            hostname="127.0.0.1",
            port=port or free_port(),
            auth_require_tls=False,
            authenticator=self._check_login,
        )

    def _check_login(
        self, server: SMTP, session: Any, envelope: Any, mechanism: str, data: Any
    ) -> AuthResult:
        given = (data.login, data.password) if isinstance(data, LoginPassword) else None
        known = self.login and tuple(part.encode() for part in self.login)
        return AuthResult(success=given is not None and given == known, handled=False)

    @property
    def port(self) -> int:
        return int(self._controller.port)

    def __enter__(self) -> SmtpServer:
        self._controller.start()
        return self

    def __exit__(self, *details: object) -> None:
        self._controller.stop()


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
