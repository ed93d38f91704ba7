"""One's own data as a zip: every row that bears one's name, and one's files."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.db import models

from accounts.models import PasswordReset, User
from jobhunt.lib.export import as_json, chunks
from jobhunt.lib.registry import resolve

# Never leaves, not even to its owner: it would open a door to who finds the zip.
SECRET = re.compile(r"password|secret|token|digest|jti|session_key")
PROFILE = (
    "id",
    "email",
    "username",
    "full_name",
    "timezone",
    "telegram_chat_id",
    "email_notifications",
    "created_at",
    "updated_at",
)


def write_export(user: User, target: IO[bytes]) -> None:
    """Write the zip in constant memory, however many rows there are."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        write_rows(archive, "account", User.objects.filter(pk=user.pk), PROFILE)
        for model in personal_models():
            label = f"{model._meta.app_label}_{model._meta.model_name}"
            rows = model._default_manager.filter(user_id=user.pk)
            write_rows(archive, label, rows, public_fields(model))
        for files in resolve("personal files", user):
            for name, path in files:
                if Path(path).is_file():
                    archive.write(path, f"files/{name}")


def write_rows(
    archive: zipfile.ZipFile,
    name: str,
    rows: models.QuerySet[Any],
    fields: tuple[str, ...],
) -> None:
    def shape(row: tuple[Any, ...]) -> dict[str, Any]:
        return dict(zip(fields, row, strict=True))

    with archive.open(f"{name}.json", "w") as out:
        for part in as_json(chunks(rows, fields), shape):
            out.write(part)


def personal_models() -> Iterator[type[models.Model]]:
    """Models of ours whose rows bear a user; the plumbing's aside."""
    base = Path(settings.BASE_DIR)
    for model in apps.get_models():
        config = apps.get_app_config(model._meta.app_label)
        ours = Path(config.path).parent == base and config.label != "jobhunt"
        names = {getattr(field, "attname", "") for field in model._meta.get_fields()}
        if ours and "user_id" in names and model is not PasswordReset:
            yield model


def public_fields(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(
        field.attname
        for field in model._meta.concrete_fields
        if not SECRET.search(field.name) and not isinstance(field, models.BinaryField)
    )
