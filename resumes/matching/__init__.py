"""How a resume fits a posting, by rules: the same engine for every score shown."""

from .engine import Match, Profile, match, profile_of
from .posting import Requirement, read_requirements

__all__ = [
    "Match",
    "Profile",
    "Requirement",
    "match",
    "profile_of",
    "read_requirements",
]
