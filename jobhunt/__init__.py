"""Jobhunt: find, decide, prepare, send, chase, learn."""

__version__ = "0.1.0"
