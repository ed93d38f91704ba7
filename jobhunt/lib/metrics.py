"""Prometheus metrics, summed over the web and worker processes.

Each process counts into files of its own in ``PROMETHEUS_MULTIPROC_DIR`` (set by
``make run``; without it a process shows its own numbers only). The files of ended
processes are folded into one now and then, so that workers which are recycled
for months do not leave thousands of them.
"""

from __future__ import annotations

import fcntl
import hmac
import logging
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import MultiProcessCollector

logger = logging.getLogger("jobhunt.access")

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
UNMATCHED = "(unmatched)"
MERGED = "merged"  # stands where a process id stands in a file's name
FOLD_FROM = 24  # files of ended processes

REQUESTS = Counter(
    "jobhunt_http_requests",
    "HTTP requests by method, route template and status.",
    ["method", "route", "status"],
)
LATENCY = Histogram(
    "jobhunt_http_request_duration_seconds",
    "Time from the request to the head of its answer.",
    ["method", "route"],
    buckets=BUCKETS,
)
TASKS = Counter(
    "jobhunt_tasks", "Background tasks by job and outcome.", ["job", "outcome"]
)
TASK_TIME = Histogram(
    "jobhunt_task_duration_seconds",
    "Time of background tasks.",
    ["job"],
    buckets=BUCKETS,
)
MAILS = Counter("jobhunt_mails", "E-mails by outcome.", ["outcome"])
SCRAPES = Counter(
    "jobhunt_scrapes", "Sources asked, by source and outcome.", ["source", "outcome"]
)
POSTINGS = Counter(
    "jobhunt_scraped_postings",
    "Postings seen, by source and outcome.",
    ["source", "outcome"],
)
RATE_LIMITED = Counter(
    "jobhunt_rate_limited", "Requests refused by a rate limit.", ["bucket"]
)
SOCKETS = Gauge(
    "jobhunt_websockets_open",
    "WebSocket connections that are open now.",
    multiprocess_mode="livesum",
)
SOCKET_CLOSES = Counter(
    "jobhunt_websocket_closes", "WebSocket connections ended, by code.", ["code"]
)
SOCKET_EVENTS = Counter(
    "jobhunt_websocket_events", "Events handed to WebSocket connections."
)


def count_request(method: str, route: str, status: int, seconds: float) -> None:
    method = method if method in METHODS else "OTHER"
    REQUESTS.labels(method, route, str(status)).inc()
    LATENCY.labels(method, route).observe(seconds)


def count_task(job: str, outcome: str, seconds: float | None = None) -> None:
    """``outcome``: ok, failed, retried, skipped, cancelled."""
    TASKS.labels(job, outcome).inc()
    if seconds is not None:
        TASK_TIME.labels(job).observe(seconds)


def count_mail(outcome: str) -> None:
    """``outcome``: queued, sent, failed, unknown, retried."""
    MAILS.labels(outcome).inc()


def count_scrape(
    source: str, outcome: str, postings: dict[str, int] | None = None
) -> None:
    """One source of a run, and how many postings had which outcome."""
    SCRAPES.labels(source, outcome).inc()
    for result, number in (postings or {}).items():
        POSTINGS.labels(source, result).inc(number)


def count_rate_limited(bucket: str) -> None:
    RATE_LIMITED.labels(bucket).inc()


# ------------------------------------------------------------------ requests

_GROUP = re.compile(r"\(\?P<(\w+)>")
_PATH_CONVERTER = re.compile(r"(?<!\?P)<(?:\w+:)?(\w+)>")


def _named_groups_as_braces(pattern: str) -> str:
    """``(?P<pk>[^/.]+)`` becomes ``{pk}``, nested parentheses included."""
    out = ""
    while match := _GROUP.search(pattern):
        out += pattern[: match.start()] + "{" + match[1] + "}"
        depth, index = 1, match.end()
        while index < len(pattern) and depth:
            if pattern[index] == "\\":
                index += 1
            elif pattern[index] == "(":
                depth += 1
            elif pattern[index] == ")":
                depth -= 1
            index += 1
        pattern = pattern[index:]
    return out + pattern


def template_of(route: str) -> str:
    """A URL pattern as a person writes it: ``/api/v1/jobs/{pk}``."""
    text = _named_groups_as_braces(_PATH_CONVERTER.sub(r"{\1}", route))
    text = re.sub(r"\\(.)", r"\1", re.sub(r"\\Z|[\^$]|/\?", "", text))
    return "/" + text.strip("/")


_templates: dict[str, str] = {}


def route_of(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is None:
        return "/static/{path}" if request.path.startswith("/static/") else UNMATCHED
    if match.route not in _templates:
        _templates[match.route] = template_of(match.route)
    return _templates[match.route]


def path_for_log(request: HttpRequest) -> str:
    """The path without its query; a token in it is not for the log."""
    kwargs = request.resolver_match.kwargs if request.resolver_match else {}
    path = request.path
    for name, value in kwargs.items():
        if "token" in name and value:
            path = path.replace(str(value), "…")
    return path


class MetricsMiddleware:
    """Counts every request once, and writes its line of the access log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - started
        route = route_of(request)
        count_request(request.method or "", route, response.status_code, seconds)
        if not route.startswith("/static/"):
            logger.info(
                "%s %s %s %d ms",
                request.method,
                path_for_log(request),
                response.status_code,
                round(seconds * 1000),
            )
        return response


# ---------------------------------------------------------------- exposition


def directory() -> Path | None:
    name = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    return Path(name) if name else None


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time reads or folds, else a fold is counted twice."""
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _files_of_the_dead(folder: Path) -> list[Path]:
    found = []
    for file in folder.glob("*_*.db"):
        pid = file.stem.rpartition("_")[2]
        if pid.isdigit() and not _is_alive(int(pid)):
            found.append(file)
    return sorted(found)


def fold(folder: Path, *, least: int = FOLD_FROM) -> int:
    """Add the files of ended processes to one; the number of files folded."""
    dead = _files_of_the_dead(folder)
    for file in [file for file in dead if file.name.startswith("gauge_live")]:
        file.unlink(missing_ok=True)
        dead.remove(file)
    if len(dead) < least:
        return 0
    for file in dead:
        kind = file.stem.rpartition("_")[0]
        if kind in {"counter", "histogram"}:
            values: Any = MmapedDict
            target = values(str(folder / f"{kind}_{MERGED}.db"))
            for key, value, *_ in values.read_all_values_from_file(str(file)):
                have, _ = target.read_value(key)
                target.write_value(key, have + value, 0)
            target.close()
        file.unlink(missing_ok=True)
    return len(dead)


def exposition() -> tuple[bytes, str]:
    """All processes' numbers as Prometheus text, and its content type."""
    folder = directory()
    if folder is None or not folder.is_dir():
        return generate_latest(REGISTRY), CONTENT_TYPE_LATEST
    registry = CollectorRegistry()
    collector: Any = MultiProcessCollector
    collector(registry, path=str(folder))
    with _alone(folder):
        fold(folder)
        return generate_latest(registry), CONTENT_TYPE_LATEST


def is_metrics_token(token: str) -> bool:
    wanted = settings.METRICS_TOKEN
    return bool(wanted) and hmac.compare_digest(token.encode(), wanted.encode())
