"""System checks: what is missing or unsafe is said at the start, with a hint."""

from __future__ import annotations

import shutil
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.utils.module_loading import import_string

EXAMPLES = ("change-me", "changeme", "example", "insecure", "secret-key", "your-")


@register()
def check_keys(**kwargs: Any) -> list[CheckMessage]:
    """A key that can be guessed: refused in production, told elsewhere."""
    found: list[CheckMessage] = []
    message = Error if settings.PRODUCTION else Warning
    for number, name in (("E001", "SECRET_KEY"), ("E002", "JWT_SIGNING_KEY")):
        key: str = getattr(settings, name)
        weak = len(key) < 50 or len(set(key)) < 10
        if weak or any(word in key.lower() for word in EXAMPLES):
            found.append(
                message(
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
def check_proxies(**kwargs: Any) -> list[CheckMessage]:
    """A misspelt proxy would be one that is silently not trusted."""
    found: list[CheckMessage] = []
    for text in settings.TRUSTED_PROXIES:
        try:
            ip_network(text, strict=False)
        except ValueError:
            found.append(
                Error(
                    f"TRUSTED_PROXIES names {text!r}.",
                    hint="Give addresses or networks, for example 10.0.0.0/8.",
                    id="jobhunt.E005",
                )
            )
    return found


@register()
def check_email_backend(**kwargs: Any) -> list[CheckMessage]:
    try:
        import_string(settings.EMAIL_BACKEND)
    except ImportError:
        return [
            Error(
                f"EMAIL_BACKEND {settings.EMAIL_BACKEND!r} cannot be loaded.",
                hint="For example anymail.backends.mailgun.EmailBackend.",
                id="jobhunt.E006",
            )
        ]
    return []


@register()
def check_public_url(**kwargs: Any) -> list[CheckMessage]:
    parts = urlsplit(settings.PUBLIC_BASE_URL)
    if parts.path or parts.query or parts.fragment:
        return [
            Error(
                f"PUBLIC_BASE_URL {settings.PUBLIC_BASE_URL!r} has a path.",
                hint="The application has a host of its own: https://jobs.example.org",
                id="jobhunt.E007",
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
