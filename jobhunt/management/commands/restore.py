"""Put a backup back, into an installation that is empty."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jobhunt.lib.backup import BackupError, restore


class Command(BaseCommand):
    help = "Restore a file made by 'backup' into an empty data directory and database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            number = restore(options["file"].expanduser().resolve())
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{number} files restored; every hash is right.")
