"""/scheduler: the team's schedules; for admins the installation's, too."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jobhunt.lib.errors import NotAllowed
from jobhunt.lib.scoping import get_for_user_or_404
from scheduling import history, schedules, status
from scheduling.models import Schedule
from scheduling.registry import GLOBAL_JOBS


@require_safe
def schedule_list(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    own = Schedule.objects.for_user(user).order_by("name", "pk")[:200]
    context = {
        "rows": history.rows_of(list(own)),
        "may_change": user.is_owner or user.is_staff,
        "installation": history.rows_of(_installation()) if user.is_staff else None,
        "workers": sum(cluster.workers for cluster in status.live_clusters()),
        "zone": settings.SCHEDULER_TIMEZONE,
        "enabled": settings.SCHEDULER_ENABLED,
        "shown": history.SHOWN,
    }
    return render(request, "scheduling/schedules.html", context)


@require_POST
def schedule_run(request: HttpRequest, public_id: str) -> HttpResponse:
    schedule = _changeable(request, public_id)
    schedules.run_now(schedule)
    messages.success(request, _("%(name)s started.") % {"name": schedule.title})
    return redirect("scheduling:schedule-list")


@require_POST
def schedule_pause(request: HttpRequest, public_id: str) -> HttpResponse:
    schedule = _changeable(request, public_id)
    schedules.pause(schedule)
    messages.success(request, _("%(name)s is paused.") % {"name": schedule.title})
    return redirect("scheduling:schedule-list")


@require_POST
def schedule_resume(request: HttpRequest, public_id: str) -> HttpResponse:
    schedule = _changeable(request, public_id)
    schedules.resume(schedule)
    messages.success(request, _("%(name)s goes on.") % {"name": schedule.title})
    return redirect("scheduling:schedule-list")


@require_POST
def scheduler_restart(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    if not user.is_staff:
        raise NotAllowed(_("Only administrators may do this."))
    status.restart(user)
    messages.success(request, _("The workers restart; what runs now finishes first."))
    return redirect("scheduling:schedule-list")


def _installation() -> list[Schedule]:
    """The four jobs in the contract's order."""
    return [schedules.find(name) for name in GLOBAL_JOBS]


def _changeable(request: HttpRequest, public_id: str) -> Schedule:
    """The schedule, for those who may change it: a team's owner, or an admin."""
    user: Any = request.user
    if public_id in GLOBAL_JOBS:
        if not user.is_staff:
            raise Http404
        return schedules.find(public_id)
    schedule = get_for_user_or_404(Schedule, user, public_id)
    if not (user.is_owner or user.is_staff):
        raise NotAllowed(_("Only owners of the team may change its schedules."))
    return schedule
