from jobhunt.lib.api import route
from logs_app import views

app_name = "logs_app"
urlpatterns = [
    route("logs", views.log_list, name="log-list"),
    route("logs/export", views.log_export, name="log-export"),
    route("logs/clear", views.log_clear, name="log-clear"),
    route(r"logs/(?P<pk>[^/]+)", views.log_detail, name="log-detail"),
]
