"""``make bench``: ratios, each taken side by side in one run; docs/benchmarks.md.

Bounded, on loopback, on data directories of its own.
"""

from __future__ import annotations

import atexit
import os
import platform
import shutil
import statistics
import sys
import tempfile
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def processor() -> str:
    """The model's name, where the kernel tells it."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def ratio(pairs: list[tuple[float, float]]) -> str:
    """The median of each round's ratio, with the spread."""
    ratios = sorted(a / b for a, b in pairs)
    return f"{statistics.median(ratios):.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f})"


def main() -> int:
    folder = tempfile.mkdtemp(prefix="jobhunt-bench-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ.update(
        DATA_DIR=folder,
        JOBHUNT_DOTENV="0",
        DJANGO_SETTINGS_MODULE="jobhunt.benchmarks.settings",
    )
    import django

    django.setup()
    from django.core.management import call_command

    from jobhunt.benchmarks import scenarios

    call_command("migrate", verbosity=0)
    rows = []
    for name, goal, measure in scenarios.ALL:
        sys.stderr.write(f"{name} …\n")
        rows.append((name, goal, measure()))
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`. Ratios of two things measured in turn in one run, the",
        "median of the rounds and their spread; absolute figures would say more about the",
        "machine. CPU is the server's own, of all its threads.",
        "",
        f"{date.today().isoformat()}, {processor()}, {os.cpu_count()} cores,"  # noqa: DTZ011
        f" Python {platform.python_version()}, SQLite.",
        "",
        "| what | goal | measured |",
        "|---|---|---|",
        *(f"| {name} | {goal} | {result} |" for name, goal, result in rows),
    ]
    (ROOT / "docs" / "benchmarks.md").write_text("\n".join(lines) + "\n")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
