"""Settings of the real workers that the tests start: quick to notice anything."""

import os

os.environ["JOBHUNT_DOTENV"] = "0"

from jobhunt.settings import *  # noqa: F403
from jobhunt.settings import INSTALLED_APPS, Q_CLUSTER

INSTALLED_APPS = [*INSTALLED_APPS, "scheduling.tests.playground"]
Q_CLUSTER = {**Q_CLUSTER, "poll": 0.1, "guard_cycle": 0.1}
SCHEDULER_LEASE_SECONDS = 4
SCHEDULER_REWAKE_SECONDS = 1
SUPERVISOR_LOOP_SECONDS = 0.1
SUPERVISOR_LOOK_SECONDS = 0.2
SUPERVISOR_SEEN_SECONDS = 0.5
SUPERVISOR_CANARY_SECONDS = 0.5
SUPERVISOR_STALL_SECONDS = 4
SUPERVISOR_STOP_SECONDS = 15
SUPERVISOR_HUNG_SECONDS = 4
