"""A real browser for pages that need one, let out through our proxy only.

Playwright's objects belong to the thread that made them, so one thread of its
own drives the browser and others hand it addresses. Nothing starts before the
first page, and everything is gone with the ``with`` block.
"""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import shutil
import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from jobhunt.lib.http.addresses import FetchRefused, resolve
from jobhunt.lib.http.proxy import FilterProxy

logger = logging.getLogger("jobhunt.scraping")
PAGE_SECONDS = 25.0
SETTLE_SECONDS = 4.0
MOST_CHARACTERS = 5_000_000
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# WebRTC goes around proxies by UDP, so pages do not have it.
NO_WEBRTC = (
    "for (const name of ['RTCPeerConnection','webkitRTCPeerConnection',"
    "'RTCDataChannel']) { delete window[name]; }"
)
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-features=DnsOverHttps,AutofillServerCommunication,OptimizationHints",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy",
    # Loopback through the proxy as well: Chromium exempts it otherwise.
    "--proxy-bypass-list=<-loopback>",
]


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


class Browser:
    """``render(url)`` from any thread; None when there is no browser here."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: queue.Queue[tuple[str, Future[str | None]] | None] = queue.Queue()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *details: object) -> None:
        if self._thread is not None:
            self._asked.put(None)
            self._thread.join(PAGE_SECONDS + 10)

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
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._drive, args=(program,), daemon=True
                )
                self._thread.start()
        future: Future[str | None] = Future()
        self._asked.put((url, future))
        try:
            return future.result(timeout=4 * PAGE_SECONDS)
        except FutureTimeout:
            return None

    def _drive(self, program: str) -> None:
        from playwright.sync_api import sync_playwright

        try:
            with FilterProxy() as proxy, sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=program,
                    # As root Chromium's sandbox cannot start.
                    chromium_sandbox=os.getuid() != 0,
                    proxy={"server": proxy.url},
                    args=ARGUMENTS,
                    timeout=30_000,
                )
                try:
                    while (asked := self._asked.get()) is not None:
                        url, future = asked
                        future.set_result(self._page(browser, url))
                finally:
                    browser.close()
        except Exception:
            logger.exception("the browser broke")
        finally:
            self._answer_rest()

    def _answer_rest(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                asked = self._asked.get_nowait()
                if asked is not None:
                    asked[1].set_result(None)

    def _page(self, browser: Any, url: str) -> str | None:
        from playwright.sync_api import Error

        context = browser.new_context(
            service_workers="block",
            accept_downloads=False,
            java_script_enabled=True,
            permissions=[],
        )
        try:
            context.add_init_script(NO_WEBRTC)
            context.set_default_timeout(PAGE_SECONDS * 1000)
            page = context.new_page()
            page.on("popup", lambda popup: popup.close())
            page.on("dialog", lambda dialog: dialog.dismiss())
            page.goto(url, wait_until="domcontentloaded", timeout=PAGE_SECONDS * 1000)
            with contextlib.suppress(Error):
                page.wait_for_load_state("networkidle", timeout=SETTLE_SECONDS * 1000)
            return str(page.content())[:MOST_CHARACTERS]
        except Error as error:
            logger.info("page not rendered: %s", str(error).split("\n")[0][:120])
            return None
        finally:
            context.close()
