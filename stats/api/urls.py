from jobhunt.lib.api import route
from stats.api import views

urlpatterns = [
    route("stats/dashboard", views.DashboardView.as_view(), name="stats-dashboard"),
    route(
        "stats/applications",
        views.ApplicationsView.as_view(),
        name="stats-applications",
    ),
    route(
        "stats/success-rate", views.SuccessRateView.as_view(), name="stats-success-rate"
    ),
]
