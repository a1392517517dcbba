"""Declared family on a person's page: for few, each look logged, entered and withdrawn by personnel officers."""

from __future__ import annotations

from tests.web.people.test_person import EVERYTHING, logged
from tests.web.reading import at, text
from tests.web.small_province import MERGER, Small, browser
from tinhgon.accounts.domain.roles import Role
from tinhgon.registry.kinship import relatives, tied

GIVEN = {"relation": "sibling", "declared_on": "2020-01-02", "source": "Sơ yếu lý lịch 2019"}


def test_a_personnel_officer_enters_a_tie_and_takes_it_out_again(built: Small) -> None:
    officer = browser("can-bo", (Role.PERSONNEL_OFFICER, None))
    page, route = at(f"/con-nguoi/{built.binh}/", MERGER), at(f"/con-nguoi/{built.binh}/quan-he/", MERGER)
    told = text(officer.post(route, GIVEN | {"person": str(built.an)}, follow=True))
    assert tied() == [tuple(sorted((built.an, built.binh)))]
    assert "anh, chị, em ruột" in told
    assert "02/01/2020, Sơ yếu lý lịch 2019" in told
    assert "kinship" in logged()[-1][2]
    (tie,) = relatives(built.binh)
    officer.post(route, {"withdraw": str(tie.tie)})
    assert tied() == []
    assert "Chưa khai quan hệ nào" in text(officer.get(page))


def test_a_reader_sees_nothing_of_the_family_and_declares_nothing(built: Small) -> None:
    reader = browser("doc", EVERYTHING)
    assert "Quan hệ gia đình" not in text(reader.get(at(f"/con-nguoi/{built.binh}/", MERGER)))
    assert reader.post(at(f"/con-nguoi/{built.binh}/quan-he/", MERGER), GIVEN).status_code == 403
    assert tied() == []


def test_an_officer_of_elsewhere_declares_nothing(built: Small) -> None:
    officer = browser("can-bo", (Role.PERSONNEL_OFFICER, built.sea))
    answer = officer.post(at(f"/con-nguoi/{built.binh}/quan-he/", MERGER), GIVEN | {"person": str(built.an)})
    assert answer.status_code == 403
    assert tied() == []


def test_what_is_no_tie_is_refused_with_what_to_mend(built: Small) -> None:
    officer = browser("can-bo", (Role.PERSONNEL_OFFICER, None))
    route = at(f"/con-nguoi/{built.binh}/quan-he/", MERGER)
    for wrong in ({"person": "x"}, {"person": str(built.binh)}, {"person": str(built.an), "declared_on": ""}):
        assert officer.post(route, GIVEN | wrong).status_code == 400
    assert officer.post(route, {"withdraw": "1"}).status_code == 400
    assert tied() == []
