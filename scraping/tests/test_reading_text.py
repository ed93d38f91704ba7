"""Text of postings: what a person reads is what is stored and compared."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraping.reading.text import (
    clean,
    contains_word,
    find_email,
    fold,
    html_to_text,
    matches_keyword,
    sanitise,
)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("R&amp;D Technician", "R&D Technician"),
        ("R&amp;amp;D", "R&D"),
        ("Caf&#233; (People&#39;s Kitchen)", "Café (People's Kitchen)"),
        ("Ã¼ber uns", "über uns"),
        ("CafÃ© â\x82¬2.691", "Café €2.691"),
        ("Weâ€™re â‚¬ 3.000 â€“ 4.000", "We’re € 3.000 – 4.000"),
        ("ðŸš€ Rocket", "🚀 Rocket"),
        ("SÃO PAULO, MANHÃ\u00a0E IRMÃ”", "SÃO PAULO, MANHÃ E IRMÃ”"),
        ("Â£30,000", "£30,000"),
        ("Sales &amp Marketing", "Sales & Marketing"),
        ("&notanentity; A&B;C", "&notanentity; A&B;C"),
        ("Fish &#038; Chips", "Fish & Chips"),
        ("Technician &amp;#40;m/w&amp;#41;", "Technician (m/w)"),
        ("Sm&oslash;rrebr&oslash;d ApS", "Smørrebrød ApS"),
        ("K&#xF8;benhavn", "København"),
        ("AT&T and Q&A", "AT&T and Q&A"),
        ("Marks &copy 2024", "Marks &copy 2024"),
        ("  two\u00a0 blanks\n\tand lines ", "two blanks and lines"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("Cafe\u0301", "Café"),
        ("<b>Senior</b> Engineer", "Senior Engineer"),
        ("Template<int> in C++", "Template<int> in C++"),
        ("\ud800broken", "broken"),
        ("\u202egnp.exe", "gnp.exe"),
        (None, ""),
        ("", ""),
    ],
)
def test_a_line_is_what_a_person_reads(raw: str | None, text: str) -> None:
    assert clean(raw) == text


def test_markup_becomes_lines_and_list_items() -> None:
    html = (
        "<h2>You</h2><p>Draw\n   letters.</p><ul><li><p>Pens</p></li><li>Ink</li></ul>"
        "<p>In <b>Tartu</b>.<br>Now.</p><table><tr><td>Pay</td><td>Good</td></tr></table>"
    )
    assert html_to_text(html) == (
        "You\n\nDraw letters.\n- Pens\n- Ink\n\nIn Tartu.\nNow.\n\nPay Good"
    )


def test_markup_that_was_encoded_as_text_is_decoded() -> None:
    assert html_to_text("&lt;p&gt;Marrow &amp;amp; Mole&lt;/p&gt;") == "Marrow & Mole"
    assert sanitise("&lt;p&gt;Hi&lt;/p&gt;") == "<p>Hi</p>"


def test_plain_text_keeps_its_lines_and_signs() -> None:
    text = "We use C++ & std::vector<int>.\nBring a<b.\n\nApply now."
    assert html_to_text(text) == text
    assert sanitise("a < b\n\nc") == "<p>a &lt; b</p><p>c</p>"


def test_bold_words_in_a_plain_text_keep_its_lines() -> None:
    assert html_to_text("<b>You</b>\ndraw") == "You\ndraw"


def test_scripts_and_styles_are_no_text() -> None:
    html = (
        "<p>Hi</p><script>alert(1)</script><style>p{}</style><svg><text>x</text></svg>"
    )
    assert html_to_text(html) == "Hi"
    assert sanitise(html) == "<p>Hi</p>"


@pytest.mark.parametrize(
    "hostile",
    [
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href=' JaVaScRiPt:alert(1)'>x</a>",
        "<p onclick='alert(1)' style='position:fixed'>x</p>",
        "<iframe src='https://evil.example'></iframe>",
        "<form action='https://evil.example'><input name=a></form>",
        "<base href='https://evil.example'>",
        "<svg/onload=alert(1)>",
        "<math><mtext></p><style><img src=x onerror=alert(1)>",
        "<a href='data:text/html,x'>x</a>",
        "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    ],
)
def test_nothing_that_acts_stays_in_markup(hostile: str) -> None:
    for markup in (sanitise(hostile), sanitise(f"<div>{hostile}</div>")):
        for bad in ("onerror", "onclick", "script:", "onload", "<img", "evil", "data:"):
            assert bad not in markup.lower().replace("&lt;", "")


def test_links_keep_to_the_web_and_give_nothing_away() -> None:
    assert sanitise('<a href="https://a.example/x" target="_blank">x</a>') == (
        '<a href="https://a.example/x" rel="noopener noreferrer nofollow">x</a>'
    )
    assert 'href="mailto:hr@a.example"' in sanitise(
        '<a href="mailto:hr@a.example">x</a>'
    )
    assert "href" not in sanitise('<a href="/account/delete">x</a>')
    assert "href" not in sanitise('<a href="//evil.example">x</a>')


def test_sections_and_first_headings_keep_their_breaks() -> None:
    assert sanitise("<section><h1>A</h1></section><section>b</section>") == (
        "<div><h2>A</h2></div><div>b</div>"
    )


def test_fifty_thousand_nested_elements_take_no_time() -> None:
    deep = "<div>" * 50_000 + "<p>Bottom</p><script>bad()</script>" + "</div>" * 50_000
    started = time.perf_counter()
    assert html_to_text(deep) == "Bottom"
    assert sanitise(deep) == "<p>Bottom</p>"
    assert time.perf_counter() - started < 2


def test_many_unclosed_paragraphs_keep_their_links() -> None:
    html = "<p>line" * 500 + "<p><a href='https://a.example'>x</a>"
    assert "a.example" in sanitise(html)
    assert html_to_text(html).count("line") == 500


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        ("C++ Developer", "C++", True),
        ("C++17 and more", "c++", True),
        ("C# Developer", "C", False),
        ("C++ Developer", "C", False),
        ("C/C++", "C", True),
        ("C Developer", "C++", False),
        ("C# Developer", "C#", True),
        ("Network over the internet", ".NET", False),
        (".NET Engineer", ".net", True),
        ("R&D Technician", "R&D", True),
        ("R&D Technician", "R", False),
        ("We use R, daily", "R", True),
        ("node.js", "Node.js", True),
        ("International Buyer", "intern", False),
        ("INTERN, Finance", "intern", True),
        ("Café Technician", "cafe", True),
        ("København", "kobenhavn", True),
        ("Łódź", "lodz", True),
        ("a full-stack role", "full stack", True),
        ("a full stack role", "Full-Stack", True),
        ("on-call", "on call", True),
        ("People’s Kitchen", "people's", True),
        ("ソフトウェアエンジニア", "エンジニア", True),
        ("anything", "  ", False),
        ("a.b", "a+b", False),
        ("snake_case word", "case", True),
    ],
)
def test_a_word_is_a_whole_word(text: str, word: str, found: bool) -> None:
    assert contains_word(text, word) is found


@pytest.mark.parametrize(
    ("keyword", "texts", "found"),
    [
        ("python developer", ("Developer", "Acme", "We write Python."), True),
        ("python developer", ("Developer", "Acme", "We write Java."), False),
        ("C++, Rust", ("C++ and Rust",), True),
        ("R & D", ("R and D",), True),
        ("sales - remote", ("Sales, remote",), True),
        ("intern", ("International",), False),
        ("(", ("Engineer",), False),
        ("a|b", ("a or b",), False),
        (None, ("x",), True),
        ("", (None,), True),
    ],
)
def test_all_words_of_a_keyword_must_stand(
    keyword: str | None, texts: tuple[str | None, ...], found: bool
) -> None:
    assert matches_keyword(keyword, *texts) is found


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (
            "Send your CV to jane.doe2@acme.example-co.com.",
            "jane.doe2@acme.example-co.com",
        ),
        ("Questions? hr@acme.io", "hr@acme.io"),
        ("Bewerbung an bewerbung@firma.de bitte", "bewerbung@firma.de"),
        ("Apply: jobs (at) acme [dot] io", "jobs@acme.io"),
        ("noreply@acme.io sends your application", None),
        ("Privacy questions about your application: dpo@acme.io", None),
        (
            "If you need an accommodation to apply, write to talent@acme.io.",
            None,
        ),
        (
            "For accommodations write to ada@acme.io. Apply with your CV to jo@acme.io.",
            "jo@acme.io",
        ),
        ("Our founder bob@acme.io likes boats.", None),
        ("Send it to your.name@example.com", None),
        ("See logo@2x.png to apply", None),
        ("Write to tom@acme.io to apply, or careers@acme.io", "careers@acme.io"),
        ("", None),
        (None, None),
        ("Send it to o'neil@acme.example.", "o'neil@acme.example"),
        ("Your e-mail: you@acme.example, then apply", None),
        ("Apply: firstname.lastname@acme.example", None),
        ("Apply with git@code.example", None),
    ],
)
def test_the_address_for_applications(text: str | None, address: str | None) -> None:
    assert find_email(text) == address


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_text_is_cleaned_and_folded_once(text: str) -> None:
    assert clean(clean(text)) == clean(text) or "&" in text
    assert fold(fold(text)) == fold(text)
    assert "<script" not in sanitise(text)
    html_to_text(text)
    find_email(text)


@pytest.mark.parametrize(
    "piece", ["<", "<a", "&amp;", "<p>", "a@", "a.b@c.", "&lt;p", "<!--", "é", "<b>x"]
)
def test_long_texts_take_no_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    started = time.perf_counter()
    clean(text)
    html_to_text(text)
    sanitise(text)
    find_email(text)
    contains_word(text, "a b")
    assert time.perf_counter() - started < 2
