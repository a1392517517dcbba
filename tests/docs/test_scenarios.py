"""`docs/scenarios.md` lists the templates, counts, conflicts and assumptions there are, and no others."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tinhgon.registry.domain.changes import change_from_plain, encode_change
from tinhgon.scenarios.domain.cost import Assumptions
from tinhgon.scenarios.domain.fates import Fate
from tinhgon.scenarios.domain.rebasing import Clash
from tinhgon.scenarios.domain.templates import TEMPLATES

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "scenarios.md").read_text("utf-8")


def rows(heading: str) -> list[list[str]]:
    """The cells of the table in a section, without its heading."""
    section = re.split(r"^## ", PAGE.split(f"\n## {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_every_template_is_listed_with_its_levels_and_options() -> None:
    told = {row[0].strip("`"): (row[2], re.findall(r"`([a-z_]+)`", row[3])) for row in rows("Templates")}
    assert told == {
        each.id: (", ".join(each.levels), [option.id for option in each.options]) for each in TEMPLATES.values()
    }


def test_every_template_is_called_what_it_is_called() -> None:
    told = {row[0].strip("`"): row[1].split(":")[0] for row in rows("Templates")}
    assert told == {each.id: each.label.vi for each in TEMPLATES.values()}


def test_every_kind_of_conflict_is_told() -> None:
    assert [row[0].strip("`") for row in rows("Rebasing")] == list(Clash)


@pytest.mark.parametrize("name", Assumptions.__struct_fields__)
def test_every_assumption_is_told_with_its_default(name: str) -> None:
    default = getattr(Assumptions(), name)
    assert f"`{name}`" in PAGE if isinstance(default, dict) else f"`{name}` {default}" in PAGE


@pytest.mark.parametrize("fate", [Fate.DISPLACED, Fate.DEMOTED, Fate.PROMOTED, Fate.MOVED, Fate.FOLLOWS, Fate.ENTERS])
def test_what_happens_to_people_is_told(fate: Fate) -> None:
    assert f"*{fate}*" in PAGE


def test_the_tests_it_names_are_there() -> None:
    named = re.findall(r"`(tests/[a-z_/]+\.py)`", PAGE)
    assert named
    assert [each for each in named if not (DOCS.parent / each).exists()] == []


def test_the_changes_it_shows_are_changes() -> None:
    (example,) = re.findall(r"^```json\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
    for each in json.loads(example):
        assert json.loads(encode_change(change_from_plain(each))) == each


def test_the_commands_it_shows_have_the_options_they_are_given() -> None:
    import typer

    from tinhgon.cli.main import app

    root: Any = typer.main.get_command(app)
    scenario = root.commands["scenario"]
    shown = re.findall(r"^tinhgon scenario (\w+) (.*)$", PAGE, flags=re.MULTILINE)
    assert {name for name, _ in shown} <= set(scenario.commands)
    for name, words in shown:
        options = {each for one in scenario.commands[name].params for each in one.opts}
        assert set(re.findall(r"(?<= )--[a-z-]+", f" {words}")) <= options
