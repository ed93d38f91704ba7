"""Typed reading of the environment: a wrong value names its variable.

Every value may also stand in a ``.env`` file (the environment wins); a secret
``NAME`` may come from the file that ``NAME_FILE`` names.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def load_dotenv(path: Path) -> None:
    """Put the lines of a ``.env`` file into the environment, which wins."""
    if not path.is_file():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        name, separator, value = text.removeprefix("export ").partition("=")
        if not separator or not re.fullmatch(r"\w+", name.strip()):
            raise ImproperlyConfigured(f"{path.name} line {number} is not NAME=value.")
        value = value.strip()
        if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        os.environ.setdefault(name.strip(), value)


def wrong(name: str, value: str, wanted: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name} is {value!r}; it must be {wanted}.")


def env_str(
    name: str, default: str = "", *, choices: tuple[str, ...] | None = None
) -> str:
    value = os.environ.get(name, "").strip() or default
    if choices and value not in choices:
        raise wrong(name, value, "one of " + ", ".join(choices))
    return value


def env_secret(name: str, default: str = "") -> str:
    file = os.environ.get(f"{name}_FILE", "").strip()
    if file and not os.environ.get(name, "").strip():
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise wrong(f"{name}_FILE", file, "a readable file") from error
    return env_str(name, default)


def env_bool(name: str, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None or not value.strip():
        return default
    if value.strip().lower() in TRUE:
        return True
    if value.strip().lower() in FALSE:
        return False
    raise wrong(name, value, "true or false")


def env_int(
    name: str, default: int, *, least: int | None = None, most: int | None = None
) -> int:
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not re.fullmatch(r"-?[0-9]{1,18}", text):
        raise wrong(name, text, "a whole number")
    value = int(text)
    if (least is not None and value < least) or (most is not None and value > most):
        raise wrong(
            name, text, f"from {least} to {most}" if most else f"at least {least}"
        )
    return value


def env_float(name: str, default: float | None) -> float | None:
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        raise wrong(name, text, "a number") from None
    if not 0 <= value < 1e9:
        raise wrong(name, text, "a number from 0 up")
    return value


def env_list(name: str, default: str = "") -> list[str]:
    """Comma-separated values without blanks."""
    return [
        part.strip()
        for part in os.environ.get(name, default).split(",")
        if part.strip()
    ]


def env_path(name: str, default: Path) -> Path:
    text = os.environ.get(name, "").strip()
    return Path(text).expanduser().resolve() if text else default


def env_url(
    name: str, default: str = "", *, schemes: tuple[str, ...], secret: bool = False
) -> str:
    value = env_secret(name, default) if secret else env_str(name, default)
    if not value:
        return value
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - reading the port checks it
    except ValueError:
        raise wrong(name, "…" if secret else value, "a URL") from None
    if parts.scheme not in schemes:
        wanted = "a URL that starts with " + " or ".join(schemes)
        raise wrong(name, "…" if secret else value, wanted)
    return value


def env_json_object(name: str) -> dict[str, str]:
    """A JSON object of strings."""
    text = os.environ.get(name, "").strip()
    if not text:
        return {}
    try:
        value: Any = json.loads(text)
    except ValueError:
        raise wrong(name, text, "a JSON object") from None
    if not isinstance(value, dict) or not all(
        isinstance(item, str) for item in value.values()
    ):
        raise wrong(name, text, "a JSON object of strings")
    return value


def env_rate(name: str, default: str) -> tuple[int, int]:
    """ "calls/seconds" as a pair."""
    text = env_str(name, default)
    match = re.fullmatch(r"([0-9]{1,9})\s*/\s*([0-9]{1,9})s?", text)
    if not match or int(match[2]) < 1:
        raise wrong(name, text, '"calls/seconds", for example "5/60"')
    return int(match[1]), int(match[2])


def database_from_url(url: str) -> dict[str, Any]:
    """Django's DATABASES entry for postgres://user:password@host:port/name."""
    from urllib.parse import parse_qsl, unquote

    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            "DATABASE_URL must start with postgres:// (empty means SQLite)."
        )
    options = dict(parse_qsl(parts.query))
    host = unquote(parts.hostname or "") or options.pop("host", "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }
