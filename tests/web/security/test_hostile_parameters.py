"""Whatever an address holds, the answer is a page or JSON that says what is wrong: never a broken one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.test_permission_matrix import GUARDED, ROUTES, Route, cases
from tests.web.two_provinces import Half, two_provinces
from tinhgon.accounts.domain.roles import Role
from tinhgon.accounts.models import Account, system_account
from tinhgon.accounts.services import give, make

NUMBERS = ("-1", "0", "9223372036854775807", "9223372036854775808", "9" * 40, "9" * 5000, "²", "١٢", "1e9", " 7 ", "")
DAYS = ("0001-01-01", "0001-01-02", "9999-12-31", "9999-12-30", "1582-10-10", "2025-02-30", "31/12/9999", "1/1/1",
        "²/1/1", "2020-W01-1", "20250101", "today")  # fmt: skip
TEXTS = ("\x00", "a\x00b", "%", "%_\\", "'; DROP TABLE accounts_account; --", "<script>alert(1)</script>", "=1+1",
         "\u202e", "á" * 3000, "#" * 50, "#99999999999999999999", "province:\x00", "//[", "//evil.example/", "/\\evil",
         "http://evil.example/", "javascript:alert(1)", "/co-quan/99999999999999999999/", "/%00/",
         "\ufffe", "csv", "xlsx", "list", "tree", "all", "1", "yes", "-name", "name", "-at", "f_", "rename", "person",
         "commune")  # fmt: skip
BROKEN = ("%ff", "%c3%28", "%ed%a0%80", "%", "%zz", "%00", "+")
VALUES = st.sampled_from([*map(quote, (*NUMBERS, *DAYS, *TEXTS)), *BROKEN])
NAMES = ("on", "known", "under", "start", "end", "since", "after", "all", "back", "next", "lang", "file", "p_file", "q",
         "sort", "p_sort", "f_kind", "f_sector", "view", "to", "lines", "level", "by", "here", "map", "trends", "whole",
         "verb", "kind", "field", "object_id", "parent", "code", "s", "law", "key", "only", "chart", "body", "of",
         "step", "about", "conflict", "template", "tab", "phase", "side")  # fmt: skip
WALKED = [*GUARDED, *(each for each in ROUTES if each.is_public and not each.keys)]
QUERIES = st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=4)
ARGUMENTS = (
    "0",
    "1",
    "9223372036854775807",
    "9223372036854775808",
    "9" * 40,
    "9" * 4400,
    "x",
    "%00",
    "%ff",
    "..",
    "0001-01-01",
)


class _Balanced(HTMLParser):
    """Raises where what is opened is not closed in order."""

    VOID = frozenset({"meta", "link", "input", "br", "hr", "img", "path", "use", "circle", "source", "wbr", "col"})
    LOOSE = frozenset({"li", "p", "dt", "dd", "tr", "td", "th", "tbody", "thead", "tfoot", "option"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in self.VOID | self.LOOSE:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        """Closed by itself."""

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID | self.LOOSE:
            assert self.open and self.open.pop() == tag, f"</{tag}> closes what is not open"


def well_formed(answer: HttpResponseBase) -> None:
    """Whether the body is what its type says."""
    kind = answer.headers.get("Content-Type", "")
    if answer.streaming or "attachment" in answer.headers.get("Content-Disposition", ""):
        return
    text = answer.content.decode()  # type: ignore[attr-defined]
    if kind.startswith("application/json"):
        json.loads(text)
    elif kind.startswith("text/html") and text:
        parser = _Balanced()
        parser.feed(text)
        assert parser.open == []


@pytest.fixture(scope="module")
def browsers(module_registry_db: None) -> Iterator[tuple[Half, list[Client]]]:
    """An account with every role over one province, and one with every role over everything."""
    here, _ = two_provinces()
    by = system_account("lap", "Lập")
    clients = []
    for name, scope in (("moi-vai-tro", here.province), ("moi-noi", None)):
        account: Account = make(name, by, "mot-mat-khau-du-dai")
        for role in Role:
            give(account, role, scope, by)
        client = Client(raise_request_exception=True)
        client.force_login(account)
        clients.append(client)
    yield here, clients


def _address(route: Route, here: Half, odd: str | None, place: int) -> str:
    """The address of a page; with `odd` one of its arguments is that, whatever it should be."""
    case = cases(route, here)[0]
    path = reverse(route.name, kwargs=case.arguments)
    if odd is None or not route.keys:
        return path
    values = [quote(str(each), safe="") for each in case.arguments.values()]
    return path.replace(f"/{values[place % len(values)]}", f"/{odd}", 1)


@settings(max_examples=250, deadline=None, derandomize=True, database=None,
            suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])  # fmt: skip
@given(
    st.sampled_from(WALKED),
    QUERIES,
    st.none() | st.sampled_from(ARGUMENTS),
    st.integers(0, 1),
    st.booleans(),
    st.booleans(),
)
def test_hostile_addresses_are_answered(
    browsers: tuple[Half, list[Client]],
    route: Route,
    query: list[tuple[str, str]],
    odd: str | None,
    who: int,
    moment: bool,
    htmx: bool,
) -> None:
    here, clients = browsers
    given = [("on", "2026-01-01"), ("known", "2")] if moment else []
    text = "&".join(f"{name}={value}" for name, value in [*query, *given])
    headers = {"HX-Request": "true"} if htmx else {}
    answer = clients[who].get(_address(route, here, odd, who), QUERY_STRING=text, headers=headers)
    assert answer.status_code < 500, (route.name, text)
    well_formed(answer)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1800-01-01", "2199-12-31"])
@pytest.mark.parametrize(
    "path",
    [
        "diff?start={0}&end=9999-12-31",
        "diff?start=0001-01-01&end={0}",
        "indicators/organs?since={0}",
        "indicators/organs/trend?on={0}",
        "organizations?on={0}",
        "findings?on={0}",
        "shapes?on={0}&level=province",
        "search?q=so&on={0}",
        "parameters?on={0}",
    ],
)
def test_programs_ask_for_the_ends_of_time(browsers: tuple[Half, list[Client]], path: str, day: str) -> None:
    answer = browsers[1][0].get(f"/api/v1/{path.format(day)}")
    assert answer.status_code in (200, 404, 422)
    well_formed(answer)
