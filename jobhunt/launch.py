"""The foreground parent behind ``make run``: ``python -m jobhunt.launch``.

Starts the web server and the worker's supervisor, each in a session of its own,
starts again whichever dies, and ends all of them when it is told to. Only the
standard library: this process stays small. It listens on the port itself and
hands the socket down, so that no connection is refused while the web process is
started again.

Nothing outlives it. It adopts every orphan below it (a "subreaper") and ends
those, too; and the kernel signals its children should it be killed outright.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO, Any

from jobhunt.demo.isolation import isolated
from jobhunt.processes import (
    PR_SET_CHILD_SUBREAPER,
    PR_SET_PDEATHSIG,
    ROOT,
    STOP_SIGNALS,
    WAITED_FOR,
    Child,
    end_orphans,
    kill_group,
    libc,
    log,
    reap,
    say,
    spawn,
)

STOP_SECONDS = 30.0  # between SIGTERM and SIGKILL
TICK = 0.5


class Stopped(Exception):
    """A signal asked for the end."""


# ------------------------------------------------------------------ the parent


class Launcher:
    def __init__(self, mode: str, *, demo: bool = False) -> None:
        self.mode = mode
        self.demo = demo
        self.children: list[Child] = []
        self.once: subprocess.Popen[bytes] | None = None
        self.facts: dict[str, Any] = {}
        self.announced = False
        self.listening: socket.socket | None = None
        self.lock: IO[str] | None = None

    def wait(self, seconds: float) -> None:
        """Until something happens, at most so long; Stopped on a signal."""
        got = signal.sigtimedwait(WAITED_FOR, seconds)
        if got is None:
            return
        if got.si_signo in STOP_SIGNALS:
            raise Stopped
        reap(self.known())

    def run_once(self, *command: str, env: dict[str, str] | None = None) -> str:
        """A program that ends by itself; what it printed."""
        process = spawn([*command], env, output=subprocess.PIPE)
        self.once = process
        try:
            while process.poll() is None:
                self.wait(0.1)
        except Stopped:
            kill_group(process.pid)
            process.wait()
            raise
        finally:
            self.once = None
        output = process.stdout.read().decode() if process.stdout else ""
        if process.returncode:
            raise SystemExit(process.returncode)
        return output

    def prepare(self) -> None:
        if self.demo:
            os.environ.setdefault("DATA_DIR", str(ROOT / "var-demo"))
            # Whatever .env says: never into an installation that is in use.
            os.environ.update(isolated())
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobhunt.settings")
        self.facts = json.loads(self.run_once("-m", "jobhunt.prepare"))
        log.as_json = self.facts["log_format"] == "json"
        self.metrics_directory()
        if self.mode != "worker":
            self.listen()

    def metrics_directory(self) -> None:
        """Emptied by the first parent of an installation, shared with the next."""
        data = Path(self.facts["data_dir"])
        folder = data / "metrics"
        folder.mkdir(exist_ok=True)
        self.lock = (data / "run.lock").open("w")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        else:
            for file in folder.glob("*.db"):
                file.unlink(missing_ok=True)
        fcntl.flock(self.lock, fcntl.LOCK_SH)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)

    def listen(self) -> None:
        host, port = self.facts["host"], self.facts["port"]
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        found = socket.socket(family, socket.SOCK_STREAM)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((host, port))
            if self.mode == "run":
                found.listen(2048)
        except OSError as error:
            found.close()
            say(
                f"Jobhunt cannot start. Port {port} of {host} cannot be used:"
                f" {error.strerror}. Set PORT (and HOST) to another one.",
                "CRITICAL",
            )
            raise SystemExit(1) from None
        if self.mode == "run":
            self.listening = found
        else:
            found.close()

    def demo_services(self) -> dict[str, str]:
        """The demo's own board, mail sink and AI, where there is such a command.

        ``manage.py demo_up`` prints one JSON object, the environment with which
        the others find it, and goes on running. Given that environment it uses
        the same ports again.
        """
        if "demo_up" not in self.facts["commands"]:
            return {}
        read, write = os.pipe()
        services = Child("demo", ["manage.py", "demo_up"], output=write)
        self.children.append(services)
        services.start()
        os.set_blocking(read, False)
        heard = b""
        while b"\n" not in heard:
            self.wait(0.05)
            if services.ended():
                say("The demo's services could not be started.", "CRITICAL")
                raise SystemExit(1)
            try:
                heard += os.read(read, 65_536)
            except BlockingIOError:
                continue
        # Started again, it is to be found at the same addresses.
        services.env = {
            key: str(value) for key, value in json.loads(heard.split(b"\n")[0]).items()
        }
        return services.env

    def start(self) -> None:
        env: dict[str, str] = {}
        if self.demo:
            env = self.demo_services()
            if "seed_demo" in self.facts["commands"]:
                sys.stderr.write(self.run_once("manage.py", "seed_demo", env=env))
        if self.mode == "run" and self.listening is not None:
            number = self.listening.fileno()
            web = ["-m", "jobhunt.serve", "--fd", str(number)]
            self.children.append(Child("web", web, env=env, fds=(number,)))
        elif self.mode == "dev":
            host = self.facts["host"]
            address = f"[{host}]" if ":" in host else host
            address += f":{self.facts['port']}"
            command = ["manage.py", "runserver", "--nostatic", address]
            self.children.append(Child("web", command, env=env))
        self.children.append(Child("worker", ["manage.py", "supervise"], env=env))

    def answers(self) -> bool:
        host = self.facts["host"]
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
        if ":" in host:
            host = f"[{host}]"
        url = f"http://{host}:{self.facts['port']}/health"
        try:
            urllib.request.urlopen(url, timeout=0.5).close()
        except urllib.error.HTTPError:
            return True  # not healthy, but it answers
        except OSError:
            return False
        return True

    def announce(self) -> None:
        self.announced = True
        lines = ["", f"Jobhunt is running at {self.facts['url']}"]
        if self.facts["has_admin"]:
            lines.append("There is an administrator: sign in with that account.")
        else:
            lines += [
                "There is no administrator yet. To get one, either",
                "  stop, and start with ADMIN_EMAIL=... ADMIN_PASSWORD=... make run, or",
                "  run .venv/bin/python manage.py createsuperuser",
            ]
        lines += ["Stop with Ctrl-C.", ""]
        print("\n".join(lines), flush=True)  # noqa: T201 - for the person who started it

    def look_after(self) -> None:
        before = {child.name: child.process for child in self.children}
        for child in self.children:
            child.look_after()
        if any(before[c.name] is not c.process for c in self.children):
            end_orphans(self.known())
        if not self.announced and self.mode != "worker" and self.answers():
            self.announce()

    def known(self) -> set[int]:
        """Whose end is asked for by name, with its status."""
        processes = [self.once, *(child.process for child in self.children)]
        return {process.pid for process in processes if process is not None}

    def stop(self) -> None:
        """SIGTERM to each child; SIGKILL to its group when it takes too long, or
        when we are told a second time."""
        log("stopping")
        for child in self.children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        try:
            while time.monotonic() < deadline:
                if all(child.ended() for child in self.children):
                    break
                self.wait(TICK)
            else:
                log("some processes did not end in time and are killed", "WARNING")
        except Stopped:
            log("told twice: killing", "WARNING")
        for child in self.children:
            child.kill()
            if child.process is not None:
                child.process.wait()
        end_orphans(set())
        log("stopped")

    def run(self) -> int:
        signal.pthread_sigmask(signal.SIG_BLOCK, WAITED_FOR)
        libc.prctl(PR_SET_CHILD_SUBREAPER, 1)
        if os.environ.get("MAKELEVEL"):
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)  # make itself was killed
        try:
            self.prepare()
            self.start()
            while True:
                self.look_after()
                self.wait(TICK)
        except Stopped:
            return 0
        finally:
            if self.children:
                self.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description="Runs Jobhunt in this terminal.")
    parser.add_argument(
        "mode", nargs="?", default="run", choices=["run", "dev", "worker"]
    )
    parser.add_argument("--demo", action="store_true", help="filled, on its own data")
    options = parser.parse_args()
    return Launcher(options.mode, demo=options.demo).run()


if __name__ == "__main__":
    sys.exit(main())
