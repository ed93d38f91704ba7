"""A Chromium for the browser tests: found, or installed where that is possible."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """CHROMIUM_PATH, else one of the usual names."""
    configured = os.environ.get("CHROMIUM_PATH")
    if configured:
        return shutil.which(configured)
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
    ):
        subprocess.run(command, env=environment, stdout=sys.stderr, check=False)


def main() -> int:
    if find() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        sys.stderr.write("Installing Chromium for the browser tests ...\n")
        install()
    if find() is None:
        sys.stderr.write(
            "*** No Chromium: the browser tests are SKIPPED. Install one"
            " (Debian: apt install chromium) or set CHROMIUM_PATH. ***\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
