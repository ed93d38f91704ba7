"""Limits both sides of the child process agree on."""

MAX_PAGES = 20
MAX_CHARACTERS = 200_000
MEMORY_BYTES = 768 * 1024 * 1024
CPU_SECONDS = 5
WALL_SECONDS = 15.0
# Reading stops by itself after this much CPU, so that a long but honest file
# gives what was read so far instead of nothing.
SOFT_CPU_SECONDS = 3.5
MAX_LINKS = 200
MAX_LINK_LENGTH = 2_000
PICTURE_PIXELS = 1_000
MAX_OUTPUT_BYTES = 12 * 1024 * 1024
