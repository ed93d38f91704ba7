"""The text of a field while its JSON is still being written."""

from __future__ import annotations

import json

import pytest

from ai.extract import TextOf


def streamed(field: str, text: str, size: int) -> str:
    reader = TextOf(field)
    pieces = [text[i : i + size] for i in range(0, len(text), size)]
    return "".join(reader.feed(piece) for piece in pieces)


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_a_string_comes_out_as_it_was_written(size: int) -> None:
    content = 'Dear "team",\n\nI\'m {here} \\ ü 👍 [ok]'
    text = json.dumps({"subject": "content", "content": content, "x": "y"})
    assert streamed("content", text, size) == content


@pytest.mark.parametrize("size", [1, 4, 1000])
def test_a_list_of_strings_is_parted_by_lines(size: int) -> None:
    text = json.dumps({"a": {"bullets": ["no"]}, "bullets": ["one", "two"], "z": "w"})
    assert streamed("bullets", text, size) == "one\ntwo"


def test_prose_passes_as_it_is() -> None:
    assert streamed("content", "Dear team, hello.", 4) == "Dear team, hello."
