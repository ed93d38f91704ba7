"""The whole site: pages at the root, the API under /api/v1."""

from importlib.util import find_spec

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from jobhunt import views
from jobhunt.lib.api import route

APPS = [
    "accounts",
    "scheduling",
    "resumes",
    "mail",
    "ai",
    "scraping",
    "stats",
    "logs_app",
]

urlpatterns = [
    route("", views.landing, name="landing"),
    route("features", views.features_page, name="features"),
    route(r"favicon\.ico", views.favicon, name="favicon"),
    route("appearance", views.appearance, name="appearance"),
    route("metrics", views.metrics, name="metrics"),
    path("admin", admin.site.admin_view(admin.site.index)),
    path("admin/", admin.site.urls),
    route("api/versions", views.versions, name="versions"),
    path("api/v1/", include("jobhunt.api_urls")),
    *[path("", include(f"{app}.urls")) for app in APPS if find_spec(f"{app}.urls")],
]
if not settings.PRODUCTION:
    urlpatterns += views.documentation_urls()

handler400 = "jobhunt.views.bad_request"
handler403 = "jobhunt.views.forbidden"
handler404 = "jobhunt.views.not_found"
handler500 = "jobhunt.views.server_error"
