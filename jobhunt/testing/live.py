"""A real server on the test database, with rows that are really committed."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from typing import Any

from jobhunt.testing.servers import Server, serve

_numbers = itertools.count(1)


@contextlib.contextmanager
def live_server(
    blocker: Any, kind: str = "uvicorn", env: dict[str, str] | None = None
) -> Iterator[Server]:
    """For a module's fixture; ``blocker`` is pytest-django's django_db_blocker."""
    from django.core.management import call_command
    from django.db import connection

    with blocker.unblock():
        name = str(connection.settings_dict["NAME"])
        settings = "jobhunt.testing.settings_live"
        environment = {
            "LIVE_DATABASE": name,
            "DJANGO_SETTINGS_MODULE": settings,
            **(env or {}),
        }
        try:
            with serve(kind, "jobhunt.asgi:application", environment) as server:
                yield server
        finally:
            call_command("flush", interactive=False, verbosity=0)
            connection.close()


def make_user(team: Any = None, **fields: Any) -> Any:
    """A new account; with ``team`` a member whose current team that is."""
    from accounts.models import Membership
    from accounts.services.registration import create_account

    number = next(_numbers)
    user = create_account(
        email=f"live{number}@example.com",
        password="correct horse battery",
        full_name=f"Live {number}",
        **fields,
    )
    if team is not None:
        Membership.objects.create(team=team, user=user, role="member")
        user.team = team
        user.save(update_fields=["team"])
    return user


def token_of(user: Any) -> str:
    from accounts.services.sessions import open_api_session

    tokens = open_api_session(user, ip_address=None, user_agent="test")
    return str(tokens.access_token)
