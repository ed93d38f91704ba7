"""The tags that pages are drawn with."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.utils import timezone

from jobhunt.templatetags import ui
from scraping.statuses import Status


def drawn(text: str, **context: Any) -> str:
    return Template("{% load ui %}" + text).render(Context(context))


class Example(forms.Form):
    name = forms.CharField(help_text="As on the posting")
    company = forms.CharField(required=False)
    remote = forms.BooleanField(required=False)


def test_an_icon_is_for_the_eye_only() -> None:
    assert 'aria-hidden="true"' in drawn('{% icon "plus" %}')


def test_a_field_ties_help_and_errors_to_its_control() -> None:
    form = Example({})
    html = drawn("{% field form.name %}", form=form)
    assert 'aria-describedby="id_name_help id_name_errors"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_errors"' in html
    assert '<label for="id_name">' in html


def test_a_field_keeps_what_was_typed_escaped() -> None:
    html = drawn("{% field form.company %}", form=Example({"company": '"><b>x'}))
    assert "<b>" not in html


def test_an_optional_field_says_so() -> None:
    assert "(optional)" in drawn("{% field form.company %}", form=Example())
    assert "(optional)" not in drawn("{% field form.name %}", form=Example())


def test_the_label_of_a_checkbox_follows_it() -> None:
    html = drawn("{% field form.remote %}", form=Example())
    assert html.index("<input") < html.index("<label")


def test_page_url_changes_one_parameter_and_keeps_the_others(rf: Any) -> None:
    request = rf.get("/jobs?search=c%2B%2B&page=2")
    assert drawn("{% page_url page=3 as u %}{{ u|safe }}", request=request) == (
        "/jobs?search=c%2B%2B&page=3"
    )
    assert drawn("{% page_url page=None search=None %}", request=request) == "/jobs"


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=5), "5\xa0minutes ago"),
        (timedelta(hours=-3, seconds=-5), "in 3\xa0hours"),
    ],
)
def test_near_times_are_told_in_words(ago: timedelta, words: str) -> None:
    html = ui.time(timezone.now() - ago)
    assert f">{words}<" in html


def test_a_far_time_is_a_date_in_the_users_zone() -> None:
    moment = datetime(2020, 1, 31, 23, 30, tzinfo=UTC)
    with timezone.override("Asia/Tokyo"):
        html = ui.time(moment)
    assert ">1 Feb 2020<" in html
    assert 'datetime="2020-01-31T23:30:00+00:00"' in html


def test_an_unknown_time_is_a_dash_with_words() -> None:
    assert "not known" in ui.time(None)


def test_a_bare_date_is_shown_as_it_is() -> None:
    assert ">5 Mar 2026<" in ui.time(date(2026, 3, 5))


def test_an_unknown_score_draws_no_bar() -> None:
    assert "<meter" not in drawn("{% score None %}")
    assert 'value="0"' in drawn("{% score 0 %}")


@pytest.mark.parametrize("status", [str(status) for status in Status])
def test_every_status_has_words(status: str) -> None:
    assert status in ui.TONES
    html = drawn("{% status value %}", value=status)
    assert ("Saved" if status == "pending" else status.capitalize()) in html


def test_a_status_that_nobody_knows_is_shown_and_escaped() -> None:
    assert "<b>" not in drawn("{% status value %}", value="<b>")


def test_money_is_a_whole_number_with_separators() -> None:
    assert ui.money(Decimal("75000.00")) == "75,000"
    assert ui.money(None) == ""


@pytest.mark.parametrize(
    ("name", "letters"), [("Ada Lovelace", "AL"), ("Plato", "P"), ("", "")]
)
def test_initials(name: str, letters: str) -> None:
    assert ui.initials(name) == letters
