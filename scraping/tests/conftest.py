"""A board server over real HTTP, and the guarded client that may ask it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from jobhunt.testing.fakes.board import BoardServer
from scraping.tests.boards import Board, board_server


@pytest.fixture(scope="session")
def one_board_server() -> Iterator[Board]:
    with board_server() as board:
        yield board


@pytest.fixture
def board_host(settings: Any, one_board_server: Board) -> Board:
    """Every source's base address is this server's, under the source's name."""
    from scraping.sources import SOURCES

    board = one_board_server
    board.routes, board.fallbacks, board.asked = {}, {}, []
    settings.SCRAPE_BASE_URLS = {
        name: f"{board.url}/{name}" for name in SOURCES if name != "jobposting"
    }
    settings.SCRAPE_ALLOWED_HOSTS = [board.host]
    settings.ADZUNA_APP_ID = settings.ADZUNA_APP_KEY = "adzuna-test"
    settings.JOOBLE_API_KEY = settings.REED_API_KEY = "key-test"
    settings.USAJOBS_EMAIL = "me@example.com"
    settings.USAJOBS_API_KEY = "usajobs-test"
    return board


@pytest.fixture(scope="session")
def guarded() -> Iterator[Any]:
    from jobhunt.lib.http import GuardedClient

    with GuardedClient() as client:
        yield client


@pytest.fixture
def board(settings: Any) -> Iterator[BoardServer]:
    """Answers by path alone, as the services' own hosts do."""
    from scraping.sources import SOURCES

    with BoardServer() as server:
        settings.SCRAPE_BASE_URLS = {
            name: server.url for name, source in SOURCES.items() if source.host
        }
        settings.SCRAPE_ALLOWED_HOSTS = [server.host]
        settings.SCRAPE_MIN_INTERVAL = 0
        yield server
