"""Every bucket of the contract: the call too many is refused, and says so."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from rest_framework.test import APIClient

from jobhunt.tests import world as w

API = w.BASE
CALLS = 2
# bucket -> operations that count against it.
BUCKETS: dict[str, list[str]] = {
    "login": ["POST /auth/login"],
    "register": ["POST /auth/register"],
    "refresh": ["POST /auth/refresh"],
    "forgot": ["POST /auth/forgot-password"],
    "reset": ["POST /auth/reset-password"],
    "change_password": ["POST /auth/change-password"],
    "ai": [
        "POST /ai/resume/bullets",
        "POST /ai/cover-letter",
        "POST /ai/email/personalize",
        "POST /resumes/{id}/analyze",
    ],
    "email": [
        "POST /email/send/hr",
        "POST /email/send/follow-up",
        "POST /email/test",
        "POST /telegram/test",
    ],
    "scrape": ["GET /jobs/scrape", "POST /jobs/scrape"],
    "upload": ["POST /resumes/upload"],
    "global": ["GET /jobs", "GET /features", "GET /nothing", "GET /auth/me"],
}


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any) -> Iterator[w.World]:
    with w.made(django_db_blocker) as made:
        yield made


@pytest.fixture(autouse=True)
def still() -> Iterator[None]:
    """Windows are fixed: a real clock might begin a new one in the middle."""
    with time_machine.travel(time.time(), tick=False):
        yield


def limit(settings: Any, **buckets: int) -> None:
    limits = {name: (calls, 60) for name, calls in buckets.items()}
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, **limits}


def check_refused(response: Any, calls: int) -> None:
    assert response.status_code == 429, response.content[:300]
    assert response["X-RateLimit-Limit"] == str(calls)
    assert response["X-RateLimit-Remaining"] == "0"
    reset = int(response["X-RateLimit-Reset"])
    assert 0 < reset - time.time() <= 60
    wait = int(response["Retry-After"])
    assert 1 <= wait <= 60
    assert abs(reset - time.time() - wait) <= 1


def check_refused_body(response: Any, calls: int) -> None:
    check_refused(response, calls)
    body = response.json()
    assert body["retry_after"] == int(response["Retry-After"])
    assert body["request_id"] == response["X-Request-ID"]
    assert body["error"] and body["message"] and body["detail"]


def send(client: APIClient, operation: str, world: w.World, **extra: Any) -> Any:
    call = w.CALLS.get(operation, w.GET)
    with w.undone():
        return call.send(client, operation, world.a, **extra)


@pytest.mark.parametrize("bucket", list(BUCKETS))
def test_the_call_too_many_is_a_429_with_its_headers(
    world: w.World, db: None, settings: Any, bucket: str
) -> None:
    limit(settings, **{bucket: CALLS})
    client = world.client("owner")
    operations = BUCKETS[bucket] * CALLS
    for number in range(CALLS):
        response = send(client, operations[number], world)
        assert response.status_code != 429
        assert response["X-RateLimit-Limit"] == str(CALLS)
        assert response["X-RateLimit-Remaining"] == str(CALLS - 1 - number)
        assert int(response["X-RateLimit-Reset"]) > time.time()
    # One bucket, whichever of its operations is called.
    for operation in BUCKETS[bucket]:
        check_refused_body(send(client, operation, world), CALLS)


def test_whoever_waits_as_told_is_let_in_whatever_the_second(
    world: w.World, db: None, settings: Any
) -> None:
    period = 4
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "global": (1, period)}
    client = world.client("owner")
    with time_machine.travel(time.time(), tick=False) as clock:
        for _second in range(2 * period):
            while (response := client.get(f"{API}/features")).status_code != 429:
                assert int(response["X-RateLimit-Reset"]) > time.time()
            wait = int(response["Retry-After"])
            assert 1 <= wait <= period
            clock.shift(wait)
            assert client.get(f"{API}/features").status_code == 200
            # The next round begins one second further in the window.
            clock.shift(period + 1)


@pytest.mark.parametrize("bucket", ["ai", "email", "scrape", "upload", "global"])
def test_a_signed_in_caller_has_a_budget_of_his_own(
    world: w.World, db: None, settings: Any, bucket: str
) -> None:
    limit(settings, **{bucket: 1})
    operation = BUCKETS[bucket][0]
    send(world.client("owner"), operation, world)
    check_refused_body(send(world.client("owner"), operation, world), 1)
    assert send(world.client("member"), operation, world).status_code != 429


def test_forged_forwarding_headers_do_not_help(
    world: w.World, db: None, settings: Any
) -> None:
    settings.TRUSTED_PROXIES = []
    limit(settings, **{"global": 1})
    client = APIClient()
    assert client.get(f"{API}/features").status_code == 200
    for name in (
        "HTTP_X_FORWARDED_FOR",
        "HTTP_X_REAL_IP",
        "HTTP_FORWARDED",
        "HTTP_CLIENT_IP",
        "HTTP_CF_CONNECTING_IP",
        "HTTP_TRUE_CLIENT_IP",
    ):
        value = "for=203.0.113.9" if name == "HTTP_FORWARDED" else "203.0.113.9"
        check_refused_body(client.get(f"{API}/features", **{name: value}), 1)


def test_behind_a_trusted_proxy_the_rightmost_foreign_hop_counts(
    world: w.World, db: None, settings: Any
) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1", "10.0.0.0/8"]
    limit(settings, **{"global": 1})
    client = APIClient()

    def status(chain: str) -> int:
        return client.get(f"{API}/features", HTTP_X_FORWARDED_FOR=chain).status_code

    assert status("203.0.113.1, 198.51.100.7, 10.1.2.3") == 200
    assert status("203.0.113.2, 198.51.100.7, 10.1.2.3") == 429
    assert status("198.51.100.8") == 200


def test_ipv6_counts_by_its_network(world: w.World, db: None, settings: Any) -> None:
    limit(settings, **{"global": 1})
    client = APIClient()
    for address, status in (
        ("2001:db8:1:2::1", 200),
        ("2001:db8:1:2:ffff::9", 429),
        ("2001:db8:1:3::1", 200),
        ("::ffff:192.0.2.44", 200),
        ("192.0.2.44", 429),
    ):
        response = client.get(f"{API}/features", REMOTE_ADDR=address)
        assert response.status_code == status, address


@pytest.mark.parametrize("address", ["", "unix:", "not an address"])
def test_a_peer_without_an_address_is_limited_and_no_error(
    world: w.World, db: None, settings: Any, address: str
) -> None:
    limit(settings, **{"global": 1})
    client = APIClient()
    assert client.get(f"{API}/features", REMOTE_ADDR=address).status_code == 200
    assert client.get(f"{API}/features", REMOTE_ADDR=address).status_code == 429


def login(name: str, address: str, password: str = "wrong") -> Any:
    return APIClient().post(
        f"{API}/auth/login",
        {"username": name, "password": password},
        REMOTE_ADDR=address,
    )


def test_guesses_at_one_account_count_from_every_address(
    world: w.World, db: None, settings: Any
) -> None:
    limit(settings, login=2)
    assert login("alice@example.com", "192.0.2.1").status_code == 401
    assert login("ALICE@example.com", "192.0.2.2").status_code == 401
    check_refused_body(login("alice@example.com", "192.0.2.3"), 2)
    # Neither the right password nor a token of one's own buys another guess.
    assert login("alice@example.com", "192.0.2.4", w.PASSWORD).status_code == 429
    token = world.tokens["member"].access_token
    response = APIClient().post(
        f"{API}/auth/login",
        {"username": "alice@example.com", "password": "wrong"},
        HTTP_AUTHORIZATION=f"Bearer {token}",
    )
    assert response.status_code == 429
    # Others, and the owner's session that is open, go on.
    assert login("carol@example.com", "192.0.2.5").status_code == 401
    assert world.client("owner").get(f"{API}/auth/me").status_code == 200


def test_the_login_form_shares_the_bucket_and_stays_a_429_page(
    world: w.World, db: None, settings: Any
) -> None:
    limit(settings, login=2)
    for _ in range(2):
        login("nobody@example.com", "192.0.2.9")
    response = Client(REMOTE_ADDR="192.0.2.9").post(
        "/login", {"username": "alice@example.com", "password": w.PASSWORD}
    )
    check_refused(response, 2)
    assert response["Content-Type"].startswith("text/html")
    assert response["X-Request-ID"].encode() in response.content


def test_the_form_counts_for_the_api_too(
    world: w.World, db: None, settings: Any
) -> None:
    limit(settings, login=2)
    form = Client(REMOTE_ADDR="192.0.2.10")
    for _ in range(2):
        given = {"username": "alice@example.com", "password": "wrong"}
        assert form.post("/login", given).status_code == 400
    check_refused_body(login("alice@example.com", "192.0.2.11"), 2)


@pytest.mark.parametrize(
    ("path", "bucket", "given"),
    [
        ("/register", "register", {"email": "x"}),
        ("/forgot-password", "forgot", {"email": "alice@example.com"}),
        ("/reset-password", "reset", {"token": "x", "new_password": "y"}),
    ],
)
def test_the_signing_forms_share_the_strict_buckets(
    world: w.World, db: None, settings: Any, path: str, bucket: str, given: Any
) -> None:
    limit(settings, **{bucket: 1})
    send(world.client("x"), BUCKETS[bucket][0], world)
    response = Client().post(path, given)
    check_refused(response, 1)
    assert response["Content-Type"].startswith("text/html")
    assert Client().get(path).status_code != 429


def test_pages_have_a_bucket_of_their_own(
    world: w.World, db: None, settings: Any
) -> None:
    limit(settings, pages=2)
    client = Client()
    for _ in range(2):
        assert client.get("/features").status_code == 200
    check_refused(client.get("/features"), 2)
    assert client.get("/nothing").status_code == 429
    assert APIClient().get(f"{API}/features").status_code == 200


def test_docs_metrics_and_static_files_are_exempt(
    world: w.World, db: None, settings: Any
) -> None:
    limit(settings, pages=1, **{"global": 1})
    client = Client()
    for path in ("/metrics", "/docs", "/static/nothing", f"{API}/openapi.json"):
        for _ in range(2):
            response = client.get(path)
            assert response.status_code != 429
            assert "X-RateLimit-Limit" not in response.headers


def test_a_mail_a_day_too_many_is_refused(
    world: w.World, db: None, settings: Any
) -> None:
    settings.MAILS_PER_DAY = 2  # one stands in the outbox of today
    client = world.client("owner")
    first = send_kept(client, "POST /email/send/hr", world)
    assert first.status_code == 200
    refused = send_kept(client, "POST /email/send/follow-up", world)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) >= 1
    assert refused.json()["retry_after"] == int(refused["Retry-After"])


def test_an_application_by_mail_a_day_too_many_is_refused(
    world: w.World, db: None, settings: Any
) -> None:
    settings.JOB_MAX_APPLIES_PER_DAY = 1
    client = world.client("owner")
    body = {"method": "email"}
    first = client.post(f"{API}/jobs/{world.a['job']}/apply", body)
    assert first.status_code == 200, first.content
    refused = client.post(f"{API}/jobs/{world.a['other_job']}/apply", body)
    assert refused.status_code == 429
    assert refused.json()["retry_after"] == int(refused["Retry-After"])


def send_kept(client: APIClient, operation: str, world: w.World) -> Any:
    return w.CALLS[operation].send(client, operation, world.a)


def test_limits_can_be_switched_off(world: w.World, db: None, settings: Any) -> None:
    limit(settings, **{"global": 1})
    settings.RATE_LIMIT_ENABLED = False
    client = APIClient()
    for _ in range(3):
        response = client.get(f"{API}/features")
        assert response.status_code == 200
        assert "X-RateLimit-Limit" not in response.headers


def test_the_defaults_are_those_of_the_contract() -> None:
    from jobhunt.lib.limits import BUCKETS as defaults

    assert defaults == {
        "login": "5/60",
        "register": "5/60",
        **dict.fromkeys(("refresh", "forgot", "reset", "change_password"), "10/60"),
        "ai": "10/60",
        "email": "10/60",
        "scrape": "5/60",
        "upload": "20/60",
        "pages": "600/60",
    }
