"""A service that fails is left alone, by all processes, until one call succeeds."""

from __future__ import annotations

import threading
from typing import Any

from django.core.cache import cache

from jobhunt.lib.breaker import Breaker


def breaker(name: str = "x") -> Breaker:
    return Breaker(name, failures=2, pause=30)


def opened() -> Breaker:
    for _ in range(2):
        breaker().failed()
    return breaker()


def test_failures_in_a_row_open_it_for_everybody_and_for_this_service_only() -> None:
    breaker().failed()
    assert breaker().wait() == 0
    breaker().failed()

    assert 0 < breaker().wait() <= 30
    assert breaker("other").wait() == 0


def test_a_success_between_failures_keeps_it_closed() -> None:
    for _ in range(3):
        breaker().failed()
        breaker().succeeded()

    assert breaker().wait() == 0


def test_after_the_pause_one_of_many_tries() -> None:
    cache.delete(opened().rest)
    gate, waits = threading.Barrier(8), []

    def ask() -> None:
        gate.wait()
        waits.append(breaker().wait())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert waits.count(0) == 1
    assert all(0 <= wait <= 30 for wait in waits)


def test_the_one_that_tries_opens_or_closes_it() -> None:
    for outcome, is_open in (("failed", True), ("succeeded", False)):
        cache.delete(opened().rest)
        assert breaker().wait() == 0

        getattr(breaker(), outcome)()

        assert bool(breaker().wait()) is is_open


def test_without_the_cache_nobody_is_held_back(monkeypatch: Any) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise OSError("no cache")

    opened()
    for name in ("get", "add", "incr", "set"):
        monkeypatch.setattr(cache._connections["default"], name, away, raising=False)

    breaker().failed()
    assert breaker().wait() == 0
