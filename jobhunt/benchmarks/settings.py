"""The product's settings, with one bare view beside it to measure against."""

from jobhunt.settings import *  # noqa: F403

ROOT_URLCONF = "jobhunt.benchmarks.urls"
RATE_LIMIT_ENABLED = False
LOG_LEVEL = "ERROR"
