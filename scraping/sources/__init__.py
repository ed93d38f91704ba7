"""The registry of sources: one file each, one line here."""

from __future__ import annotations

from scraping.sources.base import Source
from scraping.sources.greenhouse import Greenhouse
from scraping.sources.lever import Lever
from scraping.sources.remotive import Remotive

# In the order in which people see them.
ALL: tuple[Source, ...] = (
    Greenhouse(),
    Lever(),
    Remotive(),
)

SOURCES: dict[str, Source] = {source.name: source for source in ALL}
