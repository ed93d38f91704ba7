"""Uploads: what a PDF is, names that are data only, writing without leftovers."""

from __future__ import annotations

import errno
import os
import re
import unicodedata
import uuid
from pathlib import Path
from typing import IO

from django.conf import settings

from jobhunt.lib.errors import RuleRefused, StorageFull

PDF_HEAD = 1024  # bytes in which readers look for the signature
MAX_NAME = 200
NOT_IN_NAMES = re.compile(
    r'[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069<>:"|?*\\/]'
)
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def clean_name(name: str, default: str = "file.pdf") -> str:
    """A file's given name as harmless text: its last part, no control marks."""
    text = unicodedata.normalize("NFC", name.encode("utf-8", "ignore").decode())
    text = text.replace("\\", "/").rsplit("/", 1)[-1]
    text = NOT_IN_NAMES.sub("", text).strip(" .")
    stem, dot, ending = text.rpartition(".")
    if not dot or not stem.strip(" ."):
        return default
    while len(text.encode()) > MAX_NAME:
        stem = stem[:-1]
        text = f"{stem}.{ending}"
    return text


def check_pdf(name: str, size: int, head: bytes, field: str = "file") -> None:
    """Refuse what is no PDF by name and content, empty or too large."""
    if size == 0:
        raise RuleRefused("File is empty", field=field, code="empty")
    if not name.lower().endswith(".pdf"):
        raise RuleRefused("Only PDF files are allowed", field=field, code="not_pdf")
    if size > settings.MAX_UPLOAD_SIZE:
        megabytes = settings.MAX_UPLOAD_SIZE // 1_048_576
        raise RuleRefused(
            f"File size exceeds {megabytes}MB limit", field=field, code="too_large"
        )
    if b"%PDF-" not in head[:PDF_HEAD]:
        raise RuleRefused("Only PDF files are allowed", field=field, code="not_pdf")


def store(source: IO[bytes], relative: str) -> Path:
    """Write a file under the upload root: whole or not at all.

    StorageFull when the disk is; a half-written file never stays.
    """
    target = Path(settings.MEDIA_ROOT) / relative
    temporary = target.with_name(f".{uuid.uuid4().hex}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as out:
            source.seek(0)
            while chunk := source.read(1 << 20):
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        if error.errno in FULL:
            raise StorageFull from error
        raise
    return target


def remove(relative: str) -> None:
    """Delete a stored file; one that is gone already is fine."""
    if relative:
        (Path(settings.MEDIA_ROOT) / relative).unlink(missing_ok=True)
