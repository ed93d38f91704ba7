"""Everything under /api/v1: one include an app, most specific first."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.urls import include, path

from jobhunt import api_features
from jobhunt.lib.api import route

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

urlpatterns: list[Any] = [
    route("features", api_features.FeaturesView.as_view(), name="features"),
    route(
        r"features/(?P<name>[^/]+)", api_features.FeatureView.as_view(), name="feature"
    ),
]
urlpatterns += [
    path("", include(import_module(f"{app}.api.urls").urlpatterns))
    for app in APPS
    if find_spec(f"{app}.api") and find_spec(f"{app}.api.urls")
]
