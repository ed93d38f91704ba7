"""The flow of applications equals the event log."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from scraping.statuses import Status
from stats import flow

STATUSES = st.sampled_from([str(status) for status in Status])


@pytest.mark.parametrize(
    ("taken", "path"),
    [
        ([], ["pending", "not_applied"]),
        (["applied"], ["pending", "applied", "no_answer"]),
        (["applied", "rejected"], ["pending", "applied", "rejected"]),
        (
            ["applied", "interviewing", "rejected"],
            ["pending", "applied", "interviewing", "rejected"],
        ),
        (["interviewing"], ["pending", "interviewing", "in_progress"]),
        (
            ["applied", "interviewing", "applied"],
            ["pending", "applied", "interviewing", "in_progress"],
        ),
        (["applied", "accepted"], ["pending", "applied", "offered", "accepted"]),
        (["applied", "rejected", "applied"], ["pending", "applied", "no_answer"]),
        (["withdrawn"], ["pending", "withdrawn"]),
    ],
)
def test_an_application_is_one_path(taken: list[str], path: list[str]) -> None:
    assert flow.path_of(taken) == path


@given(
    st.dictionaries(st.integers(1, 999), st.lists(STATUSES, max_size=8), max_size=40)
)
def test_what_flows_in_flows_out_or_stays(histories: dict[int, list[str]]) -> None:
    flows = flow.flows_of(histories)
    inflow: Counter[str] = Counter()
    outflow: Counter[str] = Counter()
    for (source, target), count in flows.items():
        outflow[source] += count
        inflow[target] += count
    for stage in flow.STAGES[1:]:
        assert inflow[stage] == outflow[stage]
    ends = [name for name in flow.COLUMNS if name not in flow.STAGES]
    assert outflow[flow.STAGES[0]] == len(histories) == sum(inflow[end] for end in ends)


@given(
    st.dictionaries(st.integers(1, 999), st.lists(STATUSES, max_size=8), max_size=40)
)
def test_every_ribbon_leads_to_a_later_column(histories: dict[int, list[str]]) -> None:
    for source, target in flow.flows_of(histories):
        assert flow.COLUMNS[source] < flow.COLUMNS[target]


def test_the_flow_of_a_period_equals_a_recount_of_the_log(alice: Any) -> None:
    from scraping.models import Application, ApplicationEvent, Job

    chance = random.Random(7)
    now = timezone.now()
    expected: Counter[tuple[str, str]] = Counter()
    for number in range(40):
        job = Job.objects.create(team_id=alice.team_id, title=f"Job {number}")
        application = Application.objects.create(
            team_id=alice.team_id, user=alice, job=job
        )
        path = chance.choice(
            [
                [],
                ["applied"],
                ["applied", "rejected"],
                ["applied", "interviewing", "offered"],
            ]
        )
        before = "pending"
        for step, status in enumerate(path):
            ApplicationEvent.objects.create(
                application=application,
                team_id=alice.team_id,
                kind="status",
                from_status=before,
                to_status=status,
                at=now - timedelta(days=9 - step),
            )
            before = status
        nodes = flow.path_of(path)
        expected.update(itertools.pairwise(nodes))
    ids, taken = flow.steps(
        alice, "me", now - timedelta(days=30), now + timedelta(days=1)
    )
    assert Counter(flow.flows_of(flow.histories_of(ids, taken))) == expected


def test_days_in_a_stage_are_the_median_of_those_that_left_it(alice: Any) -> None:
    now = timezone.now()
    taken = [
        flow.Step(1, "applied", now - timedelta(days=10)),
        flow.Step(1, "interviewing", now - timedelta(days=6)),
        flow.Step(2, "applied", now - timedelta(days=10)),
        flow.Step(2, "rejected", now - timedelta(days=2)),
        flow.Step(3, "applied", now),
    ]
    assert flow.days_in_stage(taken) == {"applied": (6.0, 2)}
