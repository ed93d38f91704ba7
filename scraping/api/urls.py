from jobhunt.lib.api import OptionalSlashRouter, route
from scraping.api.applications import ApplicationViewSet
from scraping.api.duplicates import DuplicateViewSet
from scraping.api.jobs import JobViewSet
from scraping.api.runs import RunViewSet, ScrapeView

router = OptionalSlashRouter()
router.register("jobs/runs", RunViewSet, basename="run")
router.register("jobs/duplicates", DuplicateViewSet, basename="duplicate")
router.register("jobs", JobViewSet, basename="job")
router.register("applications", ApplicationViewSet, basename="application")

urlpatterns = [
    route("jobs/scrape", ScrapeView.as_view(), name="scrape"),
    *router.urls,
]
