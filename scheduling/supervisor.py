"""Keeps the workers working: starts, watches and restarts django-q2's cluster."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections, transaction
from django.utils import timezone

from scheduling import schedules, status
from scheduling.cluster import WorkerGroup
from scheduling.models import Cluster, Control, JobRun, State
from scheduling.pace import Backoff, Every, Pace
from scheduling.runs import lease
from scheduling.sweeping import free_runs_of, sweep

logger = logging.getLogger("jobhunt.supervisor")

TICK = "scheduling.runs.tick"
BEAT = "scheduling.runs.beat"


class Supervisor:
    def __init__(self) -> None:
        self.pace = Pace.from_settings()
        self.name = f"{socket.gethostname()[:50]}-{os.getpid()}-{secrets.token_hex(3)}"
        self.group: WorkerGroup | None = None
        self.groups_started = 0
        # Asked to stop for a restart; the new group works beside them already.
        self.draining: list[WorkerGroup] = []
        self.stopping = False
        self.generation: int | None = None
        self.alive_at = time.monotonic()
        self.last_beat: Any = None
        self.database = Backoff()
        self.starts = Backoff()
        self.may_sweep_at = 0.0
        self.drift = time.time() - time.monotonic()
        self.due_look = Every(self.pace.look)
        self.due_seen = Every(self.pace.seen)
        self.due_canary = Every(self.pace.canary)

    # ------------------------------------------------------------------ life

    def run(self) -> None:
        """Until SIGTERM or SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        logger.info("supervisor %s started", self.name)
        try:
            while not self.stopping:
                self.step()
                time.sleep(self.pace.loop)
        finally:
            self.shut_down()

    def _on_signal(self, number: int, frame: Any) -> None:
        self.stopping = True

    def step(self) -> None:
        """One turn of the loop; a database that is away makes it wait, not end."""
        if self.database.is_over():
            try:
                if self.database.pause:
                    status.generation()
                    self.database.succeeded()
                    self.wait_for_news()
                self._with_database()
            except (DatabaseError, InterfaceError) as error:
                logger.error("database away: %s", type(error).__name__)
                connections.close_all()
                self.database.failed()
        self.watch_groups()

    def wait_for_news(self) -> None:
        """What the database says is old: workers first say that they still live."""
        self.alive_at = time.monotonic()
        self.may_sweep_at = self.alive_at + lease().total_seconds()

    def _with_database(self) -> None:
        if self.generation is None:
            self.prepare()
        if self.due_seen():
            self.say_alive()
        if self.due_look():
            self.look()
        if self.group is not None and self.due_canary():
            self.send_canaries()

    def prepare(self) -> None:
        """What must be in the database before the first look."""
        schedules.keep_installation_jobs()
        schedules.recover_from_clock_change()
        keep_tick()
        self.generation = status.generation()
        # Supervisors that ended without a farewell.
        Cluster.objects.filter(
            seen_at__lt=timezone.now() - 100 * status.SEEN_WITHIN
        ).delete()

    def say_alive(self) -> None:
        now = timezone.now()
        workers: Any = settings.Q_CLUSTER["workers"]
        Cluster.objects.update_or_create(
            name=self.name,
            defaults={"seen_at": now, "workers": workers if self.group else 0},
            create_defaults={
                "host": socket.gethostname()[:100],
                "pid": os.getpid(),
                "seen_at": now,
                "workers": workers,
            },
        )

    def look(self) -> None:
        """Start what is due, free what is stuck, obey the generation."""
        self.mind_the_clock()
        schedules.start_due()
        if time.monotonic() >= self.may_sweep_at:
            self.free_dead()
            sweep()
        wanted = status.generation()
        if wanted != self.generation:
            self.generation = wanted
            schedules.keep_installation_jobs()
            self.replace_group()
        self.check_work()

    def mind_the_clock(self) -> None:
        """When the clock was set, leases say nothing until they were renewed."""
        drift = time.time() - time.monotonic()
        jump = drift - self.drift
        self.drift = drift
        if abs(jump) > 2:
            logger.warning("the clock was set by %+.0f s", jump)
            self.wait_for_news()
            if jump < 0:
                schedules.recover_from_clock_change()

    def free_dead(self) -> None:
        """Runs of our own workers that are gone need not wait for their lease."""
        mine = JobRun.objects.filter(
            state=State.RUNNING, owner__startswith=f"{self.name}."
        ).values_list("owner", flat=True)
        for owner in mine:
            pid = int(owner.split(":")[1])
            if not is_process(pid):
                logger.warning("worker %s is gone", pid)
                free_runs_of(owner)

    # ------------------------------------------------------------ sign of work

    def send_canaries(self) -> None:
        """Have a worker answer; several when other clusters might answer first."""
        from django_q.tasks import async_task

        others = Cluster.objects.exclude(name=self.name).filter(
            seen_at__gt=timezone.now() - status.SEEN_WITHIN
        )
        silent = time.monotonic() - self.alive_at > self.pace.canary * 1.5
        for _number in range(10 if silent and others.exists() else 1):
            async_task(BEAT, self.name, task_name="beat", timeout=20, save=False)

    def check_work(self) -> None:
        """Notice a cluster that looks alive and does nothing."""
        group = self.group
        if group is None:
            return
        if self.has_worked():
            self.alive_at = time.monotonic()
        silence = time.monotonic() - max(self.alive_at, group.started)
        if silence > self.pace.stall:
            logger.error("no sign of work for %.0f s: restarting the workers", silence)
            self.end_group(group)

    def has_worked(self) -> bool:
        """A canary answered, a run held or a run ended since the last look."""
        beat = (
            Cluster.objects.filter(name=self.name)
            .values_list("beat_at", flat=True)
            .first()
        )
        if beat != self.last_beat:
            self.last_beat = beat
            return True
        if time.monotonic() - self.alive_at < self.pace.canary:
            return False
        recently = timezone.now() - timedelta(seconds=2 * self.pace.look)
        mine = JobRun.objects.filter(owner__startswith=f"{self.name}.")
        return (
            mine.filter(state=State.RUNNING, lease_until__gt=timezone.now()).exists()
            or mine.filter(finished_at__gt=recently).exists()
        )

    # ------------------------------------------------------------- the workers

    def watch_groups(self) -> None:
        """Start the workers when there are none; see restarts through."""
        for old in list(self.draining):
            if not old.is_alive() or self.is_overdue(old):
                self.draining.remove(old)
                self.end_group(old)
        if self.group is None:
            if self.starts.is_over() and self.generation is not None:
                self.start_group()
        elif not self.group.is_alive():
            logger.error("the workers ended (code %s)", self.group.exit_code)
            if self.group.age() < 10:
                self.starts.failed()
            else:
                self.starts.succeeded()
            self.end_group(self.group)

    def start_group(self) -> None:
        self.groups_started += 1
        self.group = WorkerGroup(f"{self.name}.{self.groups_started}")
        self.alive_at = time.monotonic()
        self.due_canary = Every(self.pace.canary)
        logger.info("workers started, group %s", self.group.pid)

    def replace_group(self) -> None:
        """New workers at once; the old ones finish what they have begun."""
        if self.group is not None:
            logger.info("restarting the workers")
            self.group.ask_to_stop()
            self.draining.append(self.group)
            self.group = None

    def is_overdue(self, group: WorkerGroup) -> bool:
        """Asked to stop, and either too long ago or with nothing left to finish."""
        now = time.monotonic()
        if now - (group.asked_at or now) > self.pace.restart:
            logger.warning("the old workers take too long: killing them")
            return True
        if self.is_busy(group):
            group.idle_since = None
        elif group.idle_since is None:
            group.idle_since = now
        elif now - group.idle_since > self.pace.hung:
            logger.warning("the old workers do not stop: killing them")
            return True
        return False

    def is_busy(self, group: WorkerGroup) -> bool:
        """Whether the group holds a run; yes while nobody can tell."""
        try:
            return JobRun.objects.filter(
                state=State.RUNNING, owner__startswith=f"{group.name}:"
            ).exists()
        except (DatabaseError, InterfaceError):
            connections.close_all()
            return True

    def end_group(self, group: WorkerGroup) -> None:
        """Nothing of the group survives this; what it held goes on at once."""
        group.kill()
        if group is self.group:
            self.group = None
        try:
            free_runs_of(f"{group.name}:")
        except (DatabaseError, InterfaceError):
            connections.close_all()  # the leases end by themselves

    def shut_down(self) -> None:
        """Give running jobs a moment, then end everything."""
        logger.info("supervisor %s stops", self.name)
        groups = [*self.draining, *([self.group] if self.group else [])]
        for group in groups:
            group.ask_to_stop()
        deadline = time.monotonic() + self.pace.stop
        while any(g.is_alive() for g in groups) and time.monotonic() < deadline:
            time.sleep(0.05)
        for group in groups:
            self.end_group(group)
        try:
            Cluster.objects.filter(name=self.name).delete()
        except (DatabaseError, InterfaceError):
            logger.warning("database away at the end")


def is_process(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def keep_tick() -> None:
    """The one schedule of django-q2 itself, exactly once."""
    from django_q.models import Schedule as QueueSchedule

    with transaction.atomic():
        Control.objects.get_or_create(pk=1)
        Control.objects.select_for_update().get(pk=1)
        rows = list(QueueSchedule.objects.filter(func=TICK).order_by("pk"))
        for extra in rows[1:]:
            extra.delete()
        if not rows:
            QueueSchedule.objects.create(
                name="tick",
                func=TICK,
                schedule_type=QueueSchedule.MINUTES,
                minutes=1,
                repeats=-1,
            )
