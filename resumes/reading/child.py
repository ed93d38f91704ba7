"""The child process that opens a PDF: bytes on stdin, one JSON line out, then PNG.

Run as ``python -m resumes.reading.child pdfium|pypdf [picture]``. It limits itself
before it looks at a byte, imports one parser only and knows nothing of the
application. The text is written out before the picture is drawn, so a page that
cannot be drawn costs the picture only.
"""

from __future__ import annotations

import ctypes
import json
import resource
import sys
import time
import zlib
from collections.abc import Iterator
from typing import Any

from . import limits
from .layout import Line, Piece, headlines, reading_order

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
PR_SET_PDEATHSIG, SIGKILL = 1, 9
PDF_PASSWORD_ERROR = 4
SIXTEEN_GREYS = bytes(min(15, (value + 8) // 17) for value in range(256))
SOFT_HYPHEN = "\u00ad"
# Characters a page that are asked whether their font maps them to Unicode.
# Of a line's height; one blank is a quarter of it.
WORD_GAP = 0.42
MAPPING_SAMPLE = 300


def confine() -> None:
    """Limit memory, time and files; leave the network where the kernel allows."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.CPU_SECONDS,) * 2)
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY_BYTES,) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    libc = ctypes.CDLL(None, use_errno=True)
    try:
        libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
        libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)
    except AttributeError:
        return  # another libc: the limits above still hold


class Answer:
    """What is known about the file so far."""

    def __init__(self) -> None:
        self.status = "ok"
        self.pages: int | None = None
        self.lines: list[Line] = []
        self.links: list[str] = []
        self.heads: list[Line] = []
        self.unmapped = self.sampled = 0
        self.characters = 0
        self.cut = False

    def add(self, lines: list[Line]) -> None:
        if self.lines and lines:
            self.lines.append(Line("", 0.0, 0.0, 0.0))
        for line in lines:
            room = limits.MAX_CHARACTERS - self.characters
            if room <= 0:
                self.cut = True
                return
            self.lines.append(line._replace(text=line.text[:room]))
            self.characters += len(line.text) + 1

    def add_link(self, uri: str) -> None:
        uri = uri.strip()[: limits.MAX_LINK_LENGTH]
        if uri and uri not in self.links and len(self.links) < limits.MAX_LINKS:
            self.links.append(uri)

    @property
    def exhausted(self) -> bool:
        return self.cut or time.process_time() > limits.SOFT_CPU_SECONDS

    def write(self) -> None:
        body = {
            "status": self.status,
            "pages": self.pages,
            "lines": [line.text for line in self.lines],
            "links": self.links,
            "heads": [[line.text, line.size] for line in self.heads],
            "unmapped": self.unmapped > 0.5 * self.sampled,
            "cut": self.cut,
        }
        sys.stdout.buffer.write(json.dumps(body).encode() + b"\n")
        sys.stdout.buffer.flush()


def read_with_pdfium(data: bytes, *, picture: bool) -> None:
    import pypdfium2 as pdfium

    answer = Answer()
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) == PDF_PASSWORD_ERROR
        answer.status = "encrypted" if locked else "failed"
        answer.write()
        return
    answer.pages = len(document)
    read = 0
    for index in range(min(answer.pages, limits.MAX_PAGES)):
        if answer.exhausted:
            answer.cut = True
            break
        try:
            page = document[index]
        except pdfium.PdfiumError:
            continue
        text_page = page.get_textpage()
        pieces = list(_pieces(text_page))
        if not index:
            answer.heads = headlines(pieces)
        answer.add(reading_order(pieces))
        _sample_mapping(text_page, answer)
        for uri in _page_links(document, page):
            answer.add_link(uri)
        text_page.close()
        page.close()
        read += 1
    if not read:
        answer.status = "failed"
    answer.write()
    if picture and read:
        _write_picture(document[0])


def _sample_mapping(text_page: Any, answer: Answer) -> None:
    """Count glyphs whose font gives no Unicode: such a text layer is no text."""
    from pypdfium2 import raw

    handle = text_page.raw
    count = min(raw.FPDFText_CountChars(handle), MAPPING_SAMPLE)
    answer.sampled += count
    answer.unmapped += sum(
        1 for i in range(count) if raw.FPDFText_HasUnicodeMapError(handle, i) == 1
    )


def _pieces(text_page: Any) -> Iterator[Piece]:  # noqa: C901 - one tight loop
    from pypdfium2 import raw

    handle = text_page.raw
    box = raw.FS_RECTF()
    pointer = ctypes.byref(box)
    unicode_at, box_at = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    letters: list[str] = []
    x0 = y0 = x1 = y1 = 0.0
    pending_space = False
    for index in range(raw.FPDFText_CountChars(handle)):
        code = unicode_at(handle, index)
        if code in (10, 13):
            if letters:
                yield Piece("".join(letters), x0, y0, x1, y1)
            letters, pending_space = [], False
            continue
        if code in (9, 32, 0xA0, 0x3000) or code == 0:
            pending_space = bool(letters)
            continue
        if not box_at(handle, index, pointer):
            continue
        left, right, bottom, top = box.left, box.right, box.bottom, box.top
        if letters:
            size = max(y1 - y0, 1.0)
            gap = left - x1
            level = min(y1, top) - max(y0, bottom)
            if gap > 1.1 * size or gap < -0.9 * size or level < 0.35 * size:
                yield Piece("".join(letters), x0, y0, x1, y1)
                letters, pending_space = [], False
        if not letters:
            x0, y0, x1, y1 = left, bottom, right, top
        elif pending_space:
            # Among single letters a wider gap parts words: "M I R A   H O L M".
            alone = len(letters) == 1 or letters[-2] in (" ", "  ")
            wide = alone and left - x1 > WORD_GAP * (y1 - y0)
            letters.append("  " if wide else " ")
        pending_space = False
        letters.append(_character(code))
        x1, y1, y0 = max(x1, right), max(y1, top), min(y0, bottom)
    if letters:
        yield Piece("".join(letters), x0, y0, x1, y1)


def _character(code: int) -> str:
    if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return "\ufffd"
    if code in (0x02, 0xFFFE):  # PDFium's mark for a hyphen at a line's end
        return SOFT_HYPHEN
    return chr(code)


def _page_links(document: Any, page: Any) -> Iterator[str]:
    from pypdfium2 import raw

    position, link = ctypes.c_int(0), raw.FPDF_LINK()
    buffer = ctypes.create_string_buffer(limits.MAX_LINK_LENGTH + 1)
    for _ in range(limits.MAX_LINKS):
        if not raw.FPDFLink_Enumerate(page, position, link):
            return
        action = raw.FPDFLink_GetAction(link)
        if not action:
            continue
        size = raw.FPDFAction_GetURIPath(document, action, buffer, len(buffer))
        if 1 < size <= len(buffer):
            yield buffer.raw[: size - 1].decode("utf-8", "replace")


def _write_picture(page: Any) -> None:
    width, height = page.get_size()
    longest = max(width, height, 1.0)
    scale = min(limits.PICTURE_PIXELS / longest, 2.0)
    if not min(width, height) * scale >= 1:
        return
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    if bitmap.n_channels != 1:
        return
    stride, width = bitmap.stride, bitmap.width
    grey = bytes(bitmap.buffer).translate(SIXTEEN_GREYS)
    rows = bytearray()
    for start in range(0, stride * bitmap.height, stride):
        row = grey[start : start + width] + b"\x0f" * (width % 2)
        rows += b"\0" + bytes(
            high << 4 | low for high, low in zip(row[::2], row[1::2], strict=True)
        )
    sys.stdout.buffer.write(_png(width, bitmap.height, bytes(rows)))
    sys.stdout.buffer.flush()


def _png(width: int, height: int, rows: bytes) -> bytes:
    """Four bits of grey a pixel: a fifth of a colour picture, and legible."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return len(data).to_bytes(4, "big") + kind + data + check.to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x04\0\0\0\0"
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND", b"")
    )


def read_with_pypdf(data: bytes) -> None:
    import io
    import logging

    from pypdf import PdfReader
    from pypdf.errors import FileNotDecryptedError, WrongPasswordError

    logging.disable(logging.CRITICAL)
    answer = Answer()
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            answer.status = "encrypted"
            answer.write()
            return
        for index, page in enumerate(reader.pages):
            if index >= limits.MAX_PAGES or answer.exhausted:
                break
            text = page.extract_text() or ""
            text = text.encode("utf-8", "replace").decode("utf-8")
            answer.add([Line(row.strip(), 0.0, 0.0, 0.0) for row in text.splitlines()])
            for uri in _pypdf_links(page):
                answer.add_link(uri)
        answer.pages = reader.get_num_pages()
    except (FileNotDecryptedError, WrongPasswordError):
        answer.status = "encrypted"
    answer.write()


def _pypdf_links(page: Any) -> Iterator[str]:
    for annotation in page.get("/Annots") or []:
        action = annotation.get_object().get("/A")
        uri = action.get_object().get("/URI") if action else None
        if isinstance(uri, str):
            yield uri


def main(arguments: list[str]) -> None:
    data = sys.stdin.buffer.read()
    confine()
    if arguments[0] == "pypdf":
        read_with_pypdf(data)
    else:
        read_with_pdfium(data, picture="picture" in arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
