from __future__ import annotations

from typing import Any

from scheduling.checks import check_schedule


def test_the_defaults_pass() -> None:
    assert check_schedule() == []


def test_a_wrong_trigger_is_an_error_that_names_its_variable(settings: Any) -> None:
    settings.SCHEDULE_CLEANUP_LOGS = "0 0 31 2 *"
    (problem,) = check_schedule()
    assert problem.id == "scheduling.E001"
    assert problem.msg.startswith("SCHEDULE_CLEANUP_LOGS='0 0 31 2 *': ")


def test_an_unknown_zone_is_an_error(settings: Any) -> None:
    for name in ("Mars/Olympus", "../etc/passwd", ""):
        settings.SCHEDULER_TIMEZONE = name
        (problem,) = check_schedule()
        assert problem.id == "scheduling.E002"
