# ruff: noqa: SIM905 - word lists are easier to read and to extend as text
"""Reading order: pieces of text with boxes become lines as a person reads them.

Pure standard library, because the reading child imports it. Coordinates are
PDF points with y growing upwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

# A side of a gutter is a column only with this many lines of its own.
MIN_COLUMN_LINES = 3
BIN = 2.0
# What stands beside a row: a date, or a label with its colon.
_CELL = re.compile(
    r"\b(19|20)\d\d\b|\b\d{1,2}[/.]\d{2,4}\b|:$|\b(present|now|today|heute|current)\b",
    re.IGNORECASE,
)
# Rows that only ever open a part of a column (the parser knows many more).
_HEADINGS = frozenset(
    "contact skills education experience languages summary profile projects about"
    " kontakt kenntnisse ausbildung berufserfahrung sprachen profil projekte"
    " compétences formation expérience langues contacto habilidades educación experiencia"
    " idiomas contatti competenze istruzione esperienza lingue contato competências"
    " formação experiência vaardigheden opleiding werkervaring talen".split()
)
_HEADING_ENDS = ("experience", "skills", "history", "background")
MIN_GUTTER = 6.0
MAX_SPANNING_SHARE = 0.3


class Piece(NamedTuple):
    """A run of characters of one line without a wide gap inside."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def height(self) -> float:
        return self.y1 - self.y0


class Line(NamedTuple):
    text: str
    size: float
    y0: float
    y1: float


def reading_order(pieces: Sequence[Piece]) -> list[Line]:
    """Lines top to bottom, column by column; a blank line marks a wide gap."""
    usable = [p for p in pieces if p.text.strip()]
    if not usable:
        return []
    single = sum(1 for p in usable if len(p.text.strip()) == 1)
    if len(usable) > 10 and single > 0.6 * len(usable):
        return _vertical(usable)
    lines: list[Line] = []
    for block in _blocks(usable, depth=0):
        rows = _rows(block)
        if lines and rows:
            lines.append(Line("", 0.0, 0.0, 0.0))
        lines.extend(_with_gaps(rows))
    return lines


def headlines(pieces: Sequence[Piece], most: int = 12) -> list[Line]:
    """Rows set in larger letters than the page's usual ones, largest first."""
    sizes = sorted(p.height for p in pieces if p.text.strip())
    if not sizes:
        return []
    usual = sizes[len(sizes) // 2]
    large = [p for p in pieces if p.text.strip() and p.height > 1.12 * usual]
    rows = [row._replace(size=round(row.size, 1)) for row in _rows(large)]
    return sorted(rows, key=lambda row: -row.size)[:most]


def _vertical(pieces: list[Piece]) -> list[Line]:
    """Letters set one below the other: columns from right to left."""
    columns: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: -(p.x0 + p.x1)):
        middle = (piece.x0 + piece.x1) / 2
        if columns and columns[-1][0].x0 <= middle <= columns[-1][0].x1:
            columns[-1].append(piece)
        else:
            columns.append([piece])
    lines = []
    for column in columns:
        column.sort(key=lambda p: -(p.y0 + p.y1))
        text = "".join(p.text for p in column)
        lines.append(Line(text, column[0].height, column[-1].y0, column[0].y1))
    return lines


def _blocks(pieces: list[Piece], depth: int) -> list[list[Piece]]:
    gutter = _find_gutter(pieces) if depth < 4 else None
    if gutter is None:
        return [pieces]
    left = [p for p in pieces if p.x1 <= gutter]
    right = [p for p in pieces if p.x0 >= gutter]
    across = [p for p in pieces if p.x0 < gutter < p.x1]
    blocks: list[list[Piece]] = []
    for kind, band in _bands(left + right, across):
        if kind == "across":
            blocks.append(band)
            continue
        band_left = [p for p in band if p.x1 <= gutter]
        band_right = [p for p in band if p.x0 >= gutter]
        if not band_left or not band_right:
            blocks.append(band)
            continue
        for side in (band_left, band_right):
            blocks.extend(_blocks(side, depth + 1))
    return blocks


def _bands(columns: list[Piece], across: list[Piece]) -> list[tuple[str, list[Piece]]]:
    """Cut the region where text runs over the gutter, from top to bottom."""
    marked = [("across", p) for p in across] + [("columns", p) for p in columns]
    marked.sort(key=lambda item: -(item[1].y0 + item[1].y1))
    bands: list[tuple[str, list[Piece]]] = []
    for kind, piece in marked:
        last_kind, last = bands[-1] if bands else ("", [])
        # What stands on the row of a spanning piece belongs to that row.
        beside = last_kind == "across" and any(_same_row(piece, o) for o in last)
        if last_kind == kind or beside:
            last.append(piece)
        else:
            bands.append((kind, [piece]))
    return bands


def _find_gutter(pieces: list[Piece]) -> float | None:
    """The x of the best vertical gap between two columns, or none."""
    if len(pieces) < 2 * MIN_COLUMN_LINES:
        return None
    x_min = min(p.x0 for p in pieces)
    x_max = max(p.x1 for p in pieces)
    bins = int((x_max - x_min) / BIN) + 2
    if not 10 <= bins <= 20_000:
        return None
    crossing = _crossings(pieces, x_min, bins)
    limit = MAX_SPANNING_SHARE * len(pieces)
    best: tuple[float, float] | None = None
    start = 0
    while start < bins:
        end = start
        while end < bins and crossing[end] == crossing[start]:
            end += 1
        width = (end - start) * BIN
        if crossing[start] <= limit and width >= MIN_GUTTER:
            middle = x_min + (start + end) / 2 * BIN
            score = _column_score(pieces, middle, crossing[start], width)
            if score and (best is None or score > best[0]):
                best = (score, middle)
        start = end
    return best[1] if best else None


def _crossings(pieces: list[Piece], x_min: float, bins: int) -> list[int]:
    steps = [0] * (bins + 1)
    for p in pieces:
        steps[max(0, int((p.x0 - x_min) / BIN))] += 1
        steps[min(bins, int((p.x1 - x_min) / BIN) + 1)] -= 1
    out, running = [], 0
    for step in steps[:bins]:
        running += step
        out.append(running)
    return out


def _column_score(
    pieces: list[Piece], gutter: float, crossing: int, width: float
) -> float:
    left = [p for p in pieces if p.x1 <= gutter]
    right = [p for p in pieces if p.x0 >= gutter]
    left_rows, right_rows = _rows(left), _rows(right)
    if min(len(left_rows), len(right_rows)) < MIN_COLUMN_LINES:
        return 0.0
    overlap = min(left_rows[0].y1, right_rows[0].y1) - max(
        left_rows[-1].y0, right_rows[-1].y0
    )
    shorter = min(_extent(left_rows), _extent(right_rows))
    if overlap < 0.5 * shorter:
        return 0.0
    both_headed = _has_heading(left_rows) and _has_heading(right_rows)
    if not both_headed and (
        _is_table_side(right_rows, left_rows) or _is_table_side(left_rows, right_rows)
    ):
        return 0.0
    both = min(len(left_rows), len(right_rows))
    return both * min(width, 40.0) / (1.0 + crossing)


def _has_heading(rows: list[Line]) -> bool:
    for row in rows:
        words = row.text.replace(":", "").casefold().split()
        if len(words) == 1 and words[0] in _HEADINGS:
            return True
        if len(words) == 2 and words[1] in _HEADING_ENDS:
            return True
    return False


def _extent(rows: list[Line]) -> float:
    return rows[0].y1 - rows[-1].y0


def _is_table_side(side: list[Line], other: list[Line]) -> bool:
    """Dates, places or labels beside their rows: cells, not a column of its own."""
    average = sum(len(row.text) for row in side) / len(side)
    if average > 26:
        return False
    cells = sum(1 for row in side if _CELL.search(row.text))
    if cells >= 0.4 * len(side) and _scattered(side) and not _scattered(other):
        return True
    matched = sum(1 for row in side if _on_a_row_of(row, other))
    if matched < 0.75 * len(side):
        return False
    if len(side) < 5 or cells >= 0.4 * len(side):
        return True
    if len(side) <= 0.6 * len(other):
        return _scattered(side)
    return average <= 14 and _scattered(side)


def _scattered(rows: list[Line]) -> bool:
    """Most rows stand apart from the next one, as labels beside text do."""
    gaps = [
        (above.y0 - below.y1) / max(above.y1 - above.y0, 1.0)
        for above, below in pairwise(rows)
    ]
    return sum(1 for gap in gaps if gap > 0.9) >= 0.5 * len(gaps)


def _on_a_row_of(row: Line, others: Iterable[Line]) -> bool:
    tolerance = max(2.5, 0.3 * (row.y1 - row.y0))
    return any(abs(row.y0 - other.y0) <= tolerance for other in others)


def _same_row(a: Piece, b: Piece) -> bool:
    shared = min(a.y1, b.y1) - max(a.y0, b.y0)
    return shared > 0.5 * min(a.height, b.height)


def _rows(pieces: list[Piece]) -> list[Line]:
    """Pieces grouped into rows by baseline, each read from left to right."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: -(p.y0 + p.y1)):
        for row in rows[-3:]:
            if _same_row(piece, row[0]):
                row.append(piece)
                break
        else:
            rows.append([piece])
    return [_join(row) for row in rows]


def _join(row: list[Piece]) -> Line:
    row.sort(key=lambda p: p.x0)
    text = row[0].text
    end = row[0].x1
    for piece in row[1:]:
        gap = piece.x0 - end
        size = max(piece.height, 1.0)
        if gap > 2.0 * size:
            text += "  "
        elif gap > 0.12 * size or len(piece.text) > 1:
            text += "" if text.endswith(" ") or piece.text.startswith(" ") else " "
        text += piece.text
        end = max(end, piece.x1)
    biggest = max(row, key=lambda p: len(p.text))
    return Line(
        text.strip(),
        biggest.height,
        min(p.y0 for p in row),
        max(p.y1 for p in row),
    )


def _with_gaps(rows: list[Line]) -> list[Line]:
    out: list[Line] = []
    for row in rows:
        if out and out[-1].y0 - row.y1 > 0.8 * max(row.size, out[-1].size, 1.0):
            out.append(Line("", 0.0, 0.0, 0.0))
        out.append(row)
    return out
