from jobhunt.testing.fixtures import *  # noqa: F403
