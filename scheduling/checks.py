"""What is wrong with the schedule's settings, told before anything starts."""

from __future__ import annotations

from typing import Any

from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from scheduling.registry import GLOBAL_JOBS
from scheduling.schedules import installation_trigger, zone


@checks.register
def check_schedule(**kwargs: Any) -> list[checks.CheckMessage]:
    problems: list[checks.CheckMessage] = []
    for job in GLOBAL_JOBS:
        try:
            installation_trigger(job)
        except ImproperlyConfigured as error:
            hint = 'An interval such as "6h", or a cron line of five fields.'
            problems.append(checks.Error(str(error), hint=hint, id="scheduling.E001"))
    try:
        zone()
    except ImproperlyConfigured as error:
        hint = "For example UTC or Europe/Berlin."
        problems.append(checks.Error(str(error), hint=hint, id="scheduling.E002"))
    return problems
