"""A forward proxy on loopback that only lets a browser out to public addresses.

Route handlers see neither redirects nor sockets nor workers; a proxy sees every
connection. It resolves, checks and connects to the checked address itself.
"""

from __future__ import annotations

import logging
import selectors
import socket
import socketserver
import threading
from urllib.parse import urlsplit

from jobhunt.lib.http.addresses import FetchRefused, Target, resolve

logger = logging.getLogger("jobhunt.security")
MOST_HEAD = 65_536
IDLE_SECONDS = 20.0
# The browser's own calls home are nobody's business here.
NOT_OURS = (
    "googleapis.com",
    "gvt1.com",
    "google.com",
    "gstatic.com",
    "googleusercontent.com",
)


class Handler(socketserver.BaseRequestHandler):
    server: FilterProxy

    def handle(self) -> None:
        self.request.settimeout(IDLE_SECONDS)
        try:
            head, rest = self.read_head()
            method, url, version = (
                head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
            )
            if method == "CONNECT":
                self.tunnel(url)
            else:
                self.forward(method, url, version, head, rest)
        except FetchRefused:
            self.server.refused += 1
            self.say(b"403 Forbidden")
        except (OSError, ValueError):
            self.say(b"502 Bad Gateway")

    def say(self, status: bytes) -> None:
        try:
            self.request.sendall(
                b"HTTP/1.1 "
                + status
                + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
        except OSError:
            return

    def read_head(self) -> tuple[bytes, bytes]:
        data = b""
        while b"\r\n\r\n" not in data:
            chunk = self.request.recv(4096)
            if not chunk or len(data) > MOST_HEAD:
                raise ValueError("no request")
            data += chunk
        head, _, rest = data.partition(b"\r\n\r\n")
        return head, rest

    def target(self, url: str) -> Target:
        host = (urlsplit(url).hostname or "").lower()
        if any(host == name or host.endswith("." + name) for name in NOT_OURS):
            raise FetchRefused("The browser's own call.")
        return resolve(url)

    def tunnel(self, authority: str) -> None:
        host, _, port = authority.rpartition(":")
        scheme = "https" if port == "443" else "http"
        target = self.target(f"{scheme}://{host}:{port}/")
        with socket.create_connection((target.ip, target.port), IDLE_SECONDS) as out:
            self.request.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            self.pump(out)

    def forward(
        self, method: str, url: str, version: str, head: bytes, rest: bytes
    ) -> None:
        target = self.target(url)
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        lines = head.split(b"\r\n")[1:]
        kept = [
            line
            for line in lines
            if not line.lower().startswith((b"proxy-", b"connection:", b"keep-alive:"))
        ]
        # One request a connection: the next may be for another host.
        kept.append(b"Connection: close")
        first = f"{method} {path} {version}".encode("latin-1")
        with socket.create_connection((target.ip, target.port), IDLE_SECONDS) as out:
            out.sendall(b"\r\n".join([first, *kept]) + b"\r\n\r\n" + rest)
            self.pump(out)

    def pump(self, out: socket.socket) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self.request, selectors.EVENT_READ, out)
            selector.register(out, selectors.EVENT_READ, self.request)
            while events := selector.select(IDLE_SECONDS):
                for key, _ in events:
                    source: socket.socket = key.fileobj  # type: ignore[assignment]
                    data = source.recv(65_536)
                    if not data:
                        return
                    key.data.sendall(data)


class FilterProxy(socketserver.ThreadingTCPServer):
    """Started with ``with``; ``url`` is what the browser is given."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.refused = 0
        self.thread = threading.Thread(target=self.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> FilterProxy:
        self.thread.start()
        return self

    def __exit__(self, *details: object) -> None:
        self.shutdown()
        self.server_close()
