"""Words of the full-text index."""

from __future__ import annotations

import re
import sqlite3
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraping.reading.search import document_terms, query_terms


def finds(query: str, *texts: str) -> bool:
    parts = (*texts, "", "", "", "")[:4]
    terms = set(document_terms(*parts).split())
    wanted = query_terms(query)
    return bool(wanted) and set(wanted) <= terms


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("C++", "C++ Developer", True),
        ("c++ developer", "C++ Developer", True),
        ("C++", "C# Developer", False),
        ("C++", "C Developer", False),
        ("c#", "C# Developer", True),
        ("c#", "C Developer", False),
        ("C", "C++ and C#", False),
        ("C", "C Developer", True),
        ("C", "C/C++ Developer", True),
        ("C++", "C/C++ Developer", True),
        ("C/C++", "C/C++ Developer", True),
        ("C++", "We use C++17, C++.", True),
        (".NET", ".NET Engineer", True),
        (".net", "Network over the internet", False),
        (".NET", "write to jobs@acme.net", False),
        ("ASP.NET", "ASP.NET Core", True),
        ("R&D", "R&D Technician", True),
        ("R&D", "R and D", False),
        ("R", "R&D Technician", False),
        ("R", "R Developer", True),
        ("US", "U.S. citizens", True),
        ("A/B", "A/B testing", True),
        ("java", "JavaScript", False),
        ("strasse", "Straße", True),
        ("istanbul", "İstanbul", True),
        ("loreal", "L’Oréal", True),
        ("title:dev", "dev", False),
        ("node.js", "We write Node.js", True),
        ("node", "We write Node.js", True),
        ("node.js", "node and js", False),
        ("cafe", "Café Technician", True),
        ("CAFÉ", "cafe", True),
        ("kobenhavn", "København", True),
        ("full-stack", "Full Stack Developer", True),
        ("full stack", "full-stack", True),
        ("fullstack", "full-stack", True),
        ("people's", "People’s Kitchen", True),
        ("Acme Inc.", "Acme Inc", True),
        ("end.", "This is the end.", True),
        ("(remote)", "Remote", True),
        ("developer*", "Developer", True),
        ("devel*", "Developer", False),
        ("a OR b", "only b", False),
        ("intern", "International", False),
        ("エンジニア", "エンジニア", True),
        ("инженер", "Инженер", True),
        ("nodejs", "Node.js", True),
        ("node.js", "NodeJS", True),
        ("R&D", "R & D Technician", True),
        ("R & D", "R&D Technician", True),
        ("R", "R & D Technician", False),
        ("3.5", "version 3.5", True),
        ("35", "version 3.5", False),
        ("24/7", "24/7 support", True),
        ("hr@acme.io", "write to hr@acme.io", True),
    ],
)
def test_words_are_found_with_their_signs(query: str, text: str, found: bool) -> None:
    assert finds(query, text) is found


def test_all_words_may_stand_in_different_fields() -> None:
    fields = ("Buyer", "Acme", "Tartu, Estonia", "Buy iron.")
    assert finds("buyer acme estonia iron", *fields)
    assert not finds("buyer acme estonia gold", *fields)


@pytest.mark.parametrize("query", ["", "   ", "( ) * \" ' ; --", "%", "_", "&", "+"])
def test_a_query_without_words_has_no_terms(query: str) -> None:
    assert query_terms(query) == []


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_terms_are_letters_and_digits_only(text: str) -> None:
    for term in (*query_terms(text), *document_terms(text, text, None, text).split()):
        assert re.fullmatch(r"[a-z0-9]+", term)


@given(st.text(max_size=80))
@settings(max_examples=100, deadline=None)
def test_a_text_is_found_by_its_own_words(text: str) -> None:
    if query_terms(text):
        assert finds(text, text)


def test_sqlite_takes_any_query() -> None:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE fts USING fts5(terms, detail=none)")
    database.execute(
        "INSERT INTO fts VALUES (?)", [document_terms("C++ NOT near", None, None, "a")]
    )
    for text in ('C++ "', "NOT NEAR", "a* b", "terms:a", "^a"):
        query = " AND ".join(f'"{term}"' for term in query_terms(text))
        database.execute(
            "SELECT count(*) FROM fts WHERE fts MATCH ?", [query]
        ).fetchone()
    database.close()


def test_a_long_text_takes_no_time() -> None:
    for piece in ("word ", "a.b.", "++", "é", ".net/", "x-"):
        started = time.perf_counter()
        document_terms("t", "c", "l", piece * (100_000 // len(piece)))
        assert time.perf_counter() - started < 1
