"""/features: what is switched on, for everybody."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from jobhunt.lib import features
from jobhunt.lib.api import ApiView
from jobhunt.lib.cache import quietly
from jobhunt.lib.errors import Missing


class FeatureOut(serializers.Serializer[Any]):
    feature = serializers.CharField()
    enabled = serializers.BooleanField()


FeaturesOut = type(
    "FeaturesOut",
    (serializers.Serializer,),
    {flag.name: serializers.BooleanField() for flag in features.FLAGS},
)


def was_cached() -> bool:
    from django.core.cache import cache

    return quietly(lambda: cache.get(features.CACHE_KEY)) is not None


class FeaturesView(ApiView):
    authentication_classes = []
    permission_classes = [AllowAny]

    @extend_schema(responses=FeaturesOut, operation_id="features_list")
    def get(self, request: Request) -> Response:
        hit = was_cached()
        flags = features.all_flags()
        return Response(flags, headers={"X-Cache": "HIT" if hit else "MISS"})


class FeatureView(ApiView):
    authentication_classes = []
    permission_classes = [AllowAny]

    @extend_schema(responses=FeatureOut)
    def get(self, request: Request, name: str) -> Response:
        short = name.lower().removeprefix("feature_")
        if short not in features.NAMES:
            raise Missing(f"There is no feature “{short[:60]}”.")
        enabled = features.is_enabled(short)
        return Response({"feature": short, "enabled": enabled})
