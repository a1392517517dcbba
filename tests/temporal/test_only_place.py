"""Dates are compared in `temporal` and nowhere else; `temporal` knows neither clock nor database."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import tinhgon

SOURCE = Path(tinhgon.__file__).parent
DATES_IN_SQL = re.compile(r"""(\b(valid|recorded)|\\?"on\\?")\s*(@>|<@|&&|-\|-|<<|>>|[<>]=?)""")
ORDERING = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
DATE_NAMES = {"date", "day", "on", "today", "until"}
DATE_FIELDS = DATE_NAMES | {"end", "lower", "start", "upper"}
IMPURE_NAMES = {"now", "today", "utcnow", "open", "urandom", "token_bytes", "getenv", "perf_counter", "monotonic"}
IMPURE_MODULES = {"django", "psycopg", "os", "time", "random", "secrets", "pathlib", "socket", "subprocess"}
OUTSIDE = sorted(each for each in SOURCE.rglob("*.py") if (SOURCE / "temporal") not in each.parents)
PURE = sorted(
    each
    for each in SOURCE.rglob("*.py")
    if "domain" in each.relative_to(SOURCE).parts or "temporal" in each.relative_to(SOURCE).parts
)


def orderings_of_dates(tree: ast.AST) -> Iterator[ast.Compare]:
    """Comparisons by order of something that is named like a date."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            for operator, left, right in zip(node.ops, sides, sides[1:], strict=False):
                if isinstance(operator, ORDERING) and (is_date(left) or is_date(right)):
                    yield node


def is_date(side: ast.expr) -> bool:
    """Whether a side is named for a date; a plain `start` or `end` may also be a place in a text."""
    if isinstance(side, ast.Attribute):
        return side.attr in DATE_FIELDS or side.attr.endswith(("_on", "_day", "_date"))
    return isinstance(side, ast.Name) and (side.id in DATE_NAMES or side.id.endswith(("_on", "_day", "_date")))


@pytest.mark.parametrize("path", OUTSIDE, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_module_outside_temporal_orders_dates(path: Path) -> None:
    found = orderings_of_dates(ast.parse(path.read_text(encoding="utf-8")))
    assert [f"{path.relative_to(SOURCE)}:{each.lineno}: {ast.unparse(each)}" for each in found] == []


@pytest.mark.parametrize("path", OUTSIDE, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_query_outside_temporal_compares_dates_or_moments(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = [each for each in ast.walk(tree) if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    found = [f"{path.relative_to(SOURCE)}:{each.lineno}" for each in texts if DATES_IN_SQL.search(each.value)]
    assert found == []


@pytest.mark.parametrize("query", ["s.valid @> %s::date", 'l."on" > %(after)s', "recorded && x"])
def test_the_check_sees_a_comparison_in_a_query(query: str) -> None:
    assert DATES_IN_SQL.search(query)


@pytest.mark.parametrize(
    "code", ["a.effective_on < b", "x >= record.life.end", "day <= 3", "1 < signed_on < 2", "a.lower > b.upper"]
)
def test_the_check_sees_an_ordering_of_dates(code: str) -> None:
    assert list(orderings_of_dates(ast.parse(code)))


@pytest.mark.parametrize(
    "code", ["len(days) > 3", "link.on == life.end", "day in period", "total > limit", "end < len(words)"]
)
def test_the_check_leaves_other_comparisons_alone(code: str) -> None:
    assert not list(orderings_of_dates(ast.parse(code)))


@pytest.mark.parametrize("path", PURE, ids=lambda path: str(path.relative_to(SOURCE)))
def test_pure_code_asks_no_clock_no_database_and_no_chance(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert not {each.name.split(".")[0] for each in node.names} & IMPURE_MODULES
        if isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] not in IMPURE_MODULES
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            assert called not in IMPURE_NAMES, f"{path.relative_to(SOURCE)}:{node.lineno}"
