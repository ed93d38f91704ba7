from jobhunt.lib.api import OptionalSlashRouter
from logs_app.api.views import LogViewSet

router = OptionalSlashRouter()
router.register("logs", LogViewSet, basename="log")

urlpatterns = router.urls
