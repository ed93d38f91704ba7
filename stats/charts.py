"""Layouts of charts: pure functions from numbers to shapes; templates draw them.

Every chart carries the numbers that its data table shows.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class GridLine:
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    label: str
    value: int
    kind: str = ""

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class BarChart:
    width: int
    height: int
    bottom: int
    bars: list[Bar]
    lines: list[GridLine]
    labels: list[Bar]


def nice_step(most: float, lines: int = 4) -> int:
    """A step of 1, 2 or 5 times a power of ten, so that ``lines`` steps suffice."""
    raw = max(1.0, most / lines)
    power = 10 ** math.floor(math.log10(raw))
    for factor in (1, 2, 5, 10):
        if factor * power >= raw:
            return int(factor * power)
    return int(10 * power)


def bar_chart(
    rows: Sequence[tuple[str, Sequence[int]]],
    *,
    width: int = 480,
    height: int = 160,
    kinds: Sequence[str] = ("", "b"),
    most_labels: int = 13,
) -> BarChart:
    """Bars of one or more values side by side, with whole-numbered grid lines."""
    left, bottom = 28, height - 18
    most = max((value for _, values in rows for value in values), default=0)
    step = nice_step(most)
    top = max(step, math.ceil(most / step) * step)
    scale = (bottom - 8) / top
    lines = [
        GridLine(round(bottom - value * scale, 1), str(value))
        for value in range(0, top + 1, step)
    ]
    room = (width - left) / max(1, len(rows))
    gap = room * 0.24
    bars = []
    labels = []
    every = max(1, math.ceil(len(rows) / most_labels))
    for index, (label, values) in enumerate(rows):
        x = left + index * room + gap / 2
        each = (room - gap) / max(1, len(values))
        for number, value in enumerate(values):
            high = round(value * scale, 1)
            bars.append(
                Bar(
                    round(x + number * each, 1),
                    round(bottom - high, 1),
                    round(max(0.5, each - 0.5), 1),
                    high,
                    label,
                    value,
                    kinds[number % len(kinds)],
                )
            )
        if index % every == 0:
            labels.append(Bar(round(x, 1), 0, round(room - gap, 1), 0, label, 0))
    return BarChart(width, height, bottom, bars, lines, labels)


@dataclass(frozen=True, slots=True)
class FunnelRow:
    label: str
    count: int
    share: float | None
    width: float


def funnel(rows: Sequence[tuple[str, int]], *, width: int = 280) -> list[FunnelRow]:
    """How many got how far, each as a share of the first row (None: no first)."""
    first = rows[0][1] if rows else 0
    return [
        FunnelRow(
            label,
            count,
            round(100 * count / first, 1) if first else None,
            round(width * min(1.0, count / first), 1) if first else 0.0,
        )
        for label, count in rows
    ]


@dataclass(frozen=True, slots=True)
class RangeRow:
    """A rate with its interval, on a scale of 0 to 100."""

    label: str
    total: int
    part: int
    rate: float
    low: float
    high: float

    @property
    def width(self) -> float:
        return round(max(0.5, self.high - self.low), 1)


def ranges(
    rows: Sequence[Mapping[str, Any]], names: Mapping[Any, str], key: str, least: int
) -> tuple[list[RangeRow], int]:
    """Rows with enough applications to say something, and how many had too few."""
    kept = [
        RangeRow(
            names.get(row[key]) or str(row[key]),
            row["applications"],
            row["responses"],
            row["rate"],
            row["low"],
            row["high"],
        )
        for row in rows
        if row["applications"] >= least
    ]
    return kept, len(rows) - len(kept)


@dataclass(slots=True)
class Node:
    name: str
    label: str
    column: int
    inflow: int = 0
    outflow: int = 0
    x: float = 0.0
    y: float = 0.0
    height: float = 0.0
    quiet: bool = False

    @property
    def size(self) -> int:
        return max(self.inflow, self.outflow)


@dataclass(slots=True)
class Link:
    source: Node
    target: Node
    count: int
    path: str = ""

    @property
    def quiet(self) -> bool:
        return self.target.quiet


@dataclass(slots=True)
class Sankey:
    width: int
    height: int
    node_width: int
    nodes: list[Node] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    @property
    def last_column(self) -> int:
        return max((node.column for node in self.nodes), default=0)


def sankey(
    flows: Mapping[tuple[str, str], int],
    columns: Mapping[str, int],
    labels: Mapping[str, Any],
    *,
    quiet: frozenset[str] = frozenset(),
    width: int = 960,
    height: int = 380,
    gap: int = 18,
    node_width: int = 14,
    margin: int = 165,
) -> Sankey:
    """Nodes in columns (in the order of ``columns``), ribbons as thick as their count.

    Widths are to one scale, so that what enters a node is as thick as what leaves it.
    """
    used = {name for pair, count in flows.items() if count for name in pair}
    nodes = {
        name: Node(name, str(labels[name]), column, quiet=name in quiet)
        for name, column in columns.items()
        if name in used
    }
    links = [
        Link(nodes[source], nodes[target], count)
        for (source, target), count in flows.items()
        if count
    ]
    for link in links:
        link.source.outflow += link.count
        link.target.inflow += link.count
    by_column: dict[int, list[Node]] = defaultdict(list)
    for node in nodes.values():
        by_column[node.column].append(node)
    chart = Sankey(width, height, node_width, list(nodes.values()), links)
    if not nodes:
        return chart
    scale = min(
        (height - gap * (len(column) - 1)) / max(1, sum(node.size for node in column))
        for column in by_column.values()
    )
    across = (width - margin - node_width) / max(1, max(by_column))
    for number, column in by_column.items():
        y = 0.0
        for node in column:
            node.x = round(number * across, 1)
            node.y = round(y, 1)
            node.height = max(1.0, node.size * scale)
            y += node.height + gap
    draw_ribbons(chart, scale)
    return chart


def draw_ribbons(chart: Sankey, scale: float) -> None:
    """Give each link its path; links leave and arrive in the order of the other end."""
    left: dict[str, float] = {node.name: node.y for node in chart.nodes}
    right = dict(left)
    starts: dict[int, float] = {}
    for link in sorted(chart.links, key=lambda item: (item.target.y, item.target.x)):
        starts[id(link)] = right[link.source.name]
        right[link.source.name] += link.count * scale
    for link in sorted(chart.links, key=lambda item: (item.source.y, item.source.x)):
        thick = link.count * scale
        begin = starts[id(link)]
        end = left[link.target.name]
        left[link.target.name] += thick
        x0, x1 = link.source.x + chart.node_width, link.target.x
        xm = (x0 + x1) / 2
        link.path = (
            f"M{x0:.1f} {begin:.1f}C{xm:.1f} {begin:.1f} {xm:.1f} {end:.1f}"
            f" {x1:.1f} {end:.1f}V{end + thick:.1f}C{xm:.1f} {end + thick:.1f}"
            f" {xm:.1f} {begin + thick:.1f} {x0:.1f} {begin + thick:.1f}Z"
        )
