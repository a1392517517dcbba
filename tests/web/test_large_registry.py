"""A registry too large to be read whole: pages ask for a narrower scope or count by themselves, and stay as quick."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.two_provinces import HERE, THERE, Half, two_provinces
from tinhgon.accounts import services as accounts
from tinhgon.accounts.access import today
from tinhgon.accounts.domain.roles import Role
from tinhgon.accounts.models import system_account
from tinhgon.registry import pictures
from tinhgon.registry.models import LedgerEntry

READ_WHOLE = ("people", "compare", "compare_chart", "compare_map", "play", "territory", "territory_map", "figure_trend")
"""Pages that read all of their scope."""

COUNTED = ("figures", "figure", "findings")
"""Pages that count over all of their scope."""

ARGUMENTS = {"figure": ["holders"], "figure_trend": ["holders"]}


@pytest.fixture(scope="module")
def halves(module_registry_db: None) -> tuple[Half, Half]:
    """Two provinces of one body each."""
    return two_provinces()


@pytest.fixture
def large(halves: tuple[Half, Half], monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Half, Half]]:
    """The same, where two bodies are too many."""
    monkeypatch.setattr(pictures, "LARGE", 1)
    yield halves


@pytest.fixture(scope="module")
def client(halves: tuple[Half, Half]) -> Client:
    """A browser of an account that may read the whole registry and has no home."""
    by = system_account("lap", "Lập")
    account = accounts.make("ca-nuoc", by, "mot-mat-khau-du-dai", last_name="Cả Nước")
    for role in (Role.READER, Role.DRAFTER):
        accounts.give(account, role, None, by)
    browser = Client()
    browser.force_login(account)
    return browser


def address(route: str) -> str:
    return reverse(route, args=ARGUMENTS.get(route, []))


def moment(**parameters: object) -> dict[str, object]:
    return {"on": today().isoformat(), "known": str(LedgerEntry.objects.count()), **parameters}


@pytest.mark.parametrize("route", READ_WHOLE)
def test_a_page_that_reads_its_scope_whole_asks_for_a_province(
    large: tuple[Half, Half], client: Client, route: str
) -> None:
    answer = client.get(address(route), moment(q="Sở"))
    text = answer.content.decode()
    assert "Chọn phạm vi" in text
    assert f"Tỉnh {HERE}" in text and f"Tỉnh {THERE}" in text
    assert f"under={large[0].province}" in text and "q=S%E1%BB%9F" in text


@pytest.mark.parametrize("route", [*READ_WHOLE, *COUNTED])
def test_one_province_is_shown_as_ever(large: tuple[Half, Half], client: Client, route: str) -> None:
    answer = client.get(address(route), moment(under=large[0].province))
    assert answer.status_code == 200
    assert "Chọn phạm vi</h1>" not in answer.content.decode()
    assert "Đang tính…" not in answer.content.decode()


@pytest.mark.parametrize("route", COUNTED)
def test_a_page_of_figures_stands_at_once_and_fetches_itself(
    large: tuple[Half, Half], client: Client, route: str
) -> None:
    first = client.get(address(route), moment())
    assert "Đang tính…" in first.content.decode()
    assert 'hx-select="#main"' in first.content.decode()
    then = client.get(address(route), moment(), headers={"HX-Request": "true"})
    assert then.status_code == 200
    assert 'id="main"' in then.content.decode() and "Đang tính…" not in then.content.decode()


def test_a_figure_of_the_whole_is_told_by_province_without_its_rows(large: tuple[Half, Half], client: Client) -> None:
    answer = client.get(address("figure"), moment(), headers={"HX-Request": "true"}).content.decode()
    assert f"Tỉnh {HERE}" in answer and f"Tỉnh {THERE}" in answer
    assert f"Giám đốc {HERE}" not in answer
    assert "Chọn một đơn vị ở bảng trên để xem từng dòng." in answer


def test_the_list_and_the_search_of_bodies_ask_for_a_province_and_the_tree_does_not(
    large: tuple[Half, Half], client: Client
) -> None:
    listed = client.get(reverse("apparatus"), moment(view="list")).content.decode()
    searched = client.get(reverse("apparatus_chart"), moment(q="Sở")).content.decode()
    tree = client.get(reverse("apparatus"), moment()).content.decode()
    assert "Chọn phạm vi</h1>" in listed and "Chọn phạm vi</h1>" in searched
    assert "Chọn phạm vi</h1>" not in tree and f"Tỉnh {HERE}" in tree


def test_the_overview_of_the_whole_counts_its_figures_and_draws_no_trends(
    large: tuple[Half, Half], client: Client
) -> None:
    page = client.get(reverse("dashboard"), moment()).content.decode()
    cards = client.get(reverse("dashboard_figures"), moment(trends=1), headers={"HX-Request": "true"}).content.decode()
    assert "by=province" in page
    assert "tg-figure-card" in cards and 'data-chart="trend"' not in cards and "trends=1" not in cards


def test_a_program_that_asks_for_all_at_once_is_told_to_name_a_unit(large: tuple[Half, Half], client: Client) -> None:
    answer = client.get("/api/v1/organizations", moment())
    assert (answer.status_code, answer.json()["code"]) == (422, "too_wide")
    assert client.get("/api/v1/organizations", moment(under=large[0].province)).status_code == 200


def test_a_registry_of_usual_size_is_shown_whole(halves: tuple[Half, Half], client: Client) -> None:
    for route in (*READ_WHOLE, *COUNTED):
        text = client.get(address(route), moment()).content.decode()
        assert "Chọn phạm vi</h1>" not in text and "Đang tính…" not in text, route
