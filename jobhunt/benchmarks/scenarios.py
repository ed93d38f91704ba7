"""What is measured. Each function returns the text of its result."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from jobhunt.benchmarks.run import ROOT, ratio
from jobhunt.testing.servers import free_port, serve, wait_until
from scraping.sources.base import FoundJob

SMALL, LARGE = 1_000, 100_000
ROUNDS = 7
TEXT = "We look for somebody who knows Python, Django and SQL. " * 6


def found(number: int) -> FoundJob:
    return FoundJob(
        source_job_id=str(number),
        title=f"Engineer {number}",
        company=f"Company {number % 500}",
        location="Berlin, Germany",
        locations=("Berlin, Germany",),
        link=f"https://jobs.example.com/{number}",
        description_html=f"<p>{TEXT}{number}</p>",
        description_text=f"{TEXT}{number}",
        posted_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number),
    )


def user_with(jobs: int) -> Any:
    """An account whose team has so many jobs, written by the product's ingest."""
    from accounts.models import User
    from accounts.services.registration import create_account
    from scraping.models import Job
    from scraping.services import after, ingest

    known = User.objects.filter(email=f"bench{jobs}@example.org").first()
    if known is not None:
        return known
    user = create_account(email=f"bench{jobs}@example.org", full_name="Bench")
    keep = ingest.jobs_changed
    ingest.jobs_changed = lambda *args: None  # no tasks: only rows are needed
    try:
        for start in range(0, jobs, 5000):
            batch = [found(n) for n in range(start, min(start + 5000, jobs))]
            ingest.ingest(user.team_id, "remotive", batch, user_id=user.pk)
    finally:
        ingest.jobs_changed = keep
    assert Job.objects.filter(team_id=user.team_id).count() == jobs
    assert after.TASKS
    return user


def client_of(user: Any) -> Any:
    from rest_framework.test import APIClient

    from accounts.services.sessions import open_api_session

    tokens = open_api_session(user, ip_address=None, user_agent="bench")
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens.access_token}")
    return client


def cpu(act: Callable[[], Any]) -> float:
    start = time.process_time()
    act()
    return time.process_time() - start


def page_url(user: Any, number: int) -> str:
    """The address that the next link of the page before would carry (one row a page)."""
    from jobhunt.lib.pagination import Cursor, pack
    from scraping.models import Job

    if number == 1:
        return "/api/v1/jobs/?limit=1"
    ids = Job.objects.filter(team_id=user.team_id).order_by("-id")
    last = ids.values_list("id", flat=True)[number - 2]
    cursor = pack(("-id",), Cursor(number, [last], False))
    return f"/api/v1/jobs/?limit=1&cursor={cursor}"


def list_growth() -> str:
    users = {size: user_with(size) for size in (SMALL, LARGE)}
    clients = {size: client_of(user) for size, user in users.items()}
    targets = {
        (size, page): page_url(users[size], page)
        for size in users
        for page in (1, 1000)
    }

    def ask(size: int, url: str) -> None:
        for _ in range(30):
            assert clients[size].get(url).status_code == 200

    for (size, _), url in targets.items():
        ask(size, url)
    worst = []
    for _ in range(ROUNDS):
        times = [
            cpu(lambda s=size, u=url: ask(s, u)) for (size, _), url in targets.items()
        ]
        worst.append((max(times), min(times)))
    return ratio(worst)


def ingest_speed() -> str:
    """1 000 postings into 100 000, half of them known; rows a CPU second."""
    from scraping.models import Job, JobBody, JobSighting
    from scraping.services import ingest
    from scraping.services.ingest import body_of, content_hash, update

    user = user_with(LARGE)
    team = user.team_id

    def loop(batch: list[FoundJob]) -> None:
        for item in batch:
            job = Job(team_id=team, source="remotive", source_job_id=item.source_job_id)
            update(job, item, content_hash(item), None, datetime.now(UTC))
            values = {
                field.attname: getattr(job, field.attname)
                for field in Job._meta.concrete_fields
                if field.attname not in {"id", "created_at", "updated_at"}
            }
            row, _made = Job.objects.get_or_create(
                team_id=team,
                source="remotive",
                source_job_id=item.source_job_id,
                defaults=values,
            )
            body = body_of(row, item)
            JobBody.objects.get_or_create(
                job=row,
                defaults={
                    "description": body.description,
                    "description_text": body.description_text,
                    "search_terms": body.search_terms,
                },
            )
            JobSighting.objects.get_or_create(
                team_id=team,
                source="remotive",
                source_board="",
                source_job_id=item.source_job_id,
                defaults={"job": row, "link": item.link},
            )

    def bulk(batch: list[FoundJob]) -> None:
        written = ingest.ingest(team, "remotive", batch, user_id=user.pk)
        assert (written.count("new"), written.count("unchanged")) == (500, 500)

    pairs = []
    for number in range(3):
        start = LARGE + 10_000 * (number + 1)
        batch = [found(n) for n in [*range(500), *range(start, start + 500)]]
        times = []
        for act in (loop, bulk):
            with transaction.atomic():
                # The loop commits each row, as it does in life.
                if act is bulk:
                    times.append(cpu(lambda a=act, b=batch: a(b)))
                    transaction.set_rollback(True)
            if act is loop:
                times.append(cpu(lambda a=act, b=batch: a(b)))
                Job.objects.filter(
                    team_id=team,
                    source_job_id__in=[item.source_job_id for item in batch[500:]],
                ).delete()
        pairs.append((times[0], times[1]))
    return ratio(pairs)


def process_cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def http_list() -> str:
    user = user_with(LARGE)
    token = client_of(user)._credentials["HTTP_AUTHORIZATION"]

    def ask(url: str, count: int) -> None:
        for _ in range(count):
            request = urllib.request.Request(url, headers={"Authorization": token})
            with urllib.request.urlopen(request, timeout=30) as answer:
                assert len(answer.read()) > 1000

    environment = {
        "DJANGO_SETTINGS_MODULE": "jobhunt.benchmarks.settings",
        "DATA_DIR": os.environ["DATA_DIR"],
    }
    with serve("uvicorn", "jobhunt.asgi:application", environment) as server:
        pid = server.process.pid
        urls = [f"{server.url}/api/v1/jobs/?limit=20", f"{server.url}/bare"]
        for url in urls:
            ask(url, 50)
        pairs = []
        for _ in range(ROUNDS):
            times = []
            for url in urls:
                before = process_cpu(pid)
                ask(url, 150)
                times.append(process_cpu(pid) - before)
            pairs.append((times[0], max(times[1], 0.01)))
    return ratio(pairs)


def export_memory() -> str:
    """1 000 000 log rows as CSV: the server's peak above its idle."""
    from django.db import connection

    user = user_with(SMALL)
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
            " WHERE i < 1000000) INSERT INTO logs_app_logentry (created_at, level,"
            " action, message, user_id, team_id, request_id) SELECT"
            " '2026-01-01 00:00:00', 'info', 'status_change', 'moved ' || i, %s, %s,"
            " 'r' || i FROM n",
            [user.pk, user.team_id],
        )
    token = client_of(user)._credentials["HTTP_AUTHORIZATION"]
    environment = {
        "DJANGO_SETTINGS_MODULE": "jobhunt.benchmarks.settings",
        "DATA_DIR": os.environ["DATA_DIR"],
    }
    with serve("uvicorn", "jobhunt.asgi:application", environment) as server:

        def ask(path: str) -> int:
            request = urllib.request.Request(
                f"{server.url}{path}", headers={"Authorization": token}
            )
            size = 0
            with urllib.request.urlopen(request, timeout=300) as answer:
                while chunk := answer.read(1 << 20):
                    size += len(chunk)
            return size

        ask("/api/v1/logs/?limit=20")
        status = Path(f"/proc/{server.process.pid}/status")
        idle = int(status.read_text().split("VmRSS:")[1].split()[0])
        size = ask("/api/v1/logs/export")
        assert size > 50_000_000
        peak = int(status.read_text().split("VmHWM:")[1].split()[0])
    return f"{(peak - idle) / 1024:.0f} MiB for {size / 1e6:.0f} MB"


def dashboard_growth() -> str:
    """The dashboard's page, nothing cached, with 100 000 applications and with 100."""
    from django.core.cache import cache
    from django.test import Client

    from scraping.models import Application, Job

    def ask(client: Client) -> None:
        for _ in range(3):
            cache.clear()
            assert client.get("/dashboard").status_code == 200

    users = {}
    for jobs, applications in ((SMALL, 100), (LARGE, LARGE)):
        user = users[applications] = user_with(jobs)
        ids = Job.objects.filter(team_id=user.team_id).values_list("id", flat=True)
        start = datetime(2026, 1, 1, tzinfo=UTC)
        Application.objects.bulk_create(
            (
                Application(
                    team_id=user.team_id,
                    user=user,
                    job_id=pk,
                    status="applied",
                    applied_at=start + timedelta(minutes=number),
                )
                for number, pk in enumerate(ids[:applications])
            ),
            batch_size=2000,
            ignore_conflicts=True,
        )
    clients = {}
    for size, user in users.items():
        clients[size] = Client()
        clients[size].force_login(user)
        ask(clients[size])
    pairs = []
    for _ in range(ROUNDS):
        large, small = (cpu(lambda s=size: ask(clients[s])) for size in (LARGE, 100))
        pairs.append((large, small))
    return ratio(pairs)


def pss_of(pids: list[int]) -> float:
    total = 0
    for pid in pids:
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += int(text.split("\nPss:")[1].split()[0])
    return total / 1024


def descendants(pid: int) -> list[int]:
    found_pids, queue = [], [pid]
    while queue:
        current = queue.pop()
        found_pids.append(current)
        for task in Path(f"/proc/{current}/task").glob("*/children"):
            queue += [int(child) for child in task.read_text().split()]
    return found_pids


def posting_pages() -> list[str]:
    """Career pages of the usual weight: a posting in JSON-LD within much markup."""
    around = "".join(
        f'<div class="c{n}"><a href="/jobs/{n}">Job {n}</a><p>{TEXT}</p></div>'
        for n in range(90)
    )
    pages = []
    for number in range(40):
        posting = {
            "@context": "https://schema.org",
            "@type": "JobPosting",
            "title": f"Engineer {number}",
            "description": f"<p>{TEXT * 4}</p><ul><li>{TEXT}</li></ul>",
            "datePosted": "2026-11-02",
            "hiringOrganization": {"@type": "Organization", "name": "Acme"},
            "jobLocation": {
                "@type": "Place",
                "address": {"addressLocality": "Berlin", "addressCountry": "DE"},
            },
        }
        block = json.dumps({"@graph": [{"@type": "WebSite"}, posting]})
        pages.append(
            "<!doctype html><html><head><title>Job</title>"
            f'<script type="application/ld+json">{block}</script></head>'
            f"<body>{around}</body></html>"
        )
    return pages


def in_turn(one: Callable[[], Any], other: Callable[[], Any]) -> str:
    one()
    other()
    return ratio([(cpu(one), cpu(other)) for _ in range(ROUNDS)])


def page_reading() -> str:
    """extruct's time over ours, both from a page's text to its JSON-LD postings."""
    import extruct

    from scraping.sources import jsonld

    pages = posting_pages()

    def theirs() -> None:
        for page in pages:
            items = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
            assert items[0]["@graph"][1]["title"]

    def ours() -> None:
        for _ in range(10):  # or the clock would be too coarse
            for page in pages:
                assert jsonld.postings(page)[0].node["title"]

    theirs()
    ours()
    return ratio([(10 * cpu(theirs), cpu(ours)) for _ in range(ROUNDS)])


def feed_reading() -> str:
    """Reading a feed's JSON over the JSON library alone: 400 postings, 1.4 MB."""
    import orjson

    from scraping.sources.shape import load_json

    rows = [
        {
            "id": number,
            "title": f"Engineer {number}",
            "company_name": "Acme",
            "url": f"https://jobs.example.com/{number}",
            "description": f"<p>{TEXT * 10}{number}</p>",
            "tags": ["python", "sql"],
        }
        for number in range(400)
    ]
    content = orjson.dumps({"jobs": rows})

    def ours() -> None:
        for _ in range(60):
            load_json(content)

    def bare() -> None:
        for _ in range(60):
            orjson.loads(content)

    return in_turn(ours, bare)


@contextlib.contextmanager
def whole(**values: str) -> Iterator[tuple[str, int]]:
    """What ``make run`` starts, on a data directory of its own: address and pid."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DATA_DIR": folder,
            "PORT": str(port),
            "DJANGO_SETTINGS_MODULE": "jobhunt.settings",
            "LOG_LEVEL": "ERROR",
            **values,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "jobhunt.launch", "run"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        url = f"http://127.0.0.1:{port}"
        try:

            def answers() -> bool:
                try:
                    return bool(called(f"{url}/health")["scheduler"]["running"])
                except OSError:
                    return False

            wait_until(answers, 60, "everything runs")
            time.sleep(5)
            yield url, process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def called(url: str, body: Any = None, token: str = "", method: str = "") -> Any:
    """The JSON that an address answers; posts where there is a body."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(
        url, data=data, headers=headers, method=method or None
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read() or b"null")


def idle_memory() -> str:
    with whole() as (_url, pid):
        return f"{pss_of(descendants(pid)):.0f} MiB PSS"


BOARDS, POSTINGS = 50, 60


def fifty_boards() -> str:
    """The 95th percentile of the job list while 50 boards are scraped, over idle."""
    boards = [f"board{number}" for number in range(BOARDS)]
    board_server = subprocess.Popen(
        [sys.executable, "-m", "jobhunt.benchmarks.boards", *boards],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert board_server.stdout is not None
    host = board_server.stdout.readline().strip()
    values = {
        "SCRAPE_BASE_URLS": json.dumps({"greenhouse": f"http://{host}"}),
        "SCRAPE_ALLOWED_HOSTS": host,
        "SCRAPE_MIN_INTERVAL": "0",
        "RATE_LIMIT_ENABLED": "false",
    }
    pairs = []
    try:
        for _ in range(3):
            with whole(**values) as (url, _pid):
                pairs.append(_scraping_and_idle(url, boards))
    finally:
        board_server.kill()
        board_server.wait()
    return ratio(pairs)


def _scraping_and_idle(url: str, boards: list[str]) -> tuple[float, float]:
    api = f"{url}/api/v1"
    person = {
        "email": "bench@example.org",
        "password": "a long bench password",
        "full_name": "Bench",
    }
    called(f"{api}/auth/register", person)
    login = {"username": person["email"], "password": person["password"]}
    token = called(f"{api}/auth/login", login)["access_token"]
    companies = [
        called(
            f"{api}/jobs/companies", {"source": "greenhouse", "board": board}, token
        )["id"]
        for board in boards
    ]

    def scrape(chosen: list[int]) -> int:
        return int(
            called(f"{api}/jobs/scrape", {"company_id": chosen}, token)["run_id"]
        )

    def ended(run: int) -> bool:
        row = called(f"{api}/jobs/runs/{run}", token=token)
        return row["status"] not in {"queued", "running"}

    def times(enough: Callable[[], bool]) -> list[float]:
        taken = []
        while not enough():
            for _ in range(10):
                start = time.perf_counter()
                called(f"{api}/jobs/?limit=20", token=token)
                taken.append(time.perf_counter() - start)
                time.sleep(0.02)
        return taken

    # One board fills the list; all the others are new in the measured run.
    first = scrape(companies[:1])
    wait_until(lambda: ended(first), 120, "the first run ends")
    time.sleep(3)
    until = time.monotonic() + 8
    idle = times(lambda: time.monotonic() > until)
    run = scrape(companies)
    busy = times(lambda: ended(run))
    row = called(f"{api}/jobs/runs/{run}", token=token)
    assert (row["status"], row["new"]) == ("ok", POSTINGS * (BOARDS - 1)), row
    assert len(busy) >= 60, "too short to measure"
    return percentile(busy, 95), percentile(idle, 95)


def percentile(values: list[float], share: int) -> float:
    return statistics.quantiles(values, n=100)[share - 1]


ALL = (
    (
        "job list, pages 1 and 1 000 with 1 000 and 100 000 jobs: slowest over fastest",
        "≤ 1.3",
        list_growth,
    ),
    (
        "ingest of 1 000 postings into 100 000 over a get_or_create loop, rows a CPU second",
        "≥ 6",
        ingest_speed,
    ),
    (
        "job list over HTTP against the same rows from a bare SQL view, CPU a request",
        "≤ 3",
        http_list,
    ),
    (
        "dashboard page, nothing cached, with 100 000 applications over 100",
        "≤ 3",
        dashboard_growth,
    ),
    (
        "export of 1 000 000 log rows: peak memory above idle",
        "≤ 50 MiB",
        export_memory,
    ),
    (
        "JSON-LD postings of 40 pages over extruct's JSON-LD reader, pages a CPU second",
        "≥ 1.5",
        page_reading,
    ),
    (
        "a feed of 400 postings read over the JSON library alone, CPU",
        "≤ 1.2",
        feed_reading,
    ),
    (
        "job list while 50 boards are scraped over idle, 95th percentile of the answers",
        "≤ 1.5",
        fifty_boards,
    ),
    ("the whole embedded default, two workers, idle", "≤ 320 MiB PSS", idle_memory),
)
