"""BambooHR career pages: a bare list, and the rest on each posting's own address."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from scraping.sources.asking import Walk, ask, conclude_details, with_details
from scraping.sources.base import (
    Batch,
    Client,
    FoundJob,
    NotListed,
    Query,
    Recognised,
    Source,
)
from scraping.sources.boards import address_of
from scraping.sources.building import join_places, posting, web_link
from scraping.sources.shape import count, dig, flag, label, mapping, rows_of, text

# Its numbers for where the work is done.
PLACES = {"0": "onsite", "1": "remote", "2": "hybrid"}


class BambooHR(Source):
    name = "bamboohr"
    label = "BambooHR"
    kind = "board"
    terms = _(
        "The employer's own public board; applications go through its page there."
    )
    host = "https://{board}.bamboohr.com"
    path = "/careers/list"
    board_page = "https://{board}.bamboohr.com/careers"
    posting_page = "https://{board}.bamboohr.com/careers/{id}"

    def collect(self, query: Query, client: Client) -> Batch:
        answer = ask(self, client, self.url(self.path, query.board))
        page = self.read_page(answer.content, query)
        jobs, missed = with_details(
            query, page.jobs, lambda job: self._detail(job, query, client)
        )
        return conclude_details(self, Walk(page), jobs, missed)

    def _detail(self, job: FoundJob, query: Query, client: Client) -> FoundJob | None:
        path = f"/careers/{job.source_job_id}/detail"
        answer = ask(self, client, self.url(path, query.board))
        opening = mapping(dig(self.load(answer.content), "result", "jobOpening"))
        given = {key: value for key, value in opening.items() if value is not None}
        if not given:
            return job
        try:
            # What only the list has stays.
            return self.read({**job.raw, **given, "id": job.source_job_id}, query)
        except NotListed:
            return None

    def rows(self, payload: Any) -> list[Any]:
        return rows_of(payload, "result")

    def total(self, payload: Any) -> int | None:
        return count(dig(payload, "meta", "totalCount"))

    def read(self, row: Any, query: Query) -> FoundJob:
        """A row of the list, or one with the fields of its detail."""
        if str(row.get("jobOpeningStatus") or "Open").lower() not in {"open", "active"}:
            raise NotListed
        number = text(row["id"])
        where = mapping(row.get("location"))
        ats = mapping(row.get("atsLocation"))
        place = join_places(
            where.get("city"),
            where.get("state"),
            where.get("country") or where.get("addressCountry"),
        ) or join_places(
            ats.get("city"), ats.get("state") or ats.get("province"), ats.get("country")
        )
        return posting(
            query,
            id=number,
            title=row["jobOpeningName"],
            location=place,
            workplace=PLACES.get(str(row.get("locationType"))),
            flag=flag(row.get("isRemote")),
            link=self.posting_url(query.board, number or "")
            or web_link(row.get("jobOpeningShareUrl")),
            employment=row.get("employmentStatusLabel"),
            department=label(row.get("departmentLabel")),
            pay_text=row.get("compensation"),
            html=row.get("description"),
            posted=row.get("datePosted"),
            detailed="description" in row,
            raw=row,
        )

    def recognise(self, url: str) -> Recognised | None:
        address = address_of(url)
        board = address.label_of("bamboohr.com") if address else None
        if address is None or not board:
            return None
        parts = address.parts
        number = None
        if parts[:1] == ["careers"] and len(parts) > 1 and parts[1].isdigit():
            number = parts[1]
        return Recognised(self.name, board, self.public_board_url(board), number)
