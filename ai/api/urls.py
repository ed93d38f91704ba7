from ai.api.views import VIEWS, AnalyzeView, GenerationViewSet
from jobhunt.lib.api import OptionalSlashRouter, route

router = OptionalSlashRouter()
router.register("ai/generations", GenerationViewSet, basename="generation")

urlpatterns = [
    *[
        route(f"ai/{action.path}", view, name=f"ai-{action.name}")
        for action, view in VIEWS.items()
    ],
    route(r"resumes/(?P<pk>[^/]+)/analyze", AnalyzeView.as_view(), "resume-analyze"),
    *router.urls,
]
