"""A history strip: one bar an ended run, the newest at the right edge.

Height as well as colour tells how a run ended. Drawn by ``ui/strip.html``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

STEP = 6  # pixels a run
HEIGHT = 18
HEIGHTS = {"ok": 12, "info": 15, "warn": 15, "bad": 18, "": 6}


class Run(NamedTuple):
    """One run: its tone (ok, info, warn, bad or ""), label and, for a pointer, more."""

    tone: str
    label: str
    title: str = ""


class Bar(NamedTuple):
    x: int
    y: int
    height: int
    tone: str
    title: str


class Strip(NamedTuple):
    width: int
    bars: list[Bar]
    # (label, number) of the runs that are drawn, the most frequent first.
    counts: list[tuple[str, int]]
    height: int = HEIGHT


def strip(runs: Sequence[Run], shown: int) -> Strip:
    """The strip of runs, newest first; ``shown`` is how many have room."""
    runs = runs[:shown]
    first = shown - len(runs)
    bars = [
        Bar(
            (first + place) * STEP,
            HEIGHT - HEIGHTS[run.tone],
            HEIGHTS[run.tone],
            run.tone,
            run.title,
        )
        for place, run in enumerate(reversed(runs))
    ]
    counts = Counter(run.label for run in runs)
    return Strip(shown * STEP, bars, counts.most_common())
