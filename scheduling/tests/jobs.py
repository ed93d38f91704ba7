"""Jobs of the tests, registered for one test each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from scheduling import registry


@contextmanager
def registered(
    name: str, function: Callable[..., Any], **options: Any
) -> Iterator[None]:
    """The job exists inside the block only."""
    registry.is_known(name)  # discover the real ones first
    registry.task(name, **options)(function)
    try:
        yield
    finally:
        registry._registry.tasks.pop(name)
