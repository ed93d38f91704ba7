"""Reading jobs: what a list shows, searched and filtered by indexes."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import (
    Exists,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
)
from django.db.models.expressions import RawSQL

from jobhunt.lib.scoping import TeamOwnedQuerySet
from scraping.reading.text import fold

if TYPE_CHECKING:
    from scraping.models import Job  # noqa: F401

# On PostgreSQL a word with fewer matches than this is looked up in the inverted
# index first; the planner would walk the newest jobs for every word.
RARE = 5000


class JobQuerySet(TeamOwnedQuerySet["Job"]):
    def listed(self) -> JobQuerySet:
        """What lists show: neither hidden nor merged into another."""
        return self.filter(duplicate_of__isnull=True, hidden=False)

    def open(self) -> JobQuerySet:
        return self.filter(closed_at__isnull=True)

    def with_score(self, user: Any) -> JobQuerySet:
        """Annotate ``match_score`` for the user's default resume."""
        from scraping.models import JobScore

        score = JobScore.objects.filter(job=OuterRef("pk"), user=user)
        return self.annotate(
            match_score=Subquery(
                score.values("score")[:1], output_field=IntegerField(null=True)
            )
        )

    def scored_from(self, user: Any, least: int) -> JobQuerySet:
        """Jobs that fit the user's default resume at least so well."""
        from scraping.models import JobScore

        good = JobScore.objects.filter(job=OuterRef("pk"), user=user, score__gte=least)
        return self.filter(Exists(good))

    def with_status(self, user: Any, status: str) -> JobQuerySet:
        """Jobs by the user's own application, merged jobs' included: the furthest
        of them counts. pending = not applied."""
        from scraping.statuses import further_than

        further = self._applied(user, further_than(status))
        if status == "pending":
            return self.filter(~further)
        return self.filter(self._applied(user, [status]), ~further)

    def _applied(self, user: Any, statuses: list[str]) -> Q:
        from scraping.models import Application

        mine = Application.objects.filter(user=user, status__in=statuses)
        return Q(Exists(mine.filter(job=OuterRef("pk")))) | Q(
            Exists(mine.filter(job__duplicate_of=OuterRef("pk")))
        )

    def posted_since(self, day: date, zone: str = "UTC") -> JobQuerySet:
        start = datetime.combine(day, time.min, ZoneInfo(zone))
        return self.filter(posted_at__gte=start)

    def in_place(self, words: str) -> JobQuerySet:
        """Jobs with the words in any of their places, whatever case and accents."""
        return self.filter(place_words__contains=fold(words))

    def remote_only(self, wanted: bool) -> JobQuerySet:
        if wanted:
            return self.filter(remote="remote")
        return self.filter(Q(remote__isnull=True) | ~Q(remote="remote"))

    def search(self, text: str, team_id: int) -> JobQuerySet:
        """All words of the text, in title, company, location or description."""
        from scraping.reading.search import query_terms

        terms = query_terms(text)
        if not terms:
            return self.none() if text.strip() else self
        if connection.vendor == "postgresql":
            return self._search_postgres(terms)
        query = " AND ".join(f'"{term}"' for term in [team_term(team_id), *terms])
        return self.filter(
            pk__in=RawSQL(
                "SELECT rowid FROM scraping_job_fts WHERE scraping_job_fts MATCH %s",
                [query],
            )
        )

    def _search_postgres(self, terms: list[str]) -> JobQuerySet:
        query = " & ".join(f"'{term}'" for term in terms)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM (SELECT 1 FROM scraping_jobbody"
                " WHERE search @@ %s::tsquery LIMIT %s) AS few",
                [query, RARE],
            )
            found = cursor.fetchone()[0]
        if found < RARE:
            sql = (
                "WITH few AS MATERIALIZED (SELECT job_id FROM scraping_jobbody"
                " WHERE search @@ %s::tsquery) SELECT job_id FROM few"
            )
            return self.filter(pk__in=RawSQL(sql, [query]))  # noqa: S611
        return self.filter(
            RawSQL(
                "EXISTS (SELECT 1 FROM scraping_jobbody b WHERE b.job_id ="
                " scraping_job.id AND b.search @@ %s::tsquery)",
                [query],
            )
        )


def team_term(team_id: int) -> str:
    """The word of a team in the index: a small team never walks a big one's."""
    return f"team{team_id}"
