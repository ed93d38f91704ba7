"""The fixed cast and shared helpers of the suite (loaded by conftest.py).

alice owns Team A, bob is her teammate, carol owns Team B, root is an admin.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

# Channels and Playwright run an event loop around code that uses the ORM.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

PASSWORD = "correct horse battery"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The databases of pytest-django; what threads of tests still hold of them on
    PostgreSQL is let go before they are dropped."""
    from django.db import connection

    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def fresh_caches() -> Iterator[None]:
    from django.core.cache import caches

    yield
    for cache in caches.all():
        cache.clear()


@pytest.fixture
def alice(db: Any) -> Any:
    from accounts.services.registration import create_account

    return create_account(
        email="alice@example.com",
        password=PASSWORD,
        full_name="Alice Archer",
        username="alice",
        team_name="Team A",
    )


@pytest.fixture
def bob(alice: Any) -> Any:
    from accounts.models import Membership
    from accounts.services.registration import create_account

    user = create_account(
        email="bob@example.com",
        password=PASSWORD,
        full_name="Bob Baker",
        username="bob",
    )
    Membership.objects.create(team_id=alice.team_id, user=user, role="member")
    user.team_id = alice.team_id
    user.save(update_fields=["team"])
    return user


@pytest.fixture
def carol(db: Any) -> Any:
    from accounts.services.registration import create_account

    return create_account(
        email="carol@example.com",
        password=PASSWORD,
        full_name="Carol Cook",
        username="carol",
        team_name="Team B",
    )


@pytest.fixture
def root(db: Any) -> Any:
    from accounts.services.registration import create_account

    return create_account(
        email="root@example.com",
        password=PASSWORD,
        full_name="Root Admin",
        username="root",
        is_staff=True,
        is_superuser=True,
    )


@pytest.fixture
def api() -> Callable[..., Any]:
    """``api(user)``: a REST client with a live session's token; ``api()``: none."""
    from rest_framework.test import APIClient

    from accounts.services.sessions import open_api_session

    def client(user: Any = None) -> APIClient:
        made = APIClient(raise_request_exception=False)
        if user is not None:
            tokens = open_api_session(user, ip_address="127.0.0.1", user_agent="test")
            made.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens.access_token}")
        return made

    return client


@pytest.fixture
def browser_of(client: Any) -> Callable[..., Any]:
    """``browser_of(user)``: a Django client signed in through the login form."""

    def signed_in(user: Any) -> Any:
        from django.test import Client

        browser = Client(raise_request_exception=False)
        response = browser.post(
            "/login", {"username": user.email, "password": PASSWORD}
        )
        assert response.status_code == 302, response.content
        return browser

    return signed_in
