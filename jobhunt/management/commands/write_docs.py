"""Write the generated parts of docs/: the sources and the configuration."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

HEAD = """# Configuration

Everything is an environment variable, or a line in `.env` beside `manage.py` (the
environment wins). A secret `NAME` may also come from the file that `NAME_FILE` names. A
wrong value stops the start and names the variable. This page is made from `.env.example`
by `make docs`.
"""
LINE = re.compile(r"^# ([A-Z][A-Z0-9_]+)=(.*?)(?: {3,}\((.*)\))?$")


def configuration() -> str:
    """docs/configuration.md from .env.example: one table a section."""
    example = (Path(settings.BASE_DIR) / ".env.example").read_text(encoding="utf-8")
    out = [HEAD]
    said: list[str] = []
    for line in example.splitlines():
        if line.startswith("# --- "):
            title, _, rest = line[6:].partition(". ")
            out += ["", f"## {title.rstrip('.')}", ""]
            if rest:
                out += [rest, ""]
            out += ["| variable | default | meaning |", "|---|---|---|"]
            said = []
        elif match := LINE.match(line):
            default = f"`{match[2]}`" if match[2] else "empty"
            note = f" ({match[3]})" if match[3] else ""
            out.append(f"| `{match[1]}` | {default}{note} | {' '.join(said) or '–'} |")
            said = []
        elif line.startswith("# "):
            said.append(line[2:])
    return "\n".join(out).replace("\n\n\n", "\n\n") + "\n"


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        from scraping.sources.catalogue import main

        target = Path(settings.BASE_DIR) / "docs" / "configuration.md"
        target.write_text(configuration(), encoding="utf-8")
        main()
