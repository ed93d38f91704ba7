"""One file with everything that is ours: database, uploads, secret key.

Consistent while the application writes: the database's own snapshot is taken
between two passes over the uploads, so that every row finds its file. Each file
stands in the manifest with its hash, which restoring checks.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

import jobhunt

SQLITE, POSTGRES = "database.sqlite3", "database.dump"
MANIFEST, KEY, UPLOADS = "manifest.json", "secret_key", "uploads"


class BackupError(Exception):
    """Something that whoever runs the command can put right."""


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def link_uploads(target: Path) -> None:
    """The uploads as they are now; links, so that it takes no time or space."""
    for source in settings.MEDIA_ROOT.rglob("*"):
        copy = target / source.relative_to(settings.MEDIA_ROOT)
        if source.is_dir() or copy.exists():
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, copy)
        except FileNotFoundError:
            continue  # deleted since it was listed
        except OSError:  # another file system
            shutil.copy2(source, copy)


def postgres_program(name: str, *arguments: str) -> None:
    """pg_dump or pg_restore against our database; the password by environment."""
    config = connection.settings_dict
    options = {
        "PGHOST": config["HOST"],
        "PGPORT": str(config["PORT"]),
        "PGUSER": config["USER"],
        "PGPASSWORD": config["PASSWORD"],
        "PGDATABASE": config["NAME"],
    }
    environment = {**os.environ, **{key: text for key, text in options.items() if text}}
    program = shutil.which(name)
    if program is None:
        raise BackupError(f"{name} is missing: install PostgreSQL's client programs.")
    done = subprocess.run(  # noqa: S603 - a fixed program
        [program, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"{name} failed: {done.stderr.strip()[-500:]}")


def snapshot(folder: Path) -> None:
    if connection.vendor == "postgresql":
        target = str(folder / POSTGRES)
        postgres_program("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
        return
    source = sqlite3.connect(str(connection.settings_dict["NAME"]), timeout=20)
    with closing(source), closing(sqlite3.connect(folder / SQLITE)) as copy:
        source.backup(copy)
        if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise BackupError("The copy of the database is damaged.")


def back_up(folder: Path) -> Path:
    """Write jobhunt-<time>.tar.gz into a folder, readable by its owner."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"jobhunt-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.tar.gz"
    # Within DATA_DIR: links to the uploads need the same file system.
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix="backup-") as text:
        staging = Path(text)
        link_uploads(staging / UPLOADS)
        snapshot(staging)
        link_uploads(staging / UPLOADS)
        key = settings.DATA_DIR / KEY
        if key.exists():
            shutil.copy2(key, staging / KEY)
        files = sorted(path for path in staging.rglob("*") if path.is_file())
        manifest = {
            "version": jobhunt.__version__,
            "made_at": datetime.now(UTC).isoformat(),
            "files": {str(path.relative_to(staging)): sha256(path) for path in files},
        }
        partial = folder / f".{name}.partial"
        descriptor = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            write_archive(out, staging, files, manifest)
            out.flush()
            os.fsync(out.fileno())
        partial.rename(folder / name)
    return folder / name


def write_archive(
    out: Any, staging: Path, files: list[Path], manifest: dict[str, Any]
) -> None:
    with tarfile.open(fileobj=out, mode="w:gz", compresslevel=6) as archive:
        content = json.dumps(manifest, indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
        for path in files:
            archive.add(path, str(path.relative_to(staging)), recursive=False)


def require_empty() -> None:
    """A backup is restored into a new installation, never over one in use."""
    if any(settings.MEDIA_ROOT.rglob("*")):
        raise BackupError(f"{settings.MEDIA_ROOT} is not empty.")
    if connection.vendor == "postgresql":
        if connection.introspection.table_names():
            raise BackupError("The database is not empty.")
    elif Path(connection.settings_dict["NAME"]).exists():
        raise BackupError(f"{connection.settings_dict['NAME']} exists already.")


def check(folder: Path) -> list[str]:
    """The names of the files, once their hashes are right."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files: dict[str, str] = manifest["files"]
    except (OSError, ValueError, KeyError) as error:
        raise BackupError("This is no backup of Jobhunt.") from error
    for name, expected in files.items():
        path = folder / name
        if not path.is_file() or sha256(path) != expected:
            raise BackupError(f"{name} in the backup is damaged or missing.")
    return list(files)


def unpack(archive_path: Path, folder: Path) -> None:
    """Plain files within the folder, and nothing else."""
    with tarfile.open(archive_path, "r:gz") as archive:
        for member in archive:
            target = (folder / member.name).resolve()
            content = archive.extractfile(member) if member.isfile() else None
            if content is None or not target.is_relative_to(folder.resolve()):
                raise BackupError(f"{archive_path.name} is no backup of Jobhunt.")
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                shutil.copyfileobj(content, file)
            target.chmod(member.mode & 0o600)


def restore(archive_path: Path) -> int:
    """Unpack, check every hash, then put all in place; the number of files."""
    require_empty()
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix="restore-") as text:
        folder = Path(text)
        try:
            unpack(archive_path, folder)
        except (tarfile.TarError, EOFError, OSError) as error:
            raise BackupError(f"{archive_path.name} cannot be read: {error}") from error
        names = check(folder)
        wanted = POSTGRES if connection.vendor == "postgresql" else SQLITE
        if wanted not in names:
            raise BackupError("The backup is of another kind of database.")
        if wanted == POSTGRES:
            database = str(connection.settings_dict["NAME"])
            arguments = ["--no-owner", "--exit-on-error", f"--dbname={database}"]
            postgres_program("pg_restore", *arguments, str(folder / POSTGRES))
        else:
            (folder / SQLITE).rename(connection.settings_dict["NAME"])
        if (folder / KEY).exists():
            (folder / KEY).replace(settings.DATA_DIR / KEY)
        if (folder / UPLOADS).exists():
            shutil.copytree(folder / UPLOADS, settings.MEDIA_ROOT, dirs_exist_ok=True)
    return len(names)
