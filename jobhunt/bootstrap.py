"""Makes ``.venv`` and installs the locked requirements, when that is needed.

``python3 jobhunt/bootstrap.py [requirements-dev.txt]``, run by the system's own
Python: nothing but the standard library. What is installed is remembered by the
hash of its requirements, so that a second start costs nothing.
"""
# ruff: noqa: S603, UP036 - fixed commands; the version check must run on old Pythons

import fcntl
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.json"
RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"


def fail(text):
    sys.stderr.write(text + "\n")
    raise SystemExit(1)


def digest(name):
    """Of a requirements file, for this Python at this place."""
    content = (ROOT / name).read_bytes()
    about = f"{sys.version_info[:2]} {VENV}".encode()
    return hashlib.sha256(content + about).hexdigest()


def installed():
    try:
        found = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def python_works():
    python = VENV / "bin" / "python"
    if not python.exists():
        return False
    code = "import sys; print(sys.version_info[:2], sys.prefix)"
    result = subprocess.run(
        [str(python), "-c", code], capture_output=True, text=True, check=False
    )
    expected = f"{sys.version_info[:2]} {VENV}"
    return result.returncode == 0 and result.stdout.strip() == expected


def make_venv():
    if python_works():
        return
    sys.stderr.write("Creating .venv ...\n")
    STAMP.unlink(missing_ok=True)
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        sys.stderr.write(result.stdout + result.stderr)
        fail(
            "A virtual environment could not be made. On Debian and Ubuntu:"
            " apt install python3-venv"
        )


def install(name):
    sys.stderr.write(f"Installing {name} (a minute, once) ...\n")
    command = [
        str(VENV / "bin" / "python"),
        *("-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
        *("--require-hashes", "-r", name),
    ]
    result = subprocess.run(command, cwd=ROOT, check=False)
    if result.returncode:
        fail(f"{name} could not be installed; what pip says stands above.")


def main():
    if sys.version_info < (3, 11):
        fail(
            "Jobhunt needs Python 3.11 or newer; this one is " + sys.version.split()[0]
        )
    name = sys.argv[1] if len(sys.argv) > 1 else RUNTIME
    lock = os.open(ROOT, os.O_RDONLY)
    # Two starts at once: the second one waits and finds it done.
    fcntl.flock(lock, fcntl.LOCK_EX)
    wanted = {name: digest(name)}
    if name == DEVELOPMENT:
        # It holds every package of the other file, at the same version.
        wanted[RUNTIME] = digest(RUNTIME)
    found = installed()
    if wanted.items() <= found.items() and (VENV / "bin" / "python").exists():
        return
    make_venv()
    install(name)
    STAMP.write_text(json.dumps({**installed(), **wanted}), encoding="utf-8")


if __name__ == "__main__":
    main()
