"""A real browser for pages that need one, let out through our proxy only.

Chromium runs under a process of its own (``browser_child``) with a temporary
folder of its own: a page that never yields is ended together with it, and with
the ``with`` block, or a kill of this process, everything is gone. Nothing starts
before the first page.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from jobhunt.lib.http.addresses import FetchRefused, resolve
from jobhunt.lib.http.proxy import FilterProxy

logger = logging.getLogger("jobhunt.scraping")
START_SECONDS = 45.0
# For all of one page: asking, scripts, reading.
PAGE_SECONDS = 35.0
CLOSE_SECONDS = 10.0
MOST_ANSWER = 40_000_000
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHILD = Path(__file__).with_name("browser_child.py")
# Chromium makes a socket in its folder, and a socket's path is short.
LONGEST_FOLDER = 40


def find_chromium() -> str | None:
    """The program to run: CHROMIUM_PATH, Playwright's own, else Debian's."""
    if settings.CHROMIUM_PATH:
        return shutil.which(settings.CHROMIUM_PATH)
    own = Path(
        os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "~/.cache/ms-playwright")
    ).expanduser()
    for program in sorted(own.glob("chromium-*/chrome-linux*/chrome"), reverse=True):
        return str(program)
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def temporary() -> str | None:
    """Where folders of browsers go: the usual place, unless its name is long."""
    usual, short = tempfile.gettempdir(), "/tmp"  # noqa: S108
    return short if len(usual) > LONGEST_FOLDER and Path(short).is_dir() else usual


class BrowserBroke(Exception):
    """The child ended, or did not answer in its time."""


class Child:
    """The process that drives Chromium; one page at a time."""

    def __init__(self, program: str, proxy_url: str) -> None:
        self.folder = tempfile.mkdtemp(prefix="jobhunt-browser-", dir=temporary())
        self.log = Path(self.folder) / "log"
        # -P: its own folder holds modules of ours, which are not for it.
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603 - a fixed program
                [sys.executable, "-P", str(CHILD), program, proxy_url, self.folder],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env={**os.environ, "TMPDIR": self.folder},
                start_new_session=True,
            )
        self._rest = b""

    def started(self) -> None:
        """Wait for the browser. BrowserBroke when it does not come up."""
        try:
            self.answer(START_SECONDS)
        except BrowserBroke as broke:
            with contextlib.suppress(OSError):
                logger.info("%s", self.log.read_text("utf-8", "replace")[-2000:])
            raise BrowserBroke(f"the browser does not start: {broke}") from None

    def ask(self, url: str) -> Any:
        stdin: Any = self.process.stdin
        try:
            stdin.write(json.dumps({"url": url}).encode() + b"\n")
            stdin.flush()
        except OSError:
            raise BrowserBroke("it is gone") from None
        return self.answer(PAGE_SECONDS)

    def answer(self, seconds: float) -> Any:
        """The next line of the child, as JSON."""
        stdout: Any = self.process.stdout
        deadline = time.monotonic() + seconds
        data = bytearray(self._rest)
        with selectors.DefaultSelector() as selector:
            selector.register(stdout, selectors.EVENT_READ)
            while (end := data.find(b"\n")) < 0:
                left = deadline - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise BrowserBroke("it did not answer in time")
                chunk = os.read(stdout.fileno(), 1 << 20)
                if not chunk or len(data) > MOST_ANSWER:
                    raise BrowserBroke("it ended" if not chunk else "too much")
                data += chunk
        self._rest = bytes(data[end + 1 :])
        try:
            return json.loads(bytes(data[:end]))
        except ValueError:
            raise BrowserBroke("no answer") from None

    def end(self, *, at_once: bool = False) -> None:
        """Close it, by force where it does not go; its folder goes too."""
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()
        try:
            self.process.wait(0.0 if at_once else CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        # Chromium notices a moment later that its driver is gone.
        for _ in range(20):
            shutil.rmtree(self.folder, ignore_errors=True)
            if not Path(self.folder).exists():
                return
            time.sleep(0.1)


class Browser:
    """``render(url)`` from any thread, one page after the other."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._proxy: FilterProxy | None = None
        self._child: Child | None = None
        self._useless = False

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self._useless = True
            self._end()
            if self._proxy is not None:
                self._proxy.__exit__(kind, error, trace)
                self._proxy = None

    def render(self, url: str) -> str | None:
        """The page's HTML once its scripts ran; None without a browser or answer.

        FetchRefused for addresses that we do not ask.
        """
        if urlsplit(url).scheme not in {"http", "https"}:
            raise FetchRefused("This address cannot be fetched.")
        resolve(url)
        program = find_chromium()
        if program is None:
            return None
        with self._lock:
            try:
                child = self._running(program)
                shown = child.ask(url)["html"] if child else None
            except BrowserBroke as broke:
                logger.warning("page not rendered: %s", broke)
                self._end(at_once=True)
                return None
        # Half characters, which no database takes.
        return shown.encode("utf-8", "replace").decode() if shown else None

    def _running(self, program: str) -> Child | None:
        """The browser, started where it is not; one that cannot start stays off."""
        if self._useless or self._child is not None:
            return self._child
        if self._proxy is None:
            self._proxy = FilterProxy()
            self._proxy.__enter__()
        self._child = Child(program, self._proxy.url)
        try:
            self._child.started()
        except BrowserBroke:
            self._useless = True
            raise
        return self._child

    def _end(self, *, at_once: bool = False) -> None:
        if self._child is not None:
            self._child.end(at_once=at_once)
            self._child = None
