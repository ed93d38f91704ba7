from jobhunt.lib.api import route
from scheduling import views

app_name = "scheduling"

urlpatterns = [
    route("scheduler", views.schedule_list, name="schedule-list"),
    route("scheduler/restart", views.scheduler_restart, name="restart"),
    route(
        "scheduler/(?P<public_id>[^/]+)/run", views.schedule_run, name="schedule-run"
    ),
    route(
        "scheduler/(?P<public_id>[^/]+)/pause",
        views.schedule_pause,
        name="schedule-pause",
    ),
    route(
        "scheduler/(?P<public_id>[^/]+)/resume",
        views.schedule_resume,
        name="schedule-resume",
    ),
]
