"""The page on rules and indicators tells every indicator, rule and unit of values, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from tinhgon.rulebook.domain.indicators import INDICATORS
from tinhgon.rulebook.domain.rules import RULES
from tinhgon.rulebook.domain.values import Unit

PAGE = (Path(__file__).parents[2] / "docs" / "algorithms" / "rules_and_indicators.md").read_text(encoding="utf-8")


def listed(heading: str) -> list[str]:
    """The ids in the first column of the tables under a heading."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)


def test_the_page_tells_every_indicator() -> None:
    assert listed("Indicators") == list(INDICATORS)


def test_the_page_tells_every_rule() -> None:
    assert listed("Rules") == list(RULES)


def test_the_page_tells_every_unit_of_values() -> None:
    section = PAGE.split("## How a figure is made")[0]
    assert {each for each in Unit if f"`{each}`" not in section} == set()
