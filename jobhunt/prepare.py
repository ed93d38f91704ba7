"""What has to be true before the processes start: ``python -m jobhunt.prepare``.

Checks the configuration, migrates, makes the first administrator. Prints one JSON
object for the parent (jobhunt/launch.py) on standard output; everything for
people goes to standard error. Safe to run several times at once.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import sys
import time
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from jobhunt.processes import log, say

DATABASE_SECONDS = 30  # that a starting database server is waited for
MIGRATE_LOCK = 0x6A6F626D  # any constant: all starting processes share it


class CannotStart(Exception):
    """One clear line for whoever starts the program."""


def json_wanted() -> bool:
    """Also while the settings cannot be read."""
    production = os.environ.get("ENVIRONMENT") == "production"
    return (os.environ.get("LOG_FORMAT") or ("json" if production else "")) == "json"


def check() -> None:
    from django.core.checks import ERROR, run_checks

    found = [message for message in run_checks() if not message.is_silenced()]
    for message in found:
        if message.level < ERROR:
            text = f"{message.msg} {message.hint or ''} ({message.id})"
            say(f"Warning: {text}", "WARNING")
    errors = [message for message in found if message.level >= ERROR]
    if errors:
        lines = [f"{item.msg} {item.hint or ''} ({item.id})" for item in errors]
        raise CannotStart("\n".join(lines))


def wait_for_database() -> None:
    from django.db import OperationalError, connection

    deadline = time.monotonic() + DATABASE_SECONDS
    while True:
        try:
            connection.ensure_connection()
        except OperationalError as error:
            if time.monotonic() > deadline:
                raise CannotStart(f"The database is not reachable: {error}") from None
            say("Waiting for the database ...")
            time.sleep(1)
        else:
            return


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Of several processes that start together, one migrates at a time."""
    from django.conf import settings
    from django.db import connection

    with (settings.DATA_DIR / "migrate.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATE_LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATE_LOCK])


def migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        say(f"Preparing the database ({len(plan)} migrations) ...")
        call_command("migrate", interactive=False, verbosity=0)


def first_administrator() -> None:
    """From the environment, never over an account that is there."""
    from django.conf import settings
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from accounts.models import User

    email, password = settings.ADMIN_EMAIL, settings.ADMIN_PASSWORD
    if not (email and password):
        if email or password:
            text = "Warning: ADMIN_EMAIL and ADMIN_PASSWORD only count together."
            say(text, "WARNING")
        return
    if User.objects.filter(email__iexact=email).exists():
        return
    try:
        validate_email(email)
    except ValidationError:
        raise CannotStart("ADMIN_EMAIL is not an e-mail address.") from None
    try:
        validate_password(password)
    except ValidationError as error:
        text = "Warning: ADMIN_PASSWORD is weak. " + " ".join(error.messages)
        say(text, "WARNING")
    User.objects.create_superuser(email, password, full_name="Administrator")
    say(f"The administrator {email} has been created.")


def prepare() -> dict[str, Any]:
    import django

    django.setup()
    from django.conf import settings

    log.as_json = settings.LOG_FORMAT == "json"
    check()
    wait_for_database()
    with alone():
        migrate()
        first_administrator()

    from django.core.management import get_commands

    from accounts.models import User

    os.chmod(settings.DATA_DIR, settings.DATA_DIR.stat().st_mode & 0o750)  # noqa: PTH101
    return {
        "host": settings.HOST,
        "port": settings.PORT,
        "url": settings.PUBLIC_BASE_URL,
        "data_dir": str(settings.DATA_DIR),
        "log_format": settings.LOG_FORMAT,
        "environment": settings.ENVIRONMENT,
        "has_admin": User.objects.filter(is_staff=True, is_active=True).exists(),
        "commands": sorted({"demo_up", "seed_demo"} & get_commands().keys()),
    }


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobhunt.settings")
    log.as_json = json_wanted()
    try:
        found = prepare()
    except (CannotStart, ImproperlyConfigured) as error:
        say(f"Jobhunt cannot start. {error}", "CRITICAL")
        return 2
    except PermissionError as error:
        say(f"Jobhunt cannot start. {error.filename} is not writable.", "CRITICAL")
        return 2
    sys.stdout.write(json.dumps(found) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
