from jobhunt.lib.api import route
from scheduling.api import views

urlpatterns = [
    route("scheduler/status", views.StatusView.as_view(), name="scheduler-status"),
    route("scheduler/restart", views.RestartView.as_view(), name="scheduler-restart"),
    route(
        "scheduler/jobs",
        views.JobsViewSet.as_view({"get": "list"}),
        name="scheduler-jobs",
    ),
    route(
        "scheduler/jobs/(?P<job_id>[^/]+)/run",
        views.RunJobView.as_view(),
        name="scheduler-job-run",
    ),
]
