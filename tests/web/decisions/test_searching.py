"""Search looks past diacritics, shows former names as such, and stays within reach."""

from __future__ import annotations

from tests.cli.small_history import PERSON_NAME, SmallHistory
from tests.web.decisions.conftest import SignedIn
from tests.web.decisions.test_decisions import LATEST, text_of
from tinhgon.accounts.domain.roles import Role
from tinhgon.registry.selectors.searching import is_abbreviation


def found(client: object, q: str, **more: str) -> str:
    return text_of(client.get("/tim/", {**LATEST, "q": q, **more}))  # type: ignore[attr-defined]


def test_words_are_found_by_their_beginnings_without_diacritics(history: SmallHistory, signed_in: SignedIn) -> None:
    reader = signed_in("xem", Role.READER)
    assert "Sở Nội vụ" in found(reader, "noi so")
    assert "Xã Lúa Mới" in found(reader, "LÚA")
    assert "Xã Lúa Mới" in found(reader, "00001")
    assert "Không có gì khớp" in found(reader, "ua moi khac")


def test_former_names_say_until_when(history: SmallHistory, signed_in: SignedIn) -> None:
    reader = signed_in("xem", Role.READER)
    assert "Xã Ngô đến trước 01/08/2008" in found(reader, "xa ngo")
    assert "đến trước" not in found(reader, "xa ngo", on="2008-07-31")


def test_those_that_bear_the_name_on_the_day_come_first(history: SmallHistory, signed_in: SignedIn) -> None:
    shown = found(signed_in("xem", Role.READER), "ngo")
    assert shown.index("Phường Ngô Đồng") < shown.index("Xã Ngô đến trước")


def test_decisions_are_found_by_number(history: SmallHistory, signed_in: SignedIn) -> None:
    assert "Trích yếu 3/2008/QĐ-UBND" in found(signed_in("xem", Role.READER), "3/2008/QĐ")


def test_people_are_found_within_reach_only(history: SmallHistory, signed_in: SignedIn) -> None:
    assert f"{PERSON_NAME} Giám đốc · Sở Nội vụ" in found(signed_in("xem", Role.READER), "nguyen kin")
    assert PERSON_NAME not in found(signed_in("xem-tay", Role.READER, history.west), "nguyen kin")


def test_nothing_out_of_reach_is_found(history: SmallHistory, signed_in: SignedIn) -> None:
    west = signed_in("xem-tay", Role.READER, history.west)
    assert "Không có gì khớp" in found(west, "lua moi")
    assert "Không có gì khớp" in found(west, f"#{history.rice}")
    assert "Phường Sen" in found(west, "sen")
    assert "2/2007/QĐ-UBND" not in found(west, "2/2007")


def test_the_list_below_the_box_holds_options(history: SmallHistory, signed_in: SignedIn) -> None:
    answer = signed_in("xem", Role.READER).get("/tim/", {**LATEST, "q": "so noi"}, HTTP_HX_REQUEST="true")
    assert answer.content.decode().count('role="option"') == 2  # the department, and "all results"
    assert "<html" not in answer.content.decode()


def test_fields_are_offered_objects_of_their_kind(history: SmallHistory, signed_in: SignedIn) -> None:
    asked = {**LATEST, "field": "parent", "kind": "organization", "parent": "noi vu"}
    answer = signed_in("xem", Role.READER).get("/tim/goi-y/", asked, HTTP_HX_REQUEST="true").content.decode()
    assert f'value="#{history.department} Sở Nội vụ' in answer
    assert f"#{history.director}" not in answer


def test_what_somebody_holds_is_offered_by_name(history: SmallHistory, signed_in: SignedIn) -> None:
    asked = {**LATEST, "field": "membership", "kind": "membership", "membership": "nguyen kin"}
    answer = signed_in("xem", Role.READER).get("/tim/goi-y/", asked, HTTP_HX_REQUEST="true").content.decode()
    assert f'value="#{history.membership} {PERSON_NAME} – Giám đốc' in answer


def test_initials_of_words_in_a_row_are_found(history: SmallHistory, signed_in: SignedIn) -> None:
    reader = signed_in("xem", Role.READER)
    assert "Sở Nội vụ" in found(reader, "SNV")
    assert "Phường Ngô Đồng" in found(reader, "pnđ")
    assert "Xã Lúa Mới" in found(reader, "xlm 00001")
    assert "Không có gì khớp" in found(reader, "vns")


def test_a_syllable_is_not_taken_for_initials(history: SmallHistory, signed_in: SignedIn) -> None:
    named = found(signed_in("xem", Role.READER), "xa lu")
    assert "Xã Lúa Mới" in named
    assert not is_abbreviation("nghi") and not is_abbreviation("th") and not is_abbreviation("nguyen")
    assert is_abbreviation("ubnd") and is_abbreviation("tp") and is_abbreviation("mttq")
