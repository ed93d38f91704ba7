""".env.example lists every variable that is read, and no other."""

from __future__ import annotations

import re

from jobhunt.lib.features import FLAGS
from jobhunt.lib.limits import BUCKETS
from jobhunt.testing.servers import ROOT

EXAMPLE = (ROOT / ".env.example").read_text()


def listed() -> dict[str, str]:
    found = re.findall(
        r"^# ([A-Z][A-Z0-9_]+)=(.*?)(?: {3,}\(.*\))?$", EXAMPLE, re.MULTILINE
    )
    assert len(dict(found)) == len(found)
    return dict(found)


def test_every_variable_is_listed_and_nothing_else() -> None:
    settings = (ROOT / "jobhunt" / "settings.py").read_text()
    read = set(re.findall(r'env\.env_\w+\(\s*"([A-Z0-9_]+)"', settings))
    read |= {f"RATE_LIMIT_{name.upper()}" for name in BUCKETS}
    read |= {f"FEATURE_{flag.name.upper()}" for flag in FLAGS}
    assert set(listed()) == read


def test_the_limits_and_features_stand_with_their_defaults() -> None:
    values = listed()
    for name, default in BUCKETS.items():
        assert values[f"RATE_LIMIT_{name.upper()}"] == default
    for flag in FLAGS:
        expected = str(flag.default).lower()
        assert values[f"FEATURE_{flag.name.upper()}"] == expected


def test_the_example_itself_changes_nothing() -> None:
    active = [line for line in EXAMPLE.splitlines() if line and line[0] != "#"]
    assert active == []
