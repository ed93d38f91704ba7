"""The guarded client: the one way by which anything is fetched from outside."""

from jobhunt.lib.http.addresses import FetchRefused, resolve
from jobhunt.lib.http.client import Fetched, FetchFailed, GuardedClient

__all__ = ["FetchFailed", "FetchRefused", "Fetched", "GuardedClient", "resolve"]
