"""What can go wrong with the AI service, and what the caller is told."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext as _

from jobhunt.lib.errors import DomainError, Unavailable, UpstreamFailed

Kind = Literal["refused", "busy", "failed", "timeout", "request", "rubbish"]


class ServiceError(Exception):
    """A call that gave no usable answer. ``reason`` holds no secret and no prompt."""

    def __init__(
        self, kind: Kind, reason: str, *, retry_after: float | None = None
    ) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        self.retry_after = retry_after

    def as_domain_error(self) -> DomainError:
        match self.kind:
            case "refused":
                return Unavailable(_("The AI service does not accept our key."))
            case "busy":
                wait = max(1, min(60, round(self.retry_after or 5)))
                return Unavailable(_("The AI service is busy."), retry_after=wait)
            case "timeout":
                return UpstreamFailed(_("The AI service took too long."))
            case "rubbish":
                return UpstreamFailed(_("The AI service gave no usable answer, twice."))
            case "request":
                return UpstreamFailed(_("The AI service refused the request."))
        return UpstreamFailed(_("The AI service failed."))
