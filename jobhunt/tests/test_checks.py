"""What is missing or unsafe in the settings is said before anything starts."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import ERROR, WARNING
from django.core.exceptions import ImproperlyConfigured

from jobhunt import checks
from jobhunt.lib import env


@pytest.mark.parametrize("key", ["short", "a" * 60, "example-" + "x1Y2z3W4v5" * 6])
def test_a_weak_key_is_refused_in_production_and_told_elsewhere(
    settings: Any, key: str
) -> None:
    settings.SECRET_KEY = settings.JWT_SIGNING_KEY = key

    levels = []
    for settings.PRODUCTION in (True, False):
        found = checks.check_keys()
        assert [message.msg.split()[0] for message in found] == [
            "SECRET_KEY",
            "JWT_SIGNING_KEY",
        ]
        levels.append({message.level for message in found})

    assert levels == [{ERROR}, {WARNING}]


@pytest.mark.parametrize(
    ("check", "name", "wrong", "right"),
    [
        (
            checks.check_proxies,
            "TRUSTED_PROXIES",
            ["10.0.0.1", "proxy.example"],
            ["10.0.0.0/8", "::1", "10.1.2.3/16"],
        ),
        (
            checks.check_email_backend,
            "EMAIL_BACKEND",
            "anymail.backends.nobody.EmailBackend",
            "anymail.backends.mailgun.EmailBackend",
        ),
        (
            checks.check_public_url,
            "PUBLIC_BASE_URL",
            "https://example.org/jobs",
            "https://jobs.example.org",
        ),
    ],
)
def test_a_wrong_value_is_an_error_that_names_its_variable(
    settings: Any, check: Any, name: str, wrong: Any, right: Any
) -> None:
    setattr(settings, name, wrong)
    (found,) = check()
    assert found.level == ERROR
    assert name in found.msg

    setattr(settings, name, right)
    assert check() == []


def test_an_address_of_another_kind_is_refused_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REDIS_URL", "http://:secret-word@host")

    with pytest.raises(ImproperlyConfigured) as refused:
        env.env_url("REDIS_URL", schemes=("redis",), secret=True)

    assert "REDIS_URL" in str(refused.value)
    assert "secret-word" not in str(refused.value)
