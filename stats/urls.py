from jobhunt.lib.api import route
from stats import views

app_name = "stats"
urlpatterns = [
    route("dashboard", views.dashboard, name="dashboard"),
    route("stats", views.statistics, name="statistics"),
    route(r"stats/flow\.svg", views.flow_svg, name="flow-svg"),
]
