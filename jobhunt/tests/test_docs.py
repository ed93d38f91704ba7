"""The generated pages say what the product is now; links of the docs exist."""

from __future__ import annotations

import re

import pytest

from jobhunt.management.commands.write_docs import configuration
from jobhunt.testing.servers import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def test_the_configuration_page_is_made_from_the_example() -> None:
    assert (ROOT / "docs" / "configuration.md").read_text() == configuration()


def test_every_variable_has_a_meaning() -> None:
    bare = re.findall(r"^\| `(\w+)` \|.*\| – \|$", configuration(), re.MULTILINE)
    assert bare == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page: object) -> None:
    text = page.read_text()  # type: ignore[attr-defined]
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert (page.parent / target).exists(), target  # type: ignore[attr-defined]


def test_every_runtime_dependency_is_named_with_its_reason() -> None:
    project = (ROOT / "pyproject.toml").read_text()
    block = project.split("dependencies = [", 1)[1].split("\n]", 1)[0]
    readme = (ROOT / "README.md").read_text()
    for name in re.findall(r'"([a-z0-9-]+)', block):
        assert name in readme, name
