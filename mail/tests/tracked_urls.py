"""The site as it is with an Anymail backend and a WEBHOOK_SECRET."""

from django.urls import include, path

urlpatterns = [
    path("anymail/", include("anymail.urls")),
    path("", include("jobhunt.urls")),
]
