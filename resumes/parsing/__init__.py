"""What a resume's text says, by rules; nothing is guessed."""

from .parse import Parsed, parse

__all__ = ["Parsed", "parse"]
