"""Career pages with schema.org data: found, repaired, read, and told apart."""

from __future__ import annotations

import gzip
import json
import time
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from scraping.sources import SOURCES, jsonld
from scraping.sources.base import FoundJob, Query, Status
from scraping.sources.jobposting import job_links, page_state, parse_page
from scraping.sources.recognising import find_board_in_html
from scraping.tests.boards import Board, Reply
from scraping.tests.source_pages import list_page

URL = "https://harbour.example/jobs/pilot"
POSTING: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Harbour Pilot",
    "description": "<p>Bring ships in.</p>",
    "hiringOrganization": {"@type": "Organization", "name": "Northquay"},
    "jobLocation": {
        "@type": "Place",
        "address": {"addressLocality": "Bergen", "addressCountry": "NO"},
    },
}


def posting(**facts: Any) -> dict[str, Any]:
    return {**POSTING, **facts}


def page(*blocks: Any, body: str = "<h1>Harbour Pilot</h1>", title: str = "Job") -> str:
    scripts = "".join(
        f'<script type="application/ld+json">{block if isinstance(block, str) else json.dumps(block)}</script>'
        for block in blocks
    )
    return f"<!doctype html><html><head><title>{title}</title>{scripts}</head><body>{body}</body></html>"


def only(*blocks: Any, url: str = URL) -> FoundJob:
    (job,) = parse_page(page(*blocks), url)
    return job


def pay_of(job: FoundJob) -> tuple[object, ...] | None:
    return job.pay and (job.pay.min, job.pay.max, job.pay.currency, job.pay.period)


def test_a_graph_with_references_is_read_as_one_posting() -> None:
    (job,) = parse_page(list_page("jobposting").decode(), URL)
    assert (job.title, job.company) == ("Ferry Captain", "Sound Ferries")
    assert (job.location, job.requisition_id) == ("Oban, GB", "SF-9")
    assert pay_of(job) == (Decimal(52000), Decimal(52000), "GBP", "year")
    assert job.closes_at == datetime(2027, 1, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    "kind",
    [
        "JobPosting",
        "jobposting",
        "http://schema.org/JobPosting",
        "https://schema.org/JobPosting/",
        "schema:JobPosting",
        ["Thing", "JobPosting"],
    ],
)
def test_types_are_known_in_any_spelling(kind: Any) -> None:
    spelled = kind if not isinstance(kind, str) else kind.rstrip("/")
    assert only(posting(**{"@type": spelled})).title == "Harbour Pilot"


@pytest.mark.parametrize(
    "block",
    [
        json.dumps([POSTING]),
        json.dumps({"@graph": [{"@graph": [POSTING]}]}),
        json.dumps({"@type": "WebPage", "mainEntity": POSTING}),
        json.dumps(POSTING).replace("}", ",}", 1),
        "<!-- " + json.dumps(POSTING) + " -->",
        "//<![CDATA[\n" + json.dumps(POSTING) + "\n//]]>",
        json.dumps(POSTING) + ";",
        "\ufeff" + json.dumps(POSTING),
        json.dumps(POSTING) + json.dumps({"@type": "WebSite"}),
        json.dumps(POSTING).replace("Bring ships", "Bring\n\tships"),
        json.dumps(POSTING).replace("Bring ships", "Bring\\' ships"),
        json.dumps(posting(skills=None)).replace('"skills": null', '"skills": NaN'),
        json.dumps(POSTING).replace('"', "&quot;"),
        json.dumps(posting(description="use <script>x</script> tags")),
    ],
    ids=[
        "list",
        "graph in graph",
        "main entity",
        "trailing comma",
        "comment",
        "cdata",
        "semicolon",
        "byte order mark",
        "two objects",
        "control signs",
        "bad escape",
        "nan",
        "entities",
        "closing script",
    ],
)
def test_a_block_is_found_and_mended_where_that_is_safe(block: str) -> None:
    assert only(block).title == "Harbour Pilot"


def test_a_block_that_cannot_be_mended_is_passed_over() -> None:
    broken = '{"@type": "JobPosting", "title": "say "hi" now"}'
    assert parse_page(page(broken), URL) == []
    assert only(broken, POSTING).title == "Harbour Pilot"


def test_a_block_in_a_comment_of_the_page_is_none() -> None:
    html = page().replace("</head>", f"<!-- {page(POSTING)} --></head>")
    assert parse_page(html, URL) == []


@pytest.mark.parametrize(
    "attribute",
    [
        "type='application/ld+json'",
        "type=application/ld+json",
        'TYPE="Application/LD+JSON" id="x"',
        'type="application/ld+json; charset=utf-8"',
    ],
)
def test_the_script_element_is_known_in_any_spelling(attribute: str) -> None:
    html = f"<script {attribute}>{json.dumps(POSTING)}</script>"
    (job,) = parse_page(html, URL)
    assert job.title == "Harbour Pilot"


def test_fifty_thousand_nested_elements_cost_no_time() -> None:
    html = "<div>" * 50_000 + page(POSTING) + "</div>" * 50_000
    before = time.perf_counter()
    assert page_state(html, URL).kind == "posting"
    assert time.perf_counter() - before < 5


@pytest.mark.parametrize(
    "piece",
    [
        "<script ",
        "<title>",
        "<h1>",
        "<div ",
        "<a ",
        "a",
        "//",
        '<script type="application/ld+json">{"@type":"JobPosting",',
        '\\"',
        "<!--",
        "<",
    ],
)
def test_a_page_made_to_cost_time_costs_little(piece: str) -> None:
    html = '<script type="application/ld+json">{"@type":"JobPosting",' + piece * (
        300_000 // len(piece)
    )
    before = time.process_time()
    page_state(html, URL)
    job_links(html, URL)
    find_board_in_html(html, URL)
    assert time.process_time() - before < 3


def test_microdata_is_read_like_json() -> None:
    html = """<div itemscope itemtype="https://schema.org/JobPosting">
     <h1 itemprop="title">Net Mender</h1>
     <div itemprop="hiringOrganization" itemscope itemtype="https://schema.org/Organization">
       <span itemprop="name">Trawl &amp; Co</span></div>
     <div itemprop="jobLocation" itemscope itemtype="https://schema.org/Place">
       <div itemprop="address" itemscope itemtype="https://schema.org/PostalAddress">
         <span itemprop="addressLocality">Esbjerg</span>,
         <meta itemprop="addressCountry" content="DK"></div></div>
     <div itemprop="baseSalary" itemscope itemtype="https://schema.org/MonetaryAmount">
       <meta itemprop="currency" content="EUR">
       <div itemprop="value" itemscope itemtype="https://schema.org/QuantitativeValue">
         <meta itemprop="value" content="22"><meta itemprop="unitText" content="HOUR"></div></div>
     <time itemprop="datePosted" datetime="2026-11-02">2 Nov</time>
     <div itemprop="description"><p>Mend <b>nets</b>.</p></div></div>"""
    (job,) = parse_page(html, URL)
    assert (job.title, job.company) == ("Net Mender", "Trawl & Co")
    assert job.location == "Esbjerg, DK"
    assert job.posted_at == datetime(2026, 11, 2, tzinfo=UTC)
    assert job.description_text == "Mend nets."
    assert pay_of(job) == (Decimal(22), Decimal(22), "EUR", "hour")


@pytest.mark.parametrize(
    ("organisation", "company"),
    [
        ("Tidewater Stores", "Tidewater Stores"),
        ({"name": " Quay  Ltd "}, "Quay Ltd"),
        ([{"@type": "Organization", "name": "First"}], "First"),
        ({"@type": "Organization", "name": ""}, None),
        ({"@type": "Organization", "url": "https://harbour.example"}, None),
        ("https://harbour.example", None),
        (None, None),
    ],
)
def test_the_company_is_the_stated_name_and_never_the_site(
    organisation: Any, company: str | None
) -> None:
    assert only(posting(hiringOrganization=organisation)).company == company


@pytest.mark.parametrize(
    ("salary", "pay"),
    [
        (
            {"currency": "USD", "unitText": "HOUR", "value": 27},
            (Decimal(27), Decimal(27), "USD", "hour"),
        ),
        (
            {"currency": "EUR", "value": {"value": "4200", "unitText": "MONTH"}},
            (Decimal(4200), Decimal(4200), "EUR", "month"),
        ),
        (
            {
                "currency": "EUR",
                "value": {
                    "minValue": "45.000,00",
                    "maxValue": "60.000,00",
                    "unitText": "YEAR",
                },
            },
            (Decimal(45000), Decimal(60000), "EUR", "year"),
        ),
        (
            {
                "currency": "GBP",
                "value": {"minValue": 60000, "maxValue": 40000, "unitText": "YEAR"},
            },
            (Decimal(40000), Decimal(60000), "GBP", "year"),
        ),
        (
            {"price": 30, "priceCurrency": "CHF", "unitText": "HOUR"},
            (Decimal(30), Decimal(30), "CHF", "hour"),
        ),
        ("€45k–€60k", (Decimal(45000), Decimal(60000), "EUR", None)),
        (
            [
                {"currency": "EUR", "value": {"minValue": 40, "unitText": "HOUR"}},
                {"currency": "EUR", "value": {"maxValue": 55, "unitText": "HOUR"}},
            ],
            (Decimal(40), Decimal(55), "EUR", "hour"),
        ),
        ({"currency": "USD", "value": {"value": -5}}, None),
        ({"currency": "USD", "value": {"value": 0}}, None),
        (7.5, (Decimal("7.5"), Decimal("7.5"), None, None)),
        ({}, None),
    ],
)
def test_pay_is_read_in_all_its_forms(
    salary: Any, pay: tuple[object, ...] | None
) -> None:
    assert pay_of(only(posting(baseSalary=salary))) == pay


def test_an_estimate_is_told_as_predicted() -> None:
    estimate = {"currency": "EUR", "minValue": 40000, "maxValue": 50000}
    job = only(posting(estimatedSalary=estimate))
    assert job.pay is not None
    assert (job.pay.min, job.pay.max) == (None, None)
    assert (job.pay.text or "").endswith("(predicted)")


def test_several_places_are_all_there_and_the_first_is_the_line() -> None:
    places = [
        {"address": {"addressLocality": "Bergen", "addressCountry": {"name": "NO"}}},
        {"address": "Oslo, Norway"},
        {"name": "Harbour office"},
    ]
    job = only(posting(jobLocation=places))
    assert job.location == "Bergen, NO"
    assert job.locations == ("Bergen, NO", "Oslo, Norway", "Harbour office")


def test_telecommuting_is_remote_within_the_regions_required() -> None:
    job = only(
        posting(
            jobLocationType="TELECOMMUTE",
            jobLocation=None,
            applicantLocationRequirements=[
                {"@type": "Country", "name": "Norway"},
                {"@type": "Country", "name": "Sweden"},
            ],
        )
    )
    assert (job.remote, job.remote_regions) == ("remote", ("Norway", "Sweden"))
    assert (job.location, job.locations) == (None, ())


def test_a_place_alone_says_nothing_about_remote() -> None:
    assert only(POSTING).remote is None


def test_an_address_for_applications_is_the_contact() -> None:
    contact = {"@type": "ContactPoint", "email": "mailto:crew@northquay.example"}
    assert only(posting(applicationContact=contact)).hr_email == (
        "crew@northquay.example"
    )


@pytest.mark.parametrize(
    ("given", "link"),
    [
        ("https://harbour.example/jobs/9", "https://harbour.example/jobs/9"),
        ("/jobs/9", "https://harbour.example/jobs/9"),
        ("https://harbour.example/", URL),
        ("javascript:alert(1)", URL),
        (None, URL),
    ],
)
def test_the_link_is_the_postings_own_else_the_page(
    given: str | None, link: str
) -> None:
    assert only(posting(url=given)).link == link


def test_a_given_address_keeps_what_identifies_the_posting() -> None:
    job = only(POSTING, url="https://harbour.example/vacancy?job=17")
    assert job.link == "https://harbour.example/vacancy?job=17"


def test_postings_that_share_a_page_stay_apart() -> None:
    first, second = parse_page(page(POSTING, posting(title="Tug Master")), URL)
    assert first.source_job_id != second.source_job_id
    assert first.link != second.link
    assert (second.link or "").startswith(URL)


def test_the_same_posting_twice_on_a_page_is_one() -> None:
    state = page_state(page(POSTING, POSTING), URL)
    assert (state.kind, len(state.jobs)) == ("posting", 1)
    assert state.job is not None
    assert state.job.link == URL


ENTRY = posting(
    title="Teller",
    url="https://harbour.example/jobs/88",
    validThrough="2030-01-01T00:00:00Z",
)


def listing(*entries: Any, **facts: Any) -> dict[str, Any]:
    return {
        "@type": "ItemList",
        "itemListElement": [{"@type": "ListItem", "item": entry} for entry in entries],
        **facts,
    }


def test_a_page_with_one_posting_is_that_posting() -> None:
    state = page_state(page(POSTING), URL)
    assert state.kind == "posting"
    assert state.job is not None


def test_a_page_with_several_postings_says_so() -> None:
    html = page(POSTING, posting(title="Tug Master"))
    assert page_state(html, URL).kind == "several"


def test_the_posting_under_the_asked_address_is_the_pages_own() -> None:
    html = page(posting(url=URL), ENTRY)
    state = page_state(html, URL)
    assert state.kind == "posting"
    assert state.job is not None
    assert state.job.title == "Harbour Pilot"


def test_similar_jobs_beside_a_posting_are_other_jobs() -> None:
    html = page(POSTING, listing(ENTRY, name="Similar jobs"))
    assert [job.title for job in parse_page(html, URL)] == ["Harbour Pilot"]


def test_a_list_of_jobs_is_what_a_career_page_offers() -> None:
    other = posting(title="Guard", url="https://harbour.example/jobs/89")
    html = page(listing(ENTRY, other))
    assert [job.title for job in parse_page(html, URL)] == ["Teller", "Guard"]
    assert page_state(html, URL).kind == "several"


GONE = [
    "Sorry, this job was not found.",
    "This job is no longer available",
    "This position has been filled.",
    "The job posting you are looking for has expired.",
    "We are no longer accepting applications for this role.",
    "This vacancy is closed",
    "Position closed",
    "Applications for this job are closed.",
    "The page you are looking for does not exist.",
    "Diese Stelle ist leider nicht mehr verfügbar.",
    "Die Stellenanzeige wurde bereits besetzt.",
    "Das Stellenangebot ist abgelaufen.",
    "Cette offre n'est plus disponible.",
    "Le poste a été pourvu.",
    "Esta oferta ya no está disponible.",
    "La vacante ha sido cubierta.",
    "L'offerta non è più disponibile.",
    "Deze vacature is niet meer beschikbaar.",
    "De vacature is vervuld.",
    "Esta vaga foi encerrada.",
    "Ta oferta pracy jest już nieaktualna.",
    "Den här tjänsten är tillsatt.",
    "Stillingen er ikke længere ledig.",
    "この求人の募集は終了しました。",
]


@pytest.mark.parametrize("words", GONE)
def test_a_page_that_says_the_job_is_gone_is_believed(words: str) -> None:
    body = (
        f"<h2>Bank accounts for every season</h2><p>Open one today.</p><p>{words}</p>"
    )
    state = page_state(page(listing(ENTRY, name="Similar jobs"), body=body), URL)
    assert state.kind == "gone"
    assert state.reason


def test_a_banner_beats_the_data_that_was_left_on_the_page() -> None:
    html = page(POSTING, body="<div>This job is no longer available</div>")
    assert page_state(html, URL).kind == "gone"


@pytest.mark.parametrize(
    "words",
    [
        "Once this position has been filled we will remove it.",
        "If the job is no longer available, look at our other openings.",
        "What happens when a position is closed?",
        "We are not found of closed doors; the job is open to all.",
        "Your role: close deals. The position is open.",
    ],
)
def test_words_about_other_times_do_not_make_a_posting_gone(words: str) -> None:
    html = page(POSTING, body=f"<h1>Harbour Pilot</h1><p>{words}</p>")
    assert page_state(html, URL).kind == "posting"


def test_the_postings_own_words_do_not_make_it_gone() -> None:
    words = "The position is no longer available to students."
    html = page(posting(description=f"<p>{words}</p>"), body=f"<p>{words}</p>")
    assert page_state(html, URL).kind == "posting"


def test_a_page_without_postings_is_none() -> None:
    assert page_state(page(), URL).kind == "none"


def test_another_jobs_data_on_a_page_is_not_the_pages_posting() -> None:
    html = page(ENTRY, title="Careers at Northquay", body="<h1>Welcome</h1>")
    assert page_state(html, URL).kind == "none"


def test_on_a_watched_page_a_posting_keeps_its_id_when_others_go(
    board_host: Board, guarded: Any
) -> None:
    board_host.routes["/careers"] = page(POSTING, posting(title="Tug Master"))
    before = fetch(guarded, f"{board_host.url}/careers").jobs[0]
    board_host.routes["/careers"] = page(POSTING)
    (after,) = fetch(guarded, f"{board_host.url}/careers").jobs
    assert after.source_job_id == before.source_job_id
    assert (after.link or "").startswith(f"{board_host.url}/careers")


# -- asking ---------------------------------------------------------------------


def fetch(client: Any, url: str, **facts: Any) -> Any:
    return SOURCES["jobposting"].fetch(Query(board=url, board_url=url, **facts), client)


def test_a_career_page_with_its_postings_is_a_complete_snapshot(
    board_host: Board, guarded: Any
) -> None:
    board_host.routes["/careers"] = page(POSTING, posting(title="Tug Master"))
    batch = fetch(guarded, f"{board_host.url}/careers")
    assert (batch.status, len(batch.jobs), batch.complete) == (Status.OK, 2, True)


def test_a_page_that_links_to_its_postings_is_followed(
    board_host: Board, guarded: Any
) -> None:
    links = "".join(
        f'<a href="{link}">x</a>'
        for link in (
            "/careers/pilot",
            "/careers/tug?utm_source=x",
            "/privacy",
            "https://elsewhere.example/careers/x",
            "/careers",
        )
    )
    board_host.routes["/careers"] = page(body=links + "<p>" + "words " * 100 + "</p>")
    board_host.routes["/careers/pilot"] = page(POSTING)
    board_host.routes["/careers/tug"] = page(posting(title="Tug Master"))
    batch = fetch(guarded, f"{board_host.url}/careers")
    assert {job.title for job in batch.jobs} == {"Harbour Pilot", "Tug Master"}
    assert (batch.status, batch.complete) == (Status.OK, True)
    assert board_host.paths() == ["/careers", "/careers/pilot", "/careers/tug"]


def test_a_linked_page_that_fails_makes_it_partial(
    board_host: Board, guarded: Any
) -> None:
    board_host.routes["/careers"] = page(
        body='<a href="/careers/a">a</a><a href="/careers/b">b</a>' + "words " * 60
    )
    board_host.routes["/careers/a"] = page(POSTING)
    board_host.routes["/careers/b"] = Reply("boom", 500)
    batch = fetch(guarded, f"{board_host.url}/careers")
    assert (batch.status, batch.complete) == (Status.PARTIAL, False)


def sitemap(*links: str, kind: str = "urlset", entry: str = "url") -> str:
    rows = "".join(f"<{entry}><loc>{link}</loc></{entry}>" for link in links)
    return f'<?xml version="1.0"?><{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</{kind}>'


def test_a_sitemap_names_the_pages_of_postings(board_host: Board, guarded: Any) -> None:
    base = board_host.url
    board_host.routes["/sitemap.xml"] = sitemap(
        f"{base}/about", f"{base}/jobs/pilot", "https://elsewhere.example/jobs/x"
    )
    board_host.routes["/jobs/pilot"] = page(POSTING)
    batch = fetch(guarded, f"{base}/sitemap.xml")
    assert [job.title for job in batch.jobs] == ["Harbour Pilot"]
    assert "/about" not in board_host.paths()


def test_an_index_of_sitemaps_is_followed_and_may_be_packed(
    board_host: Board, guarded: Any
) -> None:
    base = board_host.url
    board_host.routes["/sitemap.xml"] = sitemap(
        f"{base}/posts.xml", f"{base}/jobs.xml.gz", kind="sitemapindex", entry="sitemap"
    )
    packed = gzip.compress(sitemap(f"{base}/jobs/pilot").encode())
    board_host.routes["/jobs.xml.gz"] = packed
    board_host.routes["/jobs/pilot"] = page(POSTING)
    batch = fetch(guarded, f"{base}/sitemap.xml")
    assert [job.title for job in batch.jobs] == ["Harbour Pilot"]
    assert "/posts.xml" not in board_host.paths()


def test_more_pages_than_we_follow_are_capped(
    board_host: Board, guarded: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scraping.sources import jobposting

    monkeypatch.setattr(jobposting, "MOST_PAGES", 2)
    base = board_host.url
    for name in "abc":
        board_host.routes[f"/jobs/{name}"] = page(posting(title=f"Job {name}"))
    board_host.routes["/sitemap.xml"] = sitemap(*(f"{base}/jobs/{n}" for n in "abc"))
    batch = fetch(guarded, f"{base}/sitemap.xml")
    assert (batch.status, len(batch.jobs)) == (Status.CAPPED, 2)
    assert not batch.complete


def test_robots_are_asked_before_a_page(board_host: Board, guarded: Any) -> None:
    board_host.routes["/robots.txt"] = "User-agent: *\nDisallow: /careers"
    board_host.routes["/careers"] = page(POSTING)
    batch = fetch(guarded, f"{board_host.url}/careers")
    assert batch.status is Status.BLOCKED
    assert board_host.paths() == []


class WithBrowser:
    """The guarded client, and what a browser would show of a page."""

    def __init__(self, client: Any, shown: str | None) -> None:
        self.client = client
        self.shown = shown
        self.rendered: list[str] = []

    def get(self, url: str, **options: Any) -> Any:
        return self.client.get(url, **options)

    def post(self, url: str, **options: Any) -> Any:
        return self.client.post(url, **options)

    def render(self, url: str) -> str | None:
        self.rendered.append(url)
        return self.shown


SCRIPTED = (
    '<html><body><div id="root"></div><script src="/app.js"></script></body></html>'
)


def test_a_page_that_scripts_fill_is_shown_by_a_browser(
    board_host: Board, guarded: Any
) -> None:
    board_host.routes["/careers"] = SCRIPTED
    client = WithBrowser(guarded, page(POSTING))
    batch = fetch(client, f"{board_host.url}/careers")
    assert [job.title for job in batch.jobs] == ["Harbour Pilot"]


def test_a_page_with_postings_needs_no_browser(board_host: Board, guarded: Any) -> None:
    board_host.routes["/careers"] = page(POSTING)
    client = WithBrowser(guarded, None)
    fetch(client, f"{board_host.url}/careers")
    assert client.rendered == []


def test_without_a_browser_a_scripted_page_is_no_empty_list(
    board_host: Board, guarded: Any
) -> None:
    board_host.routes["/careers"] = SCRIPTED
    batch = fetch(guarded, f"{board_host.url}/careers")
    assert (batch.status, batch.complete) == (Status.OK_EMPTY_SUSPICIOUS, False)


def test_a_watched_page_that_says_its_job_is_gone_is_confirmed_empty(
    board_host: Board, guarded: Any
) -> None:
    body = "<p>This position has been filled.</p>" + "<p>words</p>" * 100
    board_host.routes["/jobs/1"] = page(body=body)
    batch = fetch(guarded, f"{board_host.url}/jobs/1")
    assert (batch.status, batch.complete) == (Status.OK_EMPTY_CONFIRMED, True)
    assert "filled" in batch.note


def test_a_page_that_plainly_carries_none_is_a_whole_answer(
    board_host: Board, guarded: Any
) -> None:
    board_host.routes["/careers"] = page(body="<p>" + "words " * 100 + "</p>")
    batch = fetch(guarded, f"{board_host.url}/careers")
    assert (batch.status, batch.complete) == (Status.OK_EMPTY_SUSPICIOUS, True)


def test_only_a_page_with_postings_is_confirmed(
    board_host: Board, guarded: Any
) -> None:
    board_host.routes["/careers"] = page(POSTING)
    board_host.routes["/empty"] = page(body="<p>" + "words " * 100 + "</p>")
    source = SOURCES["jobposting"]
    info = source.confirm(f"{board_host.url}/careers", guarded)
    assert (info.exists, info.name) == (True, "Northquay")
    assert not source.confirm(f"{board_host.url}/empty", guarded).exists


def test_blocks_are_found_without_building_the_pages_tree() -> None:
    whole = page(POSTING, body="<div><p>words</p></div>" * 2000)
    before = time.perf_counter()
    for _ in range(20):
        assert len(jsonld.postings(whole)) == 1
    # A tree of this page alone takes longer than all twenty searches may.
    assert (time.perf_counter() - before) / 20 < 0.02
