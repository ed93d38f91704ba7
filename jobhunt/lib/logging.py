"""Log lines on standard error: one a record, whatever the text holds."""

from __future__ import annotations

import logging
import re

from pythonjsonlogger.json import JsonFormatter as _JsonFormatter

CONTROL = {code: f"\\x{code:02x}" for code in [*range(32), 0x7F, 0x85]} | {
    0x0A: "\\n",
    0x0D: "\\r",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}
# What servers log of a URL: ?token= of /ws, of a reset, of an invitation.
TOKEN = re.compile(r"([?&](?:access_|refresh_)?token=)[^&\s\"'\\]+")
EXTRA = ("event", "user_id", "team_id", "ip", "outcome", "host", "reason")


def redact(line: str) -> str:
    return TOKEN.sub(r"\1…", line) if "token=" in line else line


class TextFormatter(logging.Formatter):
    """Readable lines; a line feed in user text cannot forge another one."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        record.message = record.getMessage().translate(CONTROL)
        if self.usesTime():
            record.asctime = self.formatTime(record, self.datefmt)
        line = self.formatMessage(record)
        for name in EXTRA:
            if (value := getattr(record, name, None)) is not None:
                line += f" {name}={value}".translate(CONTROL)
        if request_id := getattr(record, "request_id", None):
            line += f" request_id={request_id}"
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return redact(line)


class JsonFormatter(_JsonFormatter):
    """One JSON object a line."""

    def __init__(self) -> None:
        super().__init__(
            "%(asctime)s %(levelname)s %(name)s %(message)s",
            rename_fields={
                "asctime": "time",
                "levelname": "level",
                "name": "logger",
            },
            json_ensure_ascii=True,
        )

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))
