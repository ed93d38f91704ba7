"""The parent's side: start the reading child, hold it to its limits, judge."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

from . import limits
from .tidy import tidy_line, tidy_text

TextStatus = Literal["ok", "empty", "encrypted", "failed", "too_complex"]

PROJECT_ROOT = Path(__file__).resolve().parents[2]
PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
PNG_END = b"IEND\xaeB`\x82"
# Fewer letters than this on all pages together is a scan with specks.
MIN_LETTERS = 12


@dataclass(frozen=True)
class PdfText:
    """What a PDF says. ``pages`` is ``None`` when the file could not be opened."""

    status: TextStatus
    text: str = ""
    pages: int | None = None
    links: tuple[str, ...] = ()
    # Lines of the first page in large letters, largest first: titles, the name.
    biggest: tuple[str, ...] = ()
    picture: bytes | None = None
    truncated: bool = False


@dataclass
class _Outcome:
    body: dict[str, Any] | None
    picture: bytes | None = None
    over_limit: bool = False


def read_pdf(source: IO[bytes], *, picture: bool = True) -> PdfText:
    """Read an open file in a child; never raises for what the file contains."""
    first = _run(source, "pdfium", picture=picture)
    if first.body and first.body["status"] != "failed":
        return _judged(first)
    second = _run(source, "pypdf", picture=False)
    if second.body and second.body["status"] != "failed":
        return _judged(second)
    over = first.over_limit or second.over_limit
    return PdfText("too_complex" if over else "failed")


def _judged(outcome: _Outcome) -> PdfText:
    body = outcome.body or {}
    pages = body.get("pages")
    if body["status"] == "encrypted":
        return PdfText("encrypted", pages=pages)
    text = tidy_text(body["lines"])
    readable = _is_readable(text) and not body["unmapped"]
    status: TextStatus = "ok" if readable else "empty"
    return PdfText(
        status,
        text=text if status == "ok" else "",
        pages=pages,
        links=tuple(body["links"]),
        biggest=_biggest(body["heads"]),
        picture=outcome.picture,
        truncated=bool(body["cut"]),
    )


def _is_readable(text: str) -> bool:
    """A text layer worth the name: letters, and not mostly unmapped glyphs."""
    letters = sum(1 for c in text if c.isalpha())
    if letters < MIN_LETTERS:
        return False
    broken = sum(1 for c in text if c == "\ufffd" or (ord(c) < 32 and c != "\n"))
    return broken <= 0.2 * letters


def _biggest(heads: list[list[Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (tidy_line(t) for t, _size in heads))))


def _run(source: IO[bytes], parser: str, *, picture: bool) -> _Outcome:
    source.seek(0)
    arguments = [parser, "picture"] if picture else [parser]
    # No environment: the child needs none, and must not hold our secrets.
    environment = {"PYTHONPATH": str(PROJECT_ROOT), "LANG": "C.UTF-8"}
    # Nothing of the file reaches the command line.
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "resumes.reading.child", *arguments],
        stdin=subprocess.PIPE if not _has_descriptor(source) else source,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=PROJECT_ROOT,
        env=environment,
        start_new_session=True,
    )
    try:
        data = None if _has_descriptor(source) else source.read()
        output, timed_out = _collect(process, data)
    finally:
        _kill_group(process)
    body, image = _split(output)
    # A parser that ran out of memory aborts, crashes or says MemoryError.
    over = timed_out or (process.returncode not in (0, None) and body is None)
    return _Outcome(body, image, over_limit=over and _by_limit(process, timed_out))


def _by_limit(process: subprocess.Popen[bytes], timed_out: bool) -> bool:
    return timed_out or process.returncode < 0


def _has_descriptor(source: IO[bytes]) -> bool:
    try:
        descriptor = source.fileno()
    except (OSError, AttributeError):
        return False
    # A buffered reader may stand elsewhere than its descriptor.
    os.lseek(descriptor, 0, os.SEEK_SET)
    return True


def _collect(
    process: subprocess.Popen[bytes], data: bytes | None
) -> tuple[bytes, bool]:
    """Everything the child writes, until it ends, its time is up or it floods."""
    deadline = time.monotonic() + limits.WALL_SECONDS
    chunks: list[bytes] = []
    size, sent = 0, 0
    assert process.stdout is not None
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        if data is not None and process.stdin is not None:
            os.set_blocking(process.stdin.fileno(), False)
            selector.register(process.stdin, selectors.EVENT_WRITE)
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                return b"".join(chunks), True
            for key, _mask in selector.select(left):
                if key.fileobj is process.stdin:
                    assert data is not None
                    sent += _feed(process, data[sent : sent + 65536])
                    if sent >= len(data) or process.stdin.closed:
                        selector.unregister(key.fileobj)
                        with contextlib.suppress(OSError):
                            process.stdin.close()
                    continue
                chunk = os.read(process.stdout.fileno(), 65536)
                if not chunk:
                    process.wait(max(deadline - time.monotonic(), 0.1))
                    return b"".join(chunks), False
                chunks.append(chunk)
                size += len(chunk)
                if size > limits.MAX_OUTPUT_BYTES:
                    return b"".join(chunks), True


def _feed(process: subprocess.Popen[bytes], data: bytes) -> int:
    assert process.stdin is not None
    try:
        return os.write(process.stdin.fileno(), data)
    except BrokenPipeError:
        return len(data)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


def _split(output: bytes) -> tuple[dict[str, Any] | None, bytes | None]:
    line, _newline, rest = output.partition(b"\n")
    try:
        body = json.loads(line)
    except ValueError:
        return None, None
    complete = rest.startswith(PNG_MAGIC) and rest.endswith(PNG_END)
    return body, rest if complete else None
