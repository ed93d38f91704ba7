"""The browser: what pages show, and that nothing of a page reaches inside."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import scraping.browser
from jobhunt.lib.http import FetchRefused, GuardedClient
from jobhunt.testing.fakes.board import Answer, BoardServer
from scraping.browser import Browser, find_chromium

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(autouse=True)
def chromium() -> None:
    if find_chromium() is None:
        pytest.skip("No Chromium here: what keeps it from the inside is NOT tested.")


@pytest.fixture
def site(settings: Any) -> Iterator[BoardServer]:
    with BoardServer() as server:
        settings.SCRAPE_ALLOWED_HOSTS = [server.host]
        yield server


class Listener:
    """A service inside: TCP and UDP on one port, counting who comes."""

    def __init__(self) -> None:
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.port = self.tcp.getsockname()[1]
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", self.port))
        self.hits: list[str] = []
        for name, wait in (("tcp", self.accept), ("udp", self.receive)):
            threading.Thread(target=self.count, args=(name, wait), daemon=True).start()

    def accept(self) -> bytes:
        connection, _ = self.tcp.accept()
        with connection:
            connection.settimeout(2)
            return connection.recv(200)

    def receive(self) -> bytes:
        return self.udp.recv(200)

    def count(self, name: str, wait: Callable[[], bytes]) -> None:
        while True:
            try:
                self.hits.append(f"{name} {wait()[:60]!r}")
            except TimeoutError:
                self.hits.append(name)
            except OSError:
                return

    def close(self) -> None:
        self.tcp.close()
        self.udp.close()


@pytest.fixture
def inside() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


# Ways by which a page reaches out; {out} is the service inside, {own} this site.
PROBES = """<!doctype html><title>Jobs</title>
<link rel="icon" href="{out}/icon"><link rel="stylesheet" href="{out}/css">
<link rel="preconnect" href="{out}"><link rel="prefetch" href="{out}/prefetch">
<link rel="preload" as="image" href="{out}/preload">
<link rel="dns-prefetch" href="{out}"><link rel="manifest" href="{out}/manifest">
<style>@import "{out}/import"; body {{ background: url({out}/background) }}
@font-face {{ font-family: x; src: url({out}/font) }} h1 {{ font-family: x }}</style>
<script type="speculationrules">{{"prerender": [{{"source": "list",
 "urls": ["{out}/prerender"]}}]}}</script>
<h1>Jobs</h1>
<img src="{out}/img"><img src="{own}/to-inside?img"><iframe src="{out}/frame"></iframe>
<iframe src="{own}/to-inside?frame"></iframe><embed src="{out}/embed">
<object data="{out}/object"></object><video src="{out}/video"></video>
<script src="{out}/script"></script><script src="{own}/to-inside?script"></script>
<svg><image href="{out}/svg" /></svg>
<form id="f" action="{out}/form" method="post" target="named"></form>
<iframe name="named"></iframe><p id="own"></p>
<script>
const go = (work) => {{ try {{ const made = work(); if (made && made.catch)
  made.catch(() => 0); }} catch (error) {{ /* refused */ }} }};
go(() => fetch("{out}/fetch", {{mode: "no-cors"}}));
go(() => fetch("{own}/to-inside?fetch", {{mode: "no-cors"}}));
go(() => navigator.sendBeacon("{out}/beacon", "x"));
go(() => new WebSocket("ws://{address}/socket"));
go(() => new EventSource("{out}/events"));
go(() => {{ const x = new XMLHttpRequest(); x.open("GET", "{out}/xhr"); x.send(); }});
go(() => window.open("{out}/popup"));
go(() => document.getElementById("f").submit());
go(() => navigator.serviceWorker.register("/worker.js"));
go(() => new Worker(URL.createObjectURL(new Blob(
  ['fetch("{out}/worker", {{mode: "no-cors"}}); importScripts("{out}/import")']))));
go(() => new WebTransport("https://{address}/transport"));
const stun = (view) => go(() => {{
  const peer = new view.RTCPeerConnection({{iceServers: [
    {{urls: "stun:{address}"}},
    {{urls: "turn:{address}?transport=tcp", username: "a", credential: "b"}}]}});
  peer.createDataChannel("x");
  return peer.createOffer().then((offer) => peer.setLocalDescription(offer)); }});
stun(window);
const frame = document.createElement("iframe");
document.body.append(frame);
stun(frame.contentWindow);
fetch("{own}/own").then((answer) => answer.text())
  .then((text) => {{ document.getElementById("own").textContent = text; }});
</script>
"""


def test_no_part_of_a_page_reaches_inside_while_its_own_site_answers(
    site: BoardServer, inside: Listener
) -> None:
    out = f"http://127.0.0.1:{inside.port}"
    page = PROBES.format(out=out, own=site.url, address=f"127.0.0.1:{inside.port}")
    site.answers["/jobs"] = page
    site.answers["/to-inside"] = Answer("", 302, {"Location": f"{out}/redirected"})
    site.answers["/own"] = "from the site itself"
    site.answers["/worker.js"] = Answer(f"fetch('{out}/service-worker')")
    site.answers["/refresh"] = (
        f'<meta http-equiv="refresh" content="0;url={out}/refresh"><p>moved</p>'
    )
    site.answers["/away"] = f"<script>location = '{out}/away'</script>"

    with Browser() as browser:
        shown = browser.render(f"{site.url}/jobs")
        for path in ("/refresh", "/away", "/to-inside"):
            browser.render(site.url + path)

    assert shown is not None
    assert "from the site itself" in shown
    assert inside.hits == []


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "chrome://version/",
        "data:text/html,x",
        "about:blank",
        "http://127.0.0.1:1/",
        "http://10.0.0.1/",
        "http://localhost/",
    ],
)
def test_no_other_address_is_opened(url: str) -> None:
    with Browser() as browser, pytest.raises(FetchRefused):
        browser.render(url)


def test_it_is_reached_through_the_client(site: BoardServer) -> None:
    site.answers["/a"] = "<script>document.write('<p>made by a script</p>')</script>"

    with Browser() as browser, GuardedClient(browser=browser) as client:
        assert "<p>made by a script</p>" in str(client.render(f"{site.url}/a"))


def test_without_a_chromium_there_is_no_page(site: BoardServer, settings: Any) -> None:
    settings.CHROMIUM_PATH = "/nowhere/chromium"

    with Browser() as browser:
        assert browser.render(f"{site.url}/a") is None


def test_a_browser_that_does_not_start_costs_one_try(
    site: BoardServer, settings: Any
) -> None:
    settings.CHROMIUM_PATH = "/bin/false"

    with Browser() as browser:
        assert browser.render(f"{site.url}/a") is None
        started = time.monotonic()
        assert browser.render(f"{site.url}/a") is None
    assert time.monotonic() - started < 1


def left_over(marker: str) -> list[str]:
    """Processes whose command line names a browser's folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue
        if marker in line:
            found.append(line[:120])
    return found


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short one: Chromium's sockets have little room."""
    with tempfile.TemporaryDirectory(prefix="jh-") as name:
        yield Path(name)


def eventually(holds: Callable[[], bool], seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return holds()


def test_a_page_that_never_yields_is_ended_and_the_next_one_works(
    site: BoardServer, monkeypatch: Any, folder: Path
) -> None:
    monkeypatch.setattr(scraping.browser.tempfile, "tempdir", str(folder))
    monkeypatch.setattr(scraping.browser, "PAGE_SECONDS", 5.0)
    site.answers["/hang"] = "<script>setTimeout(() => { while (true) {} }, 10)</script>"
    site.answers["/a"] = "<p>fine</p>"

    with Browser() as browser:
        assert browser.render(f"{site.url}/hang") is None
        monkeypatch.setattr(scraping.browser, "PAGE_SECONDS", 30.0)
        assert "fine" in str(browser.render(f"{site.url}/a"))

    assert eventually(lambda: not left_over(str(folder)))
    assert list(folder.iterdir()) == []


OWNER = """
import sys, time
import django
django.setup()
from django.conf import settings
from scraping.browser import Browser
settings.SCRAPE_ALLOWED_HOSTS = [sys.argv[1]]
with Browser() as browser:
    browser.render(f"http://{sys.argv[1]}/a")
    print("shown", flush=True)
    time.sleep(60)
"""


def test_a_kill_of_its_owner_leaves_no_process_and_no_profile(
    site: BoardServer, folder: Path
) -> None:
    site.answers["/a"] = "<p>fine</p>"
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, site.host],
        env={**os.environ, "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
    )
    try:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"shown\n"
        assert left_over(f"{folder}/jobhunt-browser-")
    finally:
        owner.send_signal(signal.SIGKILL)
        owner.communicate()

    assert eventually(lambda: not left_over(f"{folder}/jobhunt-browser-"))
    assert eventually(lambda: not list(folder.glob("jobhunt-browser-*")))


def test_dialogs_and_a_page_that_never_settles_do_not_hold_it_up(
    site: BoardServer,
) -> None:
    site.answers["/beat"] = "x"
    site.answers["/a"] = (
        "<body><script>onbeforeunload = () => 'stay'; alert(1); confirm(2); prompt(3);"
        "setInterval(() => fetch('/beat'), 50);"
        "document.body.append('said ' + 'it all');</script></body>"
    )

    with Browser() as browser:
        browser.render(f"{site.url}/beat")
        started = time.monotonic()
        assert "said it all" in str(browser.render(f"{site.url}/a"))
    assert time.monotonic() - started < 20


POSTING = """<!doctype html><title>Jobs</title><div id="root"></div><script>
const data = document.createElement("script");
data.type = "application/ld+json";
data.textContent = JSON.stringify({"@context": "https://schema.org",
  "@type": "Job" + "Posting", title: "Lamp keeper", datePosted: "2026-11-20",
  description: "<p>Keep the lamp lit, every night of the year.</p>",
  hiringOrganization: {"@type": "Organization", name: "Lanternworks"},
  jobLocation: {"@type": "Place", address: {"@type": "PostalAddress",
    addressLocality: "Cork", addressCountry: "IE"}}});
document.head.append(data);
</script>"""


@pytest.mark.django_db(transaction=True)
def test_a_career_page_that_scripts_fill_is_watched_and_scraped(
    site: BoardServer, alice: Any, api: Any
) -> None:
    site.answers["/careers"] = POSTING
    client = api(alice)
    watched = client.post("/api/v1/jobs/companies", {"url": f"{site.url}/careers"})
    assert watched.status_code == 201, watched.json()

    run = client.post("/api/v1/jobs/scrape", {"company_id": [watched.json()["id"]]})

    assert run.status_code == 202, run.json()
    jobs = client.get("/api/v1/jobs/").json()
    assert [(job["title"], job["company"]) for job in jobs] == [
        ("Lamp keeper", "Lanternworks")
    ]


@pytest.mark.django_db(transaction=True)
def test_a_posting_that_scripts_fill_is_imported(
    site: BoardServer, alice: Any, api: Any
) -> None:
    site.answers["/jobs/1"] = POSTING
    body = {"url": f"{site.url}/jobs/1"}

    first = api(alice).post("/api/v1/jobs/import", body, format="json")
    again = api(alice).post("/api/v1/jobs/import", body, format="json")

    assert (first.status_code, first.json()["job"]["title"]) == (201, "Lamp keeper")
    assert again.status_code == 200
    assert again.json()["job"]["id"] == first.json()["job"]["id"]
