"""The pictures of a comparison show what its tables say: what differs, and with `whole` what stays as well."""

from __future__ import annotations

from typing import Any

from django.test import Client

from tests.cli.small_history import SmallHistory
from tests.web.decisions.conftest import SignedIn
from tests.web.decisions.test_decisions import LATEST, rows_of, text_of
from tinhgon.accounts.domain.roles import Role

DAYS = {**LATEST, "start": "2007-01-01", "end": "2009-01-01"}


def boxes(client: Client, **more: object) -> dict[str, dict[str, Any]]:
    """Every box of the chart by name, those folded away unfolded as the page does it."""
    answer = client.get("/so-sanh/so-do/", {**DAYS, **more})
    assert answer.status_code == 200, answer.content
    waiting = answer.json()["nodes"]
    found = {}
    while waiting:
        node = waiting.pop()
        found[node["name"]] = node
        if "children_src" in node:
            waiting += client.get(node["children_src"]).json()["nodes"]
    return found


def test_the_chart_marks_what_differs_and_leads_to_it(history: SmallHistory, signed_in: SignedIn) -> None:
    found = boxes(signed_in("xem", Role.READER))
    assert {name: each["mark"] for name, each in found.items() if each["mark"]} == {
        "Xã Lúa Mới": "renamed",
        "Xã Ngô": "merged",
        "Phường Sen": "new",
    }
    assert found["Xã Ngô"]["parent"] == history.east
    assert [each["label"] for each in found["Huyện Đông"]["badges"]] == ["2 thay đổi bên dưới"]
    assert "Sở Nội vụ" not in found


def test_the_chart_of_everything_also_has_what_stays(history: SmallHistory, signed_in: SignedIn) -> None:
    found = boxes(signed_in("xem", Role.READER), whole="1")
    assert "Xã Khoai" in found
    assert found["Xã Khoai"]["mark"] is None


def test_the_flow_says_what_went_into_what(history: SmallHistory, signed_in: SignedIn) -> None:
    reader = signed_in("xem", Role.READER)
    rows = rows_of(reader.get("/so-sanh/", {**DAYS, "view": "flow", "r_file": "csv"}))
    assert [(row[0], *row[2:4]) for row in rows] == [
        ("Xã Lúa", "", "Xã Lúa Mới"),
        ("Xã Ngô", "toàn bộ", "Xã Lúa Mới"),
        ("Xã Khoai", "một phần", "Phường Sen"),
    ]
    more = rows_of(reader.get("/so-sanh/", {**DAYS, "view": "flow", "whole": "1", "r_file": "csv"}))
    assert ("Huyện Đông", "", "Huyện Đông") in [(row[0], *row[2:4]) for row in more]


def test_the_maps_table_has_the_units_of_both_days(history: SmallHistory, signed_in: SignedIn) -> None:
    reader = signed_in("xem", Role.READER)
    asked = {**DAYS, "view": "map", "level": "commune", "r_file": "csv"}
    rows = rows_of(reader.get("/so-sanh/", asked))
    assert {(row[0], row[2], row[3]) for row in rows} == {
        ("đổi tên", "Xã Lúa", "Xã Lúa Mới"),
        ("hợp nhất", "Xã Ngô", "Xã Lúa Mới (00001)"),
        ("mới", "", "Phường Sen"),
    }
    assert "Xã Khoai" in {row[2] for row in rows_of(reader.get("/so-sanh/", {**asked, "whole": "1"}))}


def test_without_coordinates_the_page_says_so(history: SmallHistory, signed_in: SignedIn) -> None:
    assert "Chưa vẽ được bản đồ" in text_of(signed_in("xem", Role.READER).get("/so-sanh/", {**DAYS, "view": "map"}))


def test_the_views_keep_to_the_subtree(history: SmallHistory, signed_in: SignedIn) -> None:
    west = signed_in("xem-tay", Role.READER, history.west)
    for path in ("/so-sanh/", "/so-sanh/so-do/", "/so-sanh/ban-do/"):
        for view in ("chart", "map", "flow"):
            assert west.get(path, {**DAYS, "view": view, "under": history.east}).status_code == 403
    assert "Xã Ngô" not in boxes(west)


def test_a_long_list_goes_on_between_the_same_days(history: SmallHistory, signed_in: SignedIn) -> None:
    asked = {**DAYS, "r_start": "100"}
    answer = signed_in("xem", Role.READER).get("/so-sanh/", asked, HTTP_HX_REQUEST="true")
    assert answer.status_code == 200
