"""What every page shows around its content."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from jobhunt.lib import features


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "DEMO": settings.DEMO,
        "SITE_NAME": settings.SITE_NAME,
        "REGISTRATION": settings.REGISTRATION,
        "features": features.all_flags,
        "request_id": getattr(request, "request_id", ""),
    }
