"""The confined child: every file ends in a status, in bounded time and memory."""

from __future__ import annotations

import io
import time
import zlib
from pathlib import Path

import pytest

from resumes.reading.reader import PdfText, read_pdf
from resumes.tests.papers import paper

HOSTILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "hostile" / "pdf"


def read(data: bytes, *, picture: bool = False) -> PdfText:
    return read_pdf(io.BytesIO(data), picture=picture)


def raw_pdf(objects: list[bytes]) -> bytes:
    """A PDF of hand-written objects, numbered from 1; the first is the catalog."""
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return out + b"startxref\n%d\n%%%%EOF\n" % start


def one_page(content: bytes, resources: bytes = b"", *, filters: bytes = b"") -> bytes:
    stream = b"<< /Length %d %s >>\nstream\n%s\nendstream" % (
        len(content),
        filters,
        content,
    )
    return raw_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800]"
            b" /Contents 4 0 R /Resources << %s >> >>" % resources,
            stream,
        ]
    )


def test_a_plain_page_gives_its_text_pages_links_and_picture() -> None:
    found = read(
        paper(
            [
                {"text": "Ada Example", "size": 20},
                {"text": "Site", "link": "https://ada.example/me"},
                "Engineer for bridges and looms",
            ]
        ),
        picture=True,
    )
    assert found.status == "ok"
    assert found.pages == 1
    assert found.text.splitlines()[0] == "Ada Example"
    assert found.links == ("https://ada.example/me",)
    assert found.biggest[0] == "Ada Example"
    assert found.picture is not None
    assert found.picture.startswith(b"\x89PNG")


def test_two_columns_are_read_one_after_the_other() -> None:
    left = ["CONTACT", "Lisbon", "SKILLS", "Weaving", "Dyeing", "Spinning"]
    right = [
        "EXPERIENCE",
        "Weaver at the old mill, 2015 - 2020",
        "Made four hundred metres of cloth a week",
        "EDUCATION",
        "Diploma of textile work, 2014",
        "Evening school of design, 2016",
    ]
    text = read(
        paper(
            [{"text": "Two Column Person", "size": 18}],
            columns=[left, right],
            widths=[0.3, 0.7],
        )
    ).text
    places = [text.index(line) for line in (*left, *right)]
    assert places == sorted(places)


def test_dates_at_the_right_edge_stay_on_their_rows() -> None:
    rows = ["Weaver, Old Mill", "Dyer, New Mill", "Spinner, Small Mill", "Apprentice"]
    dates = ["2015 - 2020", "2012 - 2015", "2010 - 2012", "2008 - 2010"]
    text = read(paper(columns=[rows, dates], widths=[0.7, 0.3])).text
    assert text.splitlines() == [f"{r}  {d}" for r, d in zip(rows, dates, strict=True)]


def test_spaced_capitals_become_a_word() -> None:
    found = read(
        paper(
            [
                "E X P E R I E N C E",
                {"text": "EDUCATION", "spacing": 5},
                "Something to read here",
            ]
        )
    )
    assert found.text.splitlines()[:2] == ["EXPERIENCE", "EDUCATION"]


def test_white_text_is_just_text() -> None:
    found = read(paper(["Visible words here", {"text": "hidden", "colour": "white"}]))
    assert "hidden" in found.text


def test_a_file_that_needs_a_password_says_so() -> None:
    assert read(paper(["secret words in here"], password="pw")).status == "encrypted"


def test_a_page_without_text_is_empty() -> None:
    assert read(paper([])).status == "empty"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7",
        b"%PDF-1.4\nnothing of the kind\n%%EOF",
        b"GIF89a" * 50,
        paper(["Cut in the middle"])[:400],
    ],
)
def test_damaged_files_fail_with_a_status(data: bytes) -> None:
    assert read(data).status == "failed"


def test_a_bomb_of_compressed_text_is_stopped() -> None:
    flood = zlib.compress(b"BT /F1 9 Tf (all work and no play) Tj ET\n" * 4_000_000, 9)
    started = time.monotonic()
    found = read(
        one_page(
            flood,
            b"/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>",
            filters=b"/Filter /FlateDecode",
        )
    )
    assert found.status == "too_complex"
    assert time.monotonic() - started < 40


def test_a_form_that_draws_itself_ends() -> None:
    looped = raw_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R"
            b" /Resources << /XObject << /X 5 0 R >> >> >>",
            b"<< /Length 5 >>\nstream\n/X Do\nendstream",
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 11"
            b" /Resources << /XObject << /X 5 0 R >> >> >>\n"
            b"stream\n/X Do /X Do\nendstream",
        ]
    )
    assert read(looped, picture=True).status in {"empty", "failed", "too_complex"}


def test_forms_nested_ten_by_nine_end() -> None:
    forms = []
    for depth in range(9):
        calls = b"/X Do " * 10 if depth < 8 else b"0 0 1 1 re f"
        resources = b"/XObject << /X %d 0 R >>" % (6 + depth)
        forms.append(
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length %d"
            b" /Resources << %s >> >>\nstream\n%s\nendstream"
            % (len(calls), resources if depth < 8 else b"", calls)
        )
    nested = raw_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R"
            b" /Resources << /XObject << /X 5 0 R >> >> >>",
            b"<< /Length 5 >>\nstream\n/X Do\nendstream",
            *forms,
        ]
    )
    started = time.monotonic()
    assert read(nested, picture=True).status in {"empty", "failed", "too_complex"}
    assert time.monotonic() - started < 35


def test_one_page_listed_many_times_stops_at_the_page_limit() -> None:
    page = b"3 0 R "
    many = raw_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count 30000 >>" % (page * 30_000),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] >>",
        ]
    )
    started = time.monotonic()
    assert read(many).status in {"empty", "failed", "too_complex"}
    assert time.monotonic() - started < 20


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="../shared/data is not there")
def test_the_hostile_collection_ends_in_statuses() -> None:
    expected = {
        "encrypted-aes256-password-foo.pdf": "encrypted",
        "encrypted-owner-only.pdf": "ok",
        "flate-bomb-300MB.pdf": "too_complex",
        "scanned-resume-image-only.pdf": "empty",
        "size-exactly-10MiB.pdf": "ok",
        "non-unicode-cmap.pdf": "empty",
        "deep-nesting.pdf": "empty",
        "html-renamed.pdf": "failed",
        "long-56-pages.pdf": "ok",
    }
    found = {}
    for file in sorted(HOSTILE.glob("*.pdf")):
        with file.open("rb") as opened:
            result = read_pdf(opened, picture=False)
        found[file.name] = result.status
        assert len(result.text) <= 210_000
    assert {name: found[name] for name in expected} == expected
