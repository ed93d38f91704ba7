"""The process under which Chromium runs: an address a line in, a page a line out.

It knows nothing of Django, so that it is small, and ends with its standard input:
whoever started it may be killed at any time. Arguments: the browser, the address
of the filtering proxy, the folder that is its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import signal
import sys
import threading
from typing import Any

ASK_SECONDS = 22.0
SETTLE_SECONDS = 4.0
LAST_SECONDS = 5.0
MOST_CHARACTERS = 5_000_000
# WebRTC goes around proxies by UDP, so pages do not have it.
NO_WEBRTC = (
    "for (const name of ['RTCPeerConnection','webkitRTCPeerConnection',"
    "'RTCDataChannel','RTCIceTransport','WebTransport']) { delete window[name]; }"
)
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-features=DnsOverHttps,AutofillServerCommunication,OptimizationHints",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy",
    # Loopback through the proxy as well: Chromium exempts it otherwise.
    "--proxy-bypass-list=<-loopback>",
]


def say(answer: Any) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def listen(asked: queue.Queue[str | None], folder: str) -> None:
    """Hand addresses on until the end of the input; then nobody is left to ask."""
    for line in sys.stdin:
        with contextlib.suppress(ValueError, KeyError):
            asked.put(str(json.loads(line)["url"]))
    asked.put(None)
    # A page that never yields keeps the other thread: end without it.
    threading.Event().wait(LAST_SECONDS)
    shutil.rmtree(folder, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


def page_of(browser: Any, url: str) -> str | None:
    """A page in a context of its own, once its scripts ran."""
    from playwright.sync_api import Error

    context = browser.new_context(
        service_workers="block",
        accept_downloads=False,
        java_script_enabled=True,
        permissions=[],
    )
    try:
        context.add_init_script(NO_WEBRTC)
        context.set_default_timeout(ASK_SECONDS * 1000)
        page = context.new_page()
        page.on("popup", lambda popup: popup.close())
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.goto(url, wait_until="domcontentloaded")
        with contextlib.suppress(Error):
            page.wait_for_load_state("networkidle", timeout=SETTLE_SECONDS * 1000)
        return str(page.content())[:MOST_CHARACTERS]
    except Error:
        return None
    finally:
        context.close()


def main(program: str, proxy: str, folder: str) -> None:
    from playwright.sync_api import sync_playwright

    asked: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=listen, args=(asked, folder), daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            # As root Chromium's sandbox cannot start.
            chromium_sandbox=os.getuid() != 0,
            proxy={"server": proxy},
            args=ARGUMENTS,
            timeout=30_000,
        )
        say({"ready": True})
        while (url := asked.get()) is not None:
            say({"html": page_of(browser, url)})
        browser.close()
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(*sys.argv[1:4])
