"""A mail sink: speaks SMTP, keeps each message as a file, delivers nothing."""

from __future__ import annotations

import socketserver
import threading
import time
from pathlib import Path

MOST_LINE = 4096
MOST_MESSAGE = 30_000_000


class _Handler(socketserver.StreamRequestHandler):
    server: MailSink
    timeout = 60

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self) -> None:
        self.say("220 demo mail sink")
        while line := self.rfile.readline(MOST_LINE):
            verb = line[:4].upper().strip()
            if verb == b"QUIT":
                self.say("221 bye")
                return
            if verb == b"DATA":
                self.say("354 go on")
                content = self.message()
                if len(content) > MOST_MESSAGE:
                    self.say("552 too big")
                    continue
                self.keep(content)
                self.say("250 kept")
            elif verb in {b"EHLO", b"HELO", b"MAIL", b"RCPT", b"RSET", b"NOOP"}:
                self.say("250 ok")
            else:
                self.say("502 not here")

    def message(self) -> bytes:
        """Read to its end; of one that is too big only the beginning is held."""
        content = bytearray()
        while (line := self.rfile.readline(1 << 16)) not in {b".\r\n", b".\n", b""}:
            if len(content) <= MOST_MESSAGE:
                content += line[1:] if line.startswith(b"..") else line
        return bytes(content)

    def keep(self, content: bytes) -> None:
        name = f"{time.strftime('%Y%m%d-%H%M%S')}-{time.time_ns() % 10**6:06}.eml"
        (self.server.folder / name).write_bytes(content)


class MailSink(socketserver.ThreadingTCPServer):
    """``start()`` returns at once; mails land in ``folder``."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, folder: Path, port: int = 0) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        super().__init__(("127.0.0.1", port), _Handler)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def start(self) -> None:
        threading.Thread(target=self.serve_forever, daemon=True).start()
