"""Start what is due, once; for a cron of one's own."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from scheduling.schedules import start_due
from scheduling.sweeping import sweep


class Command(BaseCommand):
    help = "Start the schedules that are due, and free what dead workers hold."

    def handle(self, *args: Any, **options: Any) -> None:
        started = start_due()
        swept = sweep()
        self.stdout.write(
            f"{started} started, {swept.requeued} requeued, {swept.failed} failed,"
            f" {swept.woken} woken"
        )
