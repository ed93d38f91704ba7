from jobhunt.lib.api import OptionalSlashRouter
from scraping.api.applications import ApplicationViewSet
from scraping.api.duplicates import DuplicateViewSet
from scraping.api.jobs import JobViewSet

router = OptionalSlashRouter()
router.register("jobs/duplicates", DuplicateViewSet, basename="duplicate")
router.register("jobs", JobViewSet, basename="job")
router.register("applications", ApplicationViewSet, basename="application")

urlpatterns = router.urls
