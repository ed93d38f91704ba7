"""``make backup``: database, uploads and secret key into one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jobhunt.lib.backup import BackupError, back_up


class Command(BaseCommand):
    help = "Write database, uploads and secret key into one file; safe while it runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", default="backups", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            path = back_up(options["folder"].expanduser().resolve())
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{path} ({path.stat().st_size:,} bytes)")
        self.stdout.write("It holds the secret key: keep it where nobody else reads.")
