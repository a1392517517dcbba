"""The list of decisions, the page of one, what it recorded, and the ledger."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from html import unescape

from tests.cli.small_history import PERSON_NAME, SmallHistory, decision
from tests.web.decisions.conftest import SignedIn
from tinhgon.accounts.domain.roles import Role
from tinhgon.accounts.models import Account
from tinhgon.registry import services
from tinhgon.registry.domain.changes import Rename
from tinhgon.registry.models import Decision, LedgerEntry

LATEST = {"on": "2020-01-01", "known": "9"}


def text_of(response: object) -> str:
    """What a page says, without markup."""
    content = response.content.decode()  # type: ignore[attr-defined]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", content)).split())


def rows_of(file: object) -> list[list[str]]:
    """The rows of an exported list, without its heads."""
    text = file.content.decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text)))[1:]


def one(number: str) -> int:
    return Decision.objects.get(number=number).pk


def test_the_list_holds_every_decision_latest_first(history: SmallHistory, signed_in: SignedIn) -> None:
    page = signed_in("xem", Role.READER).get("/quyet-dinh/", LATEST)
    numbers = re.findall(r"\d/20\d\d/QĐ-UBND", text_of(page))
    assert list(dict.fromkeys(numbers))[:3] == ["9/2015/QĐ-UBND", "8/2013/QĐ-UBND", "7/2012/QĐ-UBND"]
    assert len(set(numbers)) == 9


def test_the_list_shows_what_was_recorded_up_to_the_moment_shown(history: SmallHistory, signed_in: SignedIn) -> None:
    page = signed_in("xem", Role.READER).get("/quyet-dinh/", {"on": "2020-01-01", "known": "2"})
    assert set(re.findall(r"\d/20\d\d/QĐ-UBND", text_of(page))) == {"1/2004/QĐ-UBND", "2/2007/QĐ-UBND"}


def test_the_list_exports(history: SmallHistory, signed_in: SignedIn) -> None:
    file = signed_in("xem", Role.READER).get("/quyet-dinh/", {**LATEST, "file": "csv", "q": "3/2008"})
    assert file.content.decode("utf-8-sig").splitlines()[1].startswith("3/2008/QĐ-UBND,quyết định,")


def test_a_reader_of_a_subtree_sees_only_decisions_that_mention_it(history: SmallHistory, signed_in: SignedIn) -> None:
    west = signed_in("xem-tay", Role.READER, history.lotus)
    shown = text_of(west.get("/quyet-dinh/", LATEST))
    assert "3/2008/QĐ-UBND" in shown
    assert "2/2007/QĐ-UBND" not in shown
    assert west.get(f"/quyet-dinh/{one('3/2008/QĐ-UBND')}/", LATEST).status_code == 200
    for part in ("", "ghi-nhan/"):
        assert west.get(f"/quyet-dinh/{one('2/2007/QĐ-UBND')}/{part}", LATEST).status_code == 403


def test_a_draft_is_seen_by_its_drafter_alone(history: SmallHistory, signed_in: SignedIn) -> None:
    mine, other = signed_in("soan", Role.DRAFTER, history.east), signed_in("soan-khac", Role.DRAFTER, history.east)
    change = Rename(object_id=history.rice, name="Xã Của Tôi")
    draft = services.draft(decision("12/2016", date(2016, 1, 1), change), Account.objects.get(username="soan"))
    assert "12/2016" in text_of(mine.get("/quyet-dinh/", LATEST))
    assert "Xã Của Tôi" in text_of(mine.get(f"/quyet-dinh/{draft.pk}/", LATEST))
    assert "12/2016" not in text_of(other.get("/quyet-dinh/", LATEST))
    assert other.get(f"/quyet-dinh/{draft.pk}/", LATEST).status_code == 403
    draft.delete()


def test_the_page_of_a_decision_tells_its_changes_with_links(history: SmallHistory, signed_in: SignedIn) -> None:
    page = signed_in("xem", Role.READER).get(f"/quyet-dinh/{one('3/2008/QĐ-UBND')}/", LATEST)
    shown = text_of(page)
    assert "Sáp nhập Xã Ngô (00002) vào Xã Lúa Mới (00001)" in shown
    assert f'href="/dia-gioi/{history.maize}/' in page.content.decode() or f"/{history.maize}/" in page.content.decode()
    assert LedgerEntry.objects.get(seq=3).digest in shown
    assert LedgerEntry.objects.get(seq=2).digest in shown


def test_the_page_names_holders_within_reach_only(history: SmallHistory, signed_in: SignedIn) -> None:
    path = f"/quyet-dinh/{one('9/2015/QĐ-UBND')}/"
    assert PERSON_NAME in text_of(signed_in("xem", Role.READER).get(path, LATEST))
    office = text_of(signed_in("xem-phong", Role.READER, history.office).get(path, LATEST))
    assert PERSON_NAME not in office
    assert f"người #{history.person}" not in office  # nor the change that names nobody within reach


def test_the_page_says_what_corrects_and_annuls_a_decision(history: SmallHistory, signed_in: SignedIn) -> None:
    reader = signed_in("xem", Role.READER)
    assert "đính chính bởi 8/2013/QĐ-UBND" in text_of(reader.get(f"/quyet-dinh/{one('1/2004/QĐ-UBND')}/", LATEST))
    assert "Hủy bỏ 6/2011/QĐ-UBND" in text_of(reader.get(f"/quyet-dinh/{one('7/2012/QĐ-UBND')}/", LATEST))


def test_the_page_is_english_where_asked(history: SmallHistory, signed_in: SignedIn) -> None:
    path = f"/quyet-dinh/{one('3/2008/QĐ-UBND')}/"
    shown = text_of(signed_in("xem", Role.READER).get(path, {**LATEST, "lang": "en"}))
    assert "Merge Xã Ngô (00002) into Xã Lúa Mới (00001)" in shown
    assert "1 Aug 2008" in shown


def test_what_a_decision_recorded_exports(history: SmallHistory, signed_in: SignedIn) -> None:
    path = f"/quyet-dinh/{one('2/2007/QĐ-UBND')}/ghi-nhan/"
    file = signed_in("xem", Role.READER).get(path, {**LATEST, "file": "csv"})
    assert "Tên: Xã Lúa Mới" in file.content.decode()


def test_the_ledger_is_a_chain_that_hides_what_is_out_of_reach(history: SmallHistory, signed_in: SignedIn) -> None:
    file = signed_in("xem-tay", Role.READER, history.lotus).get("/so-quyet-dinh/", {**LATEST, "file": "csv"})
    rows = rows_of(file)
    assert [row[0] for row in rows] == [str(seq) for seq in range(9, 0, -1)]
    assert [row[5] for row in rows[:-1]] == [row[4] for row in rows[1:]]
    assert {row[1] for row in rows} == {"", "3/2008/QĐ-UBND", "4/2010/QĐ-UBND"}
