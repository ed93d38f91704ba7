"""How a team sees the registry of sources."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=1)
def labels() -> dict[str, str]:
    """Source name -> what people call it."""
    from scraping.sources import SOURCES

    return {
        "manual": "By hand",
        **{name: source.label for name, source in SOURCES.items()},
    }
