"""Business events for the stored log: one call a thing that happened."""

from __future__ import annotations

import logging
from typing import Any

logger = logging.getLogger("jobhunt.audit")
LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
    "critical": logging.CRITICAL,
}


def audit(
    action: str,
    *,
    user: Any = None,
    user_id: int | None = None,
    team_id: int | None = None,
    level: str = "info",
    message: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    """Note an action of contract 4.8 for its user and team.

    ``details`` is small plain JSON: never a password, token or mail body.
    """
    logger.log(
        LEVELS[level],
        message or action,
        extra={
            "event": action,
            "user_id": user.pk if user is not None else user_id,
            "team_id": team_id
            if team_id is not None
            else getattr(user, "team_id", None),
            "details": details,
        },
    )
