"""A mail server and a Telegram over real sockets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from jobhunt.testing.fakes.smtp import SmtpServer
from jobhunt.testing.fakes.telegram import TelegramServer


@pytest.fixture
def smtp(settings: Any) -> Iterator[SmtpServer]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_FROM = settings.DEFAULT_FROM_EMAIL = "jobs@example.org"
    settings.EMAIL_USER = settings.EMAIL_HOST_USER = ""
    with SmtpServer() as server:
        settings.EMAIL_PORT = server.port
        yield server


@pytest.fixture
def telegram(settings: Any) -> Iterator[TelegramServer]:
    settings.TELEGRAM_BOT_TOKEN = "123:secret-canary"
    settings.TELEGRAM_CHAT_ID = "42"
    with TelegramServer() as server:
        settings.TELEGRAM_API_BASE = server.url
        yield server
