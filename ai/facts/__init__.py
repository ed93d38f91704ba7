"""Check a generated text against what is known: nothing invented passes silently."""

from .check import Sources, unsupported

__all__ = ["Sources", "unsupported"]
