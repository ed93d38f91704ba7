"""What a channel is: it can be asked whether it reaches a user, and it sends."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar


class ChannelError(Exception):
    """A message did not go out. ``permanent``: trying again will not help;
    ``broken``: the one of ``addresses()`` where nothing will arrive any more."""

    def __init__(
        self,
        message: str,
        *,
        permanent: bool,
        retry_after: float | None = None,
        broken: str = "",
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.retry_after = retry_after
        self.broken = broken


@dataclass(frozen=True, slots=True)
class Message:
    """A title, plain lines and a link: each channel writes them its own way."""

    title: str
    lines: list[str] = field(default_factory=list)
    link: str = ""


class Channel:
    name: ClassVar[str]
    label: ClassVar[str]

    def reaches(self, user: Any) -> bool:
        raise NotImplementedError

    def address(self, user: Any) -> str:
        """Where its messages to a user arrive; several users may share one."""
        return str(user.email)

    def addresses(self, user: Any) -> set[str]:
        """All that must work for a message to a user to arrive."""
        return {self.address(user)}

    def send(self, user: Any, message: Message) -> None:
        """Send or raise ChannelError; called by the worker only."""
        raise NotImplementedError
