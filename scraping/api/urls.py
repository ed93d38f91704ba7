from jobhunt.lib.api import OptionalSlashRouter, route
from scraping.api import companies, searches
from scraping.api.applications import ApplicationViewSet
from scraping.api.duplicates import DuplicateViewSet
from scraping.api.jobs import JobViewSet
from scraping.api.runs import RunViewSet, ScrapeView

router = OptionalSlashRouter()
router.register("jobs/runs", RunViewSet, basename="run")
router.register("jobs/companies", companies.CompanyViewSet, basename="company")
router.register("jobs/searches", searches.SearchViewSet, basename="search")
router.register("jobs/duplicates", DuplicateViewSet, basename="duplicate")
router.register("jobs", JobViewSet, basename="job")
router.register("applications", ApplicationViewSet, basename="application")

urlpatterns = [
    route("jobs/scrape", ScrapeView.as_view(), name="scrape"),
    route("jobs/import", companies.ImportView.as_view(), name="import"),
    route("jobs/sources", companies.SourcesView.as_view(), name="sources"),
    route(
        r"jobs/sources/(?P<name>[^/]+)", companies.SourceView.as_view(), name="source"
    ),
    route("scheduler/job", searches.TeamScheduleView.as_view(), name="scheduler-job"),
    route(
        r"scheduler/job/(?P<team_id>[^/]+)",
        searches.TeamScheduleDeleteView.as_view(),
        name="scheduler-job-delete",
    ),
    *router.urls,
]
