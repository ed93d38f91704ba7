"""The pages about sources say what the registry says."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from scraping.sources.base import Status
from scraping.sources.catalogue import KEYS, renewed

DOCS = Path(settings.BASE_DIR) / "docs"


def test_the_table_of_sources_is_up_to_date() -> None:
    page = (DOCS / "sources.md").read_text()
    assert renewed(page) == page, "run: python -m scraping.sources.catalogue"


def test_every_status_is_explained() -> None:
    page = (DOCS / "sources.md").read_text()
    assert all(f"| `{status}` |" in page for status in Status)


def test_every_key_that_a_source_needs_is_a_setting() -> None:
    example = (Path(settings.BASE_DIR) / ".env.example").read_text()
    named = {
        word for cell in KEYS.values() for word in cell.split("`") if word.isupper()
    }
    assert all(name in example for name in named)


def test_how_to_add_a_source_fits_on_a_page() -> None:
    assert len((DOCS / "adding-a-source.md").read_text().splitlines()) <= 40
