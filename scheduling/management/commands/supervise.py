"""Run the workers and the scheduler, and keep them running."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from scheduling.supervisor import Supervisor


class Command(BaseCommand):
    help = "Run the workers and the scheduler until SIGTERM or Ctrl-C."
    # They import every page; whoever starts us has run them.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        Supervisor().run()
