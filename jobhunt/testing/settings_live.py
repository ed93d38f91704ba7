"""Settings of a server process that shares the database of the test process."""

import os

from jobhunt.settings_test import *  # noqa: F403
from jobhunt.settings_test import DATABASES

DATABASES["default"]["NAME"] = os.environ["LIVE_DATABASE"]
WHITENOISE_AUTOREFRESH = False
