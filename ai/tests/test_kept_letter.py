"""The letter a user kept is the letter that is sent."""

from __future__ import annotations

from typing import Any

import pytest

from ai.services.using import keep_with_application
from mail.tests.conftest import smtp
from scraping.models import Job

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["smtp"]


def test_the_letter_kept_with_the_application_is_the_one_that_goes_out(
    alice: Any, api: Any, smtp: Any
) -> None:
    client = api(alice)
    body = {"title": "Cook", "company": "Inn", "description": "Cook."}
    job = client.post("/api/v1/jobs/", body).json()["job"]["id"]
    keep_with_application(alice, Job.objects.get(pk=job), "I cook well.")

    client.post(
        f"/api/v1/jobs/{job}/apply", {"method": "email", "recipient": "a@example.com"}
    )

    assert smtp.mails[0].text.strip() == "I cook well."
