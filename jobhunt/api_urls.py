"""Everything under /api/v1: one include an app, most specific first."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import include, path

app_name = "api"
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
    path("", include(import_module(f"{app}.api.urls").urlpatterns))
    for app in APPS
    if find_spec(f"{app}.api") and find_spec(f"{app}.api.urls")
]
