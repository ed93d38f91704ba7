"""What higher floors register so that lower ones can ask without importing them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# name -> probe; a probe returns the value that /health shows, or raises.
health_probes: dict[str, Callable[[], Any]] = {}
# name -> function; see resolve().
_resolvers: dict[str, list[Callable[..., Any]]] = {}


def health_probe(name: str, probe: Callable[[], Any]) -> None:
    health_probes[name] = probe


def resolver(name: str, function: Callable[..., Any]) -> None:
    """Register a function under a question's name (several may answer)."""
    functions = _resolvers.setdefault(name, [])
    if function not in functions:
        functions.append(function)


def resolve(name: str, *args: Any, **kwargs: Any) -> list[Any]:
    """Every registered answer; an empty list when nobody answers."""
    return [function(*args, **kwargs) for function in _resolvers.get(name, [])]
