"""The documents name every setting the program reads, and link to files that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
SETTING = re.compile(r'environ(?:\.get\(|\.setdefault\(|\[)\s*"([A-Z_]+)"')
LINK = re.compile(r"\[[^\]]*\]\(([^)#:]+)(?:#[^)]*)?\)")
NOT_OURS = ("TINHGON_TEST_", "DJANGO_", "PYTHON", "XDG_")


def settings_read() -> set[str]:
    """Names of the environment variables that the program looks at."""
    code = "\n".join(path.read_text("utf-8") for path in (PROJECT / "src").rglob("*.py"))
    return {name for name in SETTING.findall(code) if not name.startswith(NOT_OURS)}


def documents() -> list[Path]:
    """Every document of the project."""
    return [PROJECT / "README.md", PROJECT / "CHANGELOG.md", *sorted((PROJECT / "docs").rglob("*.md"))]


def test_every_setting_is_documented() -> None:
    found = settings_read()
    assert {"DATABASE_URL", "TINHGON_HOME", "TINHGON_LANG"} <= found
    operations = (PROJECT / "docs" / "operations.md").read_text("utf-8")
    assert sorted(name for name in found if f"`{name}`" not in operations) == []


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_every_link_leads_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text("utf-8"))
    assert [each for each in links if not (document.parent / each).exists()] == []


def test_every_rule_id_is_documented() -> None:
    code = (PROJECT / "src/tinhgon/registry/domain/integrity.py").read_text("utf-8")
    rules = set(re.findall(r'Violation\(\s*"([a-z_]+)"', code))
    architecture = (PROJECT / "docs" / "architecture.md").read_text("utf-8")
    assert len(rules) >= 10
    assert sorted(rule for rule in rules if f"`{rule}`" not in architecture) == []
