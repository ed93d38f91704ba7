"""The table of sources in docs/sources.md, made from the registry itself.

``python -m scraping.sources.catalogue`` writes it anew; a test compares.
"""

from __future__ import annotations

from pathlib import Path

from scraping.sources import ALL
from scraping.sources.base import Source

BEGIN = "<!-- table of sources: begin -->"
END = "<!-- table of sources: end -->"
KEYS = {
    "adzuna": "`ADZUNA_APP_ID`, `ADZUNA_APP_KEY`",
    "jooble": "`JOOBLE_API_KEY`",
    "usajobs": "`USAJOBS_EMAIL`, `USAJOBS_API_KEY`",
    "reed": "`REED_API_KEY`",
    "jobspy": "`SCRAPE_JOBSPY=true` and the program `jobspy`",
}


def table() -> str:
    """One row a source, in the registry's order."""
    head = [
        "| name | source | kind | needs | asked at most | at first | terms |",
        "|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *(row(source) for source in ALL)])


def row(source: Source) -> str:
    cells = (
        f"`{source.name}`",
        source.label,
        source.kind,
        KEYS.get(source.name, "–"),
        pace(source),
        "on" if source.default_enabled else "off",
        str(source.terms).replace("|", "\\|"),
    )
    return "| " + " | ".join(cells) + " |"


def pace(source: Source) -> str:
    hours = source.min_interval / 3600
    often = "once an hour" if hours == 1 else f"every {hours:g} h"
    return f"{often}, {source.daily_quota} a day" if source.daily_quota else often


def renewed(page: str) -> str:
    """The page with its table made anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def main() -> None:
    path = Path(__file__).parents[2] / "docs" / "sources.md"
    path.write_text(renewed(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobhunt.settings")
    django.setup()
    main()
