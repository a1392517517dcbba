"""Stepping from decision to decision, comparing two days, and watching them go by."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

from tests.cli.small_history import SmallHistory
from tests.web.decisions.conftest import SignedIn
from tests.web.decisions.test_decisions import LATEST, rows_of, text_of
from tinhgon.accounts.domain.roles import Role


def stepped(client: object, direction: str, on: str, back: str) -> str:
    answer = client.get(f"/buoc/{direction}/?on={on}&known=9&back={quote(back)}")  # type: ignore[attr-defined]
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def test_stepping_goes_to_the_nearest_decision_of_the_scope(history: SmallHistory, signed_in: SignedIn) -> None:
    reader = signed_in("xem", Role.READER)
    back = "/quyet-dinh/?on=2009-01-01&known=9&q=x"
    assert stepped(reader, "previous", "2009-01-01", back) == "/quyet-dinh/?on=2008-08-01&known=9&q=x"
    assert stepped(reader, "next", "2009-01-01", back) == "/quyet-dinh/?on=2010-01-01&known=9&q=x"
    assert stepped(reader, "previous", "2004-01-01", back) == "/quyet-dinh/?on=2004-01-01&known=9&q=x"


def test_stepping_on_an_objects_page_follows_that_object(history: SmallHistory, signed_in: SignedIn) -> None:
    reader = signed_in("xem", Role.READER)
    path = f"/chuc-danh/{history.director}/"
    assert stepped(reader, "next", "2004-01-01", path) == f"{path}?on=2015-01-01&known=9"
    body = f"/co-quan/{history.department}/"
    assert stepped(reader, "previous", "2020-01-01", body) == f"{body}?on=2015-01-01&known=9"


def test_stepping_leads_to_no_other_site(history: SmallHistory, signed_in: SignedIn) -> None:
    reader = signed_in("xem", Role.READER)
    for back in ("https://example.org/", "//example.org/", "/khong-co/", "javascript:alert(1)"):
        assert reader.get("/buoc/next/", {**LATEST, "back": back}).status_code == 400


def test_stepping_is_refused_outside_the_subtree(history: SmallHistory, signed_in: SignedIn) -> None:
    west = signed_in("xem-tay", Role.READER, history.west)
    back = f"/chuc-danh/{history.director}/"
    assert west.get("/buoc/next/", {**LATEST, "back": back}).status_code == 403


def test_two_days_are_compared_with_marks(history: SmallHistory, signed_in: SignedIn) -> None:
    days = {**LATEST, "start": "2007-01-01", "end": "2009-01-01", "r_file": "csv"}
    rows = rows_of(signed_in("xem", Role.READER).get("/so-sanh/", days))
    assert {(row[0], row[2], *row[4:]) for row in rows} == {
        ("đổi tên", "Xã Lúa (00001)", "Tên", "Xã Lúa", "Xã Lúa Mới"),
        ("hợp nhất", "Xã Ngô (00002)", "nhập vào", "Xã Ngô (00002)", "Xã Lúa Mới (00001)"),
        ("mới", "Phường Sen (00004)", "tách từ", "Xã Khoai (00003)", "Phường Sen (00004)"),
    }


def test_a_comparison_keeps_to_its_scope(history: SmallHistory, signed_in: SignedIn) -> None:
    days = {**LATEST, "start": "2007-01-01", "end": "2009-01-01"}
    west = signed_in("xem-tay", Role.READER, history.west)
    shown = text_of(west.get("/so-sanh/", {**days, "under": history.west}))
    assert "Phường Sen" in shown
    assert "Xã Ngô" not in shown
    assert west.get("/so-sanh/", {**days, "under": history.east}).status_code == 403


def test_a_comparison_may_show_what_stays_the_same(history: SmallHistory, signed_in: SignedIn) -> None:
    days = {**LATEST, "start": "2007-01-01", "end": "2009-01-01"}
    reader = signed_in("xem", Role.READER)
    assert "như cũ" not in text_of(reader.get("/so-sanh/", days))
    assert "như cũ Huyện Đông Huyện Đông" in text_of(reader.get("/so-sanh/", {**days, "whole": "1"}))


def test_without_days_the_last_change_is_compared(history: SmallHistory, signed_in: SignedIn) -> None:
    shown = text_of(signed_in("xem", Role.READER).get("/so-sanh/", {"on": "2009-01-01", "known": "9"}))
    assert "31/07/2008 → 01/01/2009" in shown


def test_the_course_has_every_day_once_in_order(history: SmallHistory, signed_in: SignedIn) -> None:
    page = signed_in("xem", Role.READER).get("/xem-dien-bien/", LATEST).content.decode()
    given = re.search(r"data-play[^>]*><script[^>]*>(.*?)</script>", page, re.DOTALL)
    assert given is not None
    labels = [each["label"] for each in json.loads(given[1])]
    assert [each[:10] for each in labels][:4] == ["01/01/2004", "01/01/2006", "01/06/2007", "01/08/2008"]
    assert labels[3] == "01/08/2008 · 3/2008/QĐ-UBND"


def test_a_day_of_the_course_tells_what_changed(history: SmallHistory, signed_in: SignedIn) -> None:
    reader = signed_in("xem", Role.READER)
    answer = reader.get("/xem-dien-bien/2008-08-01/", LATEST, HTTP_HX_REQUEST="true")
    shown = text_of(answer)
    assert "Xã Ngô (00002) → Xã Lúa Mới (00001)" in shown
    assert "Đơn vị cấp xã 3" in shown
    assert reader.get("/xem-dien-bien/2008-08-02/", LATEST, HTTP_HX_REQUEST="true").status_code == 404


def test_the_chart_of_a_day_marks_what_is_new(history: SmallHistory, signed_in: SignedIn) -> None:
    answer = signed_in("xem", Role.READER).get("/xem-dien-bien/2015-01-01/", LATEST, HTTP_HX_REQUEST="true")
    given = re.search(r'id="tg-play-chart"[^>]*>(.*?)</script>', answer.content.decode(), re.DOTALL)
    assert given is not None
    boxes = {each["name"]: (each["parent"], each["mark"]) for each in json.loads(given[1])["nodes"]}
    assert boxes["Tỉnh An Bình"] == (None, None)
    assert boxes["Ủy ban nhân dân tỉnh An Bình"] == (history.province, "new")
    assert boxes["Sở Nội vụ"] == (history.committee, "new")
