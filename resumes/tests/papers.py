"""Small PDFs made on the spot: lines, columns, links, spaced letters, white text."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

Entry = str | dict[str, Any]


def paper(
    lines: Sequence[Entry] = (),
    *,
    columns: Sequence[Sequence[Entry]] = (),
    widths: Sequence[float] = (),
    password: str | None = None,
) -> bytes:
    """A PDF with a column of lines, then columns beside each other below it."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, encrypt=password)
    width, height = A4
    y = _draw(canvas, lines, 50, height - 60)
    share = [w * (width - 100) for w in widths] or [
        (width - 100) / max(len(columns), 1)
    ] * len(columns)
    x = 50.0
    for column, wide in zip(columns, share, strict=True):
        _draw(canvas, column, x, y - 10)
        x += wide
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw(canvas: Any, lines: Sequence[Entry], x: float, y: float) -> float:
    for entry in lines:
        line = {"text": entry} if isinstance(entry, str) else entry
        size = line.get("size", 10)
        font = "Helvetica-Bold" if "B" in line.get("style", "") else "Helvetica"
        y -= size * 1.5
        text = canvas.beginText(x, y)
        text.setFont(font, size)
        if line.get("colour"):
            text.setFillColor(line["colour"])
        if line.get("spacing"):
            text.setCharSpace(line["spacing"])
        text.textOut(line["text"])
        canvas.drawText(text)
        canvas.setFillColor("black")
        if line.get("link"):
            wide = canvas.stringWidth(line["text"], font, size)
            canvas.linkURL(line["link"], (x, y - 2, x + wide, y + size))
    return y
