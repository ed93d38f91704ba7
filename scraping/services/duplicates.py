"""Suggested duplicates: found in a task, merged and split by a person's click.

A merge moves nothing: applications, notes and sightings stay where they are,
and the merged job points to the one that was kept.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import transaction
from django.db.models import Q

from jobhunt.lib.audit import audit
from jobhunt.lib.cache import bump_team
from jobhunt.lib.errors import Conflict, RuleRefused
from scraping.models import DuplicateKey, DuplicatePair, Job
from scraping.reading.identity import Facts, candidate_keys, suggestion
from scraping.services import freshness

BATCH = 500
# A key that so many jobs share tells nothing.
COMMON = 40
Status = DuplicatePair.Status


def facts_of(job: Job) -> Facts:
    body = getattr(job, "body", None)
    return Facts(
        title=job.title,
        company=job.company,
        places=tuple(job.locations or ()),
        requisition_id=job.requisition_id,
        text=body.description_text if body else None,
        remote=job.remote,
    )


def find_duplicates(team_id: int, first_id: int, last_id: int) -> int:
    """Index the team's jobs in a range of ids and suggest pairs; how many."""
    made = 0
    last = first_id - 1
    while True:
        jobs = list(
            Job.objects.filter(team_id=team_id, pk__gt=last, pk__lte=last_id)
            .select_related("body")
            .order_by("pk")[:BATCH]
        )
        if not jobs:
            return made
        last = jobs[-1].pk
        made += suggest(team_id, jobs)


def suggest(team_id: int, jobs: list[Job]) -> int:
    known = {job.pk: job for job in jobs}
    facts = {pk: facts_of(job) for pk, job in known.items()}
    keys = {pk: candidate_keys(item) for pk, item in facts.items()}
    with transaction.atomic():
        DuplicateKey.objects.filter(job_id__in=list(facts)).delete()
        DuplicateKey.objects.bulk_create(
            [
                DuplicateKey(team_id=team_id, job_id=pk, key=key)
                for pk, found in keys.items()
                for key in found
            ],
            batch_size=2000,
        )
    candidates = candidates_of(team_id, keys)
    others = {
        job.pk: job
        for job in Job.objects.filter(
            pk__in={pk for pks in candidates.values() for pk in pks} - set(facts)
        ).select_related("body")
    }
    known |= others
    facts.update({pk: facts_of(job) for pk, job in others.items()})
    pairs = {}
    for pk, found in candidates.items():
        for other in found:
            pair = (min(pk, other), max(pk, other))
            if pair in pairs or other not in facts:
                continue
            reason = suggestion(facts[pk], facts[other])
            if reason:
                pairs[pair] = reason
    with transaction.atomic():
        freshness.note_repeated(
            (known[first], known[second], reason)
            for (first, second), (reason, _score) in pairs.items()
        )
        return store(team_id, pairs)


def candidates_of(team_id: int, keys: dict[int, set[str]]) -> dict[int, set[int]]:
    """For each job the others that share a key which is not a common one."""
    wanted = sorted({key for found in keys.values() for key in found})
    sharing: dict[str, set[int]] = defaultdict(set)
    for start in range(0, len(wanted), 500):
        rows = DuplicateKey.objects.filter(
            team_id=team_id, key__in=wanted[start : start + 500]
        ).values_list("key", "job_id")
        for key, job_id in rows:
            sharing[key].add(job_id)
    return {
        pk: {
            other
            for key in found
            if len(sharing[key]) <= COMMON
            for other in sharing[key]
            if other != pk
        }
        for pk, found in keys.items()
    }


def store(team_id: int, pairs: dict[tuple[int, int], tuple[str, float]]) -> int:
    """Write new suggestions; what was dismissed or merged stays as it is."""
    if not pairs:
        return 0
    before = DuplicatePair.objects.filter(team_id=team_id).count()
    with transaction.atomic():
        DuplicatePair.objects.bulk_create(
            [
                DuplicatePair(
                    team_id=team_id,
                    first_id=first,
                    second_id=second,
                    reason=reason,
                    score=score,
                )
                for (first, second), (reason, score) in sorted(pairs.items())
            ],
            ignore_conflicts=True,
        )
        bump_team(team_id)
    return DuplicatePair.objects.filter(team_id=team_id).count() - before


def pair_of(a: int, b: int) -> Q:
    return Q(first_id=min(a, b), second_id=max(a, b))


def merge(user: Any, job: Job, into: Job) -> Job:
    """Let ``into`` stand for ``job``; the kept job. Conflict for chains."""
    if job.pk == into.pk:
        raise RuleRefused("A job cannot be merged into itself.", field="into")
    with transaction.atomic():
        locked = {
            row.pk: row
            for row in Job.objects.select_for_update().filter(pk__in=[job.pk, into.pk])
        }
        job, into = locked[job.pk], locked[into.pk]
        if job.duplicate_of_id or into.duplicate_of_id:
            raise Conflict("One of the jobs is merged already.")
        if job.duplicates.exists():
            raise Conflict("Other jobs are merged into this one; split them first.")
        job.duplicate_of = into
        job.save(update_fields=["duplicate_of", "updated_at"])
        changed = DuplicatePair.objects.filter(pair_of(job.pk, into.pk)).update(
            status=Status.MERGED
        )
        if not changed:
            DuplicatePair.objects.create(
                team_id=job.team_id,
                first_id=min(job.pk, into.pk),
                second_id=max(job.pk, into.pk),
                reason="Merged by hand",
                score=1.0,
                status=Status.MERGED,
            )
        bump_team(job.team_id)
    audit("job_update", user=user, details={"job_id": job.pk, "merged_into": into.pk})
    return into


def split(user: Any, job: Job) -> Job:
    """Let a merged job stand alone again, as before; the pair is dismissed."""
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job.pk)
        if job.duplicate_of_id is None:
            raise Conflict("This job is not merged.")
        kept = job.duplicate_of_id
        job.duplicate_of = None
        job.save(update_fields=["duplicate_of", "updated_at"])
        DuplicatePair.objects.filter(pair_of(job.pk, kept)).update(
            status=Status.DISMISSED
        )
        bump_team(job.team_id)
    audit("job_update", user=user, details={"job_id": job.pk, "split_from": kept})
    return job


def dismiss(user: Any, pair: DuplicatePair) -> DuplicatePair:
    with transaction.atomic():
        row = DuplicatePair.objects.select_for_update().get(pk=pair.pk)
        if row.status == Status.MERGED:
            raise Conflict("This pair is merged; split it instead.")
        row.status = Status.DISMISSED
        row.save(update_fields=["status"])
        bump_team(row.team_id)
    return row
