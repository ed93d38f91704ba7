"""System checks: what is missing or unsafe is said at the start, with a hint."""

from __future__ import annotations

import shutil
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

EXAMPLES = ("change-me", "changeme", "example", "insecure", "secret-key", "your-")


@register()
def check_keys(**kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for number, name in (("E001", "SECRET_KEY"), ("E002", "JWT_SIGNING_KEY")):
        key: str = getattr(settings, name)
        weak = len(key) < 50 or len(set(key)) < 10
        if weak or any(word in key.lower() for word in EXAMPLES):
            found.append(
                Error(
                    f"{name} is too short or an example value.",
                    hint="Use at least 50 random characters.",
                    id=f"jobhunt.{number}",
                )
            )
    return found


@register()
def check_hosts(**kwargs: Any) -> list[CheckMessage]:
    if settings.PRODUCTION and "*" in settings.ALLOWED_HOSTS:
        return [
            Error(
                "ALLOWED_HOSTS is '*' in production.",
                hint="Name the hosts that people type.",
                id="jobhunt.E003",
            )
        ]
    return []


@register()
def check_cors(**kwargs: Any) -> list[CheckMessage]:
    if "*" in settings.BACKEND_CORS_ORIGINS:
        return [
            Error(
                "BACKEND_CORS_ORIGINS may not be '*'.",
                hint="Name each origin, for example https://app.example.com.",
                id="jobhunt.E004",
            )
        ]
    return []


@register()
def check_timezone(**kwargs: Any) -> list[CheckMessage]:
    if settings.SCHEDULER_TIMEZONE not in available_timezones():
        return [
            Error(
                f"SCHEDULER_TIMEZONE {settings.SCHEDULER_TIMEZONE!r} is not known.",
                hint="Use an IANA name such as Europe/Berlin.",
                id="jobhunt.E005",
            )
        ]
    return []


@register()
def check_sources(**kwargs: Any) -> list[CheckMessage]:
    from scraping.sources import SOURCES

    return [
        Warning(
            f"SCRAPE_BASE_URLS names {name!r}, which is no source.",
            hint="Known sources: " + ", ".join(sorted(SOURCES)),
            id="jobhunt.W001",
        )
        for name in sorted(set(settings.SCRAPE_BASE_URLS) - set(SOURCES))
    ]


@register()
def check_production(**kwargs: Any) -> list[CheckMessage]:
    if not settings.PRODUCTION or settings.PUBLIC_BASE_URL.startswith("https://"):
        return []
    return [
        Warning(
            "PUBLIC_BASE_URL is not https in production.",
            hint="Links in mails and secure cookies need the public https address.",
            id="jobhunt.W002",
        )
    ]


@register()
def check_browser(**kwargs: Any) -> list[CheckMessage]:
    if settings.CHROMIUM_PATH and not shutil.which(settings.CHROMIUM_PATH):
        return [
            Warning(
                "CHROMIUM_PATH names no program.",
                hint="Install Chromium, or leave it empty to have it looked for.",
                id="jobhunt.W003",
            )
        ]
    return []
