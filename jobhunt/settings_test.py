"""Settings of the test suite: real ones on a data directory of its own."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["JOBHUNT_DOTENV"] = "0"
if "DATA_DIR" not in os.environ:
    _folder = os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="jobhunt-test-")
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
# Processes that test side by side number their teams alike: files apart, too.
_worker = os.environ.get("PYTEST_XDIST_WORKER")
if _worker and Path(os.environ["DATA_DIR"]).name != _worker:
    os.environ["DATA_DIR"] = str(Path(os.environ["DATA_DIR"]) / _worker)
os.environ.setdefault(
    "SECRET_KEY", "test-only-key-0123456789-abcdefghijklmnopqrstuvwxyz"
)

from jobhunt.settings import *  # noqa: E402, F403
from jobhunt.settings import (  # noqa: E402
    DATA_DIR,
    DATABASES,
    RATE_LIMITS,
    SILENCED_SYSTEM_CHECKS,
)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS_INLINE = True
# On, but out of the way; tests of the limits set their own.
RATE_LIMITS = {name: (100_000, period) for name, (_, period) in RATE_LIMITS.items()}
SCRAPE_MIN_INTERVAL = 0.0
EMAIL_TIMEOUT = 5
if "sqlite3" in DATABASES["default"]["ENGINE"]:
    # A file: in memory, threads of a live server would fail on locked tables.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    )
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    for name in ("default", "ratelimit")
}
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "django_ratelimit.E003"]
# Looked up when asked for: a scan of all files for each test client is a third
# of the suite's time. The servers under test scan as in production.
WHITENOISE_AUTOREFRESH = True
