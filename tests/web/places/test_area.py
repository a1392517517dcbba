"""The page of an area."""

from __future__ import annotations

import json
import re

from django.http import HttpResponse

from tests.web.reading import at, lines, links, text
from tests.web.small_province import BEGIN, MERGER, Small, browser
from tinhgon.accounts.domain.roles import Role

EVERYTHING = (Role.READER, None)


def embedded(response: HttpResponse, name: str) -> dict[str, list[dict[str, object]]] | None:
    """The data of a chart in the page."""
    found = re.search(rf'<script id="{name}" type="application/json">(.*?)</script>', response.content.decode())
    return None if found is None else json.loads(found[1])


def test_it_says_what_is_recorded_since_when_and_by_which_decision(built: Small) -> None:
    page = text(browser("doc", EVERYTHING).get(at(f"/dia-gioi/{built.sea}/", BEGIN)))
    assert "Địa giới Tỉnh Đông Huyện Biển" in page  # where it stands
    assert re.search(r"Dân số 12\.000 từ 01/01/2019, 01/NQ", page)
    assert "Diện tích tự nhiên 24 km²" in page
    assert "Mật độ dân số 500 người/km²" in page


def test_it_lists_the_units_below_and_the_bodies_that_serve_it(built: Small) -> None:
    client = browser("doc", EVERYTHING)
    response = client.get(at(f"/dia-gioi/{built.sea}/", BEGIN))
    assert {row["Tên"] for row in lines(client.get(at(f"/dia-gioi/{built.sea}/", BEGIN, file="csv")))} == {
        "Xã Một",
        "Xã Hai",
        "Phường Ba",
    }
    assert re.search("Nhà nước Ủy ban nhân dân Biển Trần Thị An · 1 cơ quan trực thuộc", text(response))
    assert "Ủy ban nhân dân Núi" not in text(response)
    for kind, each in (("dia-gioi", built.one), ("co-quan", built.sea_committee), ("con-nguoi", built.an)):
        assert at(f"/{kind}/{each}/", BEGIN) in links(response)


def test_its_maps_are_those_its_reader_may_see(built: Small) -> None:
    address = at(f"/dia-gioi/{built.one}/", BEGIN)
    maps = [
        [each for each in links(browser(name, (Role.READER, scope)).get(address)) if "ban-do" in each]
        for name, scope in (("huyen", built.sea), ("xa", built.one))
    ]
    among = at("/dia-gioi/ban-do/", BEGIN, under=built.sea, level="commune", here=built.one)
    assert maps == [[among], []]


def test_an_area_formed_of_two_names_both_and_draws_the_flow(built: Small) -> None:
    response = browser("doc", EVERYTHING).get(at(f"/dia-gioi/{built.joined}/", MERGER))
    for name in ("Xã Một", "Xã Hai"):
        assert f"01/07/2020 lập từ toàn bộ {name} · 02/NQ" in text(response)
    flow = embedded(response, "tg-flow")
    assert flow is not None
    assert {(str(each["source"]), str(each["target"])) for each in flow["links"]} == {
        (str(built.one), str(built.joined)),
        (str(built.two), str(built.joined)),
    }
    assert "Thôn Chài" in text(response)


def test_an_area_that_ended_shows_its_last_day_and_where_it_belongs_now(built: Small) -> None:
    response = browser("doc", EVERYTHING).get(at(f"/dia-gioi/{built.one}/", MERGER))
    page = text(response)
    assert "Đã chấm dứt từ ngày 01/07/2020" in page
    assert "tình trạng của ngày cuối cùng, 30/06/2020" in page
    assert "Nay thuộc Xã Một Hai" in page
    assert "nhập toàn bộ vào Xã Một Hai" in page
    assert embedded(response, "tg-flow") is None  # one step needs no flow
    asked = [each for each in links(response) if "ban-do" in each]
    assert asked
    assert all("on=2020-06-30" in each for each in asked)


def test_its_course_and_its_decisions_are_told(built: Small) -> None:
    response = browser("doc", EVERYTHING).get(at(f"/dia-gioi/{built.one}/", MERGER))
    strip = embedded(response, "tg-strip")
    assert strip is not None
    assert "2019-01-01" in [each["on"] for each in strip["ticks"]]
    told = {each["name"]: [fact["label"] for fact in each["facts"]] for each in strip["lanes"]}  # type: ignore[attr-defined]
    assert told["Tên"] == ["Xã Một"]
    touched = text(response).partition("Các quyết định liên quan")[2]
    assert ("01/NQ" in touched, "02/NQ" in touched) == (True, True)


def test_a_boundary_is_said_to_be_recorded_not_spelled_out(built: Small) -> None:
    client = browser("doc", EVERYTHING)
    page = client.get(at(f"/dia-gioi/{built.elsewhere}/", BEGIN))
    assert "Ranh giới (GeoJSON) có trong hồ sơ" in text(page)
    assert "Polygon" not in page.content.decode()


def test_other_objects_are_sent_to_their_own_page(built: Small) -> None:
    client = browser("doc", EVERYTHING)
    response = client.get(at(f"/dia-gioi/{built.sea_office}/", BEGIN))
    assert (response.status_code, response["Location"]) == (302, at(f"/co-quan/{built.sea_office}/", BEGIN))
    assert client.get(at("/dia-gioi/999999999/", BEGIN)).status_code == 404


def test_outside_the_subtree_it_is_refused(built: Small) -> None:
    client = browser("doc", (Role.READER, built.sea))
    assert client.get(at(f"/dia-gioi/{built.hills}/", BEGIN)).status_code == 403
    page = text(client.get(at(f"/dia-gioi/{built.sea}/", BEGIN)))
    assert "Địa giới Huyện Biển" in page  # the chain begins where the role does


def test_the_page_is_whole_in_english(built: Small) -> None:
    page = text(browser("doc", EVERYTHING, language="en").get(at(f"/dia-gioi/{built.joined}/", MERGER)))
    for words in ("formed from the whole of Xã Một", "Population 4,100", "since 1 Jul 2020", "Decisions about it"):
        assert words in page
    assert "lập từ" not in page
