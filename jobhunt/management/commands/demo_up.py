"""The demo's own job board, mail sink and AI stand-in, until it is stopped.

Prints one JSON object: the environment with which the application finds them.
Given that environment again, it uses the same ports.
"""

from __future__ import annotations

import json
import os
import signal
import threading
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand

from jobhunt.demo.content import board_answers
from jobhunt.demo.sink import MailSink
from jobhunt.testing.fakes.board import BoardServer
from jobhunt.testing.fakes.openai import FakeOpenAI
from scraping.sources import SOURCES


def port_of(name: str) -> int:
    """The port that the environment has, 0 for a new one."""
    return urlsplit(os.environ.get(name, "")).port or 0


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        board = BoardServer(port_of("DEMO_BOARD_URL"))
        board.answers.update(board_answers())
        sink = MailSink(
            settings.DATA_DIR / "demo-mails", int(os.environ.get("DEMO_MAIL_PORT", "0"))
        )
        sink.start()
        with board, FakeOpenAI(port=port_of("OPENAI_BASE_URL")) as model:
            environment = {
                "DEMO": "true",
                "DEMO_BOARD_URL": board.url,
                "DEMO_MAIL_PORT": str(sink.port),
                # All of them, so that no switch in the pages asks a real site.
                "SCRAPE_BASE_URLS": json.dumps(dict.fromkeys(SOURCES, board.url)),
                "SCRAPE_ALLOWED_HOSTS": board.host,
                "SCRAPE_MIN_INTERVAL": "0",
                "EMAIL_HOST": "127.0.0.1",
                "EMAIL_PORT": str(sink.port),
                "EMAIL_FROM": "jobhunt@example.org",
                "OPENAI_BASE_URL": model.url,
                "AI_MODEL": "demo",
            }
            self.stdout.write(json.dumps(environment))
            self.stdout.flush()
            stop = threading.Event()
            signal.signal(signal.SIGTERM, lambda *_: stop.set())
            signal.signal(signal.SIGINT, lambda *_: stop.set())
            stop.wait()
        sink.shutdown()
