"""`docs/commands.md` tells every command with every option, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from tinhgon.cli.main import app

PAGE = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")


def commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every command that does something, with the words that call it."""
    if not hasattr(command, "commands"):
        yield path, command
        return
    for name, inner in command.commands.items():
        yield from commands(inner, f"{path} {name}")


ROOT = typer.main.get_command(app)
COMMANDS = dict(commands(ROOT, "tinhgon"))


def options(command: Any) -> set[str]:
    return {name for each in command.params for name in (*each.opts, *each.secondary_opts) if name.startswith("--")} - {
        "--help"
    }


def section(heading: str) -> str:
    return re.split(r"^#{2,3} ", PAGE.split(heading, 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def headings() -> dict[str, str]:
    """The heading of every command's section, by the words that call the command."""
    found = re.findall(r"^### `(tinhgon[^`]*)`$", PAGE, flags=re.MULTILINE)
    return {re.sub(r"( [A-Z|#]+)+$", "", each): f"### `{each}`" for each in found}


def test_every_command_has_a_section_and_every_section_a_command() -> None:
    assert set(headings()) == set(COMMANDS)


@pytest.mark.parametrize("path", sorted(COMMANDS))
def test_a_section_tells_the_options_of_its_command_and_no_others(path: str) -> None:
    rows = re.findall(r"^\| (`--[^|]*(?:\\\|[^|]*)*) \|", section(headings()[path]), flags=re.MULTILINE)
    told = set(re.findall(r"--[a-z-]+", " ".join(rows)))
    assert told == options(COMMANDS[path])


@pytest.mark.parametrize("path", sorted(COMMANDS))
def test_a_heading_tells_the_arguments_of_its_command(path: str) -> None:
    named = [each.metavar for each in COMMANDS[path].params if each.param_type_name == "argument"]
    assert headings()[path].removeprefix(f"### `{path}").rstrip("`").strip() == " ".join(named)


def test_options_of_all_commands_are_told() -> None:
    assert options(ROOT) <= set(re.findall(r"--[a-z-]+", section("## What all commands share")))
