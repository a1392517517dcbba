"""The papers of a scenario say all of it: every change, every figure, in the order and words of official papers."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from docx import Document
from syrupy.assertion import SnapshotAssertion

from tests.registry.acts import record
from tests.scenarios.conftest import LATER, Province
from tests.scenarios.dossier.conftest import AFTERWARDS, MERGER, PARTY, STATE
from tinhgon.documents.domain.layouts import NoSuchLayout, PaperKind
from tinhgon.documents.domain.paper import Paper, Table, lines
from tinhgon.documents.models import Profile
from tinhgon.documents.services import Series, take_number
from tinhgon.registry.domain.changes import Rename
from tinhgon.registry.models import LedgerEntry
from tinhgon.scenarios import deciding, services
from tinhgon.scenarios.deciding import Particulars
from tinhgon.scenarios.dossier import dossier, dossier_file, paper_key
from tinhgon.scenarios.models import Deciding, Scenario

PAPERS: tuple[PaperKind, ...] = ("submission", "scheme", "decision")


def told(paper: Paper) -> str:
    """All a paper says, a line for each paragraph and cell."""
    return "\n".join(lines(paper))


def enacted(scenario: Scenario, province: Province, number: str = "9/QĐ-UBND") -> Deciding:
    """The scenario decided and in force."""
    made = deciding.decide(scenario, province.drafter, said(number))
    deciding.enact(deciding.approve(made, province.approver))
    return Deciding.objects.select_related("decision", "scenario").get(pk=made.pk)


def said(number: str) -> Particulars:
    """What a decision says of itself."""
    return Particulars(
        number=number, kind="quyết định", issuer="UBND tỉnh Thử", signed_on=LATER, subject="Sắp xếp Sở Nội vụ"
    )


@pytest.mark.parametrize("profile", ["state", "party"])
@pytest.mark.parametrize("paper", PAPERS)
def test_the_text_of_each_paper(
    scenario: Scenario, paper: PaperKind, profile: str, snapshot: SnapshotAssertion
) -> None:
    given = STATE if profile == "state" else PARTY
    assert told(dossier(scenario, paper, profile, given)) == snapshot  # type: ignore[arg-type]


def test_the_text_of_the_decision_that_takes_one_back(
    scenario: Scenario, province: Province, snapshot: SnapshotAssertion
) -> None:
    done = enacted(scenario, province)
    record("20/QĐ", Rename(object_id=11, name="Phòng Cán bộ"), on=date(2021, 3, 1))
    undoing = deciding.undo(done, province.drafter, said("10/QĐ-UBND"))
    paper = dossier(undoing, "decision", "state", STATE)
    assert told(paper) == snapshot
    assert "9/QĐ-UBND" in told(paper) and "số 20/QĐ" in told(paper)


def test_every_change_is_a_clause_of_the_decision(scenario: Scenario) -> None:
    paper = dossier(scenario, "decision", "state", STATE)
    numbered = [each for each in lines(paper) if re.match(r"\d+\. ", each)]
    assert len(numbered) == len(MERGER) + len(AFTERWARDS)


def test_only_the_phases_asked_for_are_told(scenario: Scenario) -> None:
    first = told(dossier(scenario, "decision", "state", STATE, phases=[1]))
    second = told(dossier(scenario, "decision", "state", STATE, phases=[2]))
    assert "Sáp nhập phòng" not in second and "Sáp nhập Phòng Công chức" in first
    assert "Phó Giám đốc" in second and "Phó Giám đốc" not in first
    assert "Phòng Tổ chức – Công chức" in second  # what the first phase made is there before the second


def test_a_decision_tells_its_own_phases_number_and_day(scenario: Scenario, province: Province) -> None:
    made = deciding.decide(scenario, province.drafter, said("9/QĐ-UBND"), [1])
    paper = dossier(made, "decision", "state", STATE)
    assert paper.heading.number == "Số: 9/QĐ-UBND"
    assert paper.heading.place.endswith("ngày 01 tháng 01 năm 2020")
    assert paper.heading.mark == "DỰ THẢO"
    assert "Phó Giám đốc" not in told(paper)
    deciding.enact(deciding.approve(made, province.approver))
    made = Deciding.objects.select_related("decision", "scenario").get(pk=made.pk)
    paper = dossier(made, "decision", "state", STATE)
    assert paper.heading.mark == ""
    entry = LedgerEntry.objects.get(decision=made.decision)
    assert entry.digest in paper.footer[0]


def test_the_foot_bears_the_ledger_head_that_the_plan_rests_on(scenario: Scenario, province: Province) -> None:
    head = LedgerEntry.objects.get(seq=province.seq)
    for each in PAPERS:
        paper = dossier(scenario, each, "party", PARTY)
        assert head.digest in paper.footer[0] and "01/07/2020" in paper.footer[1]
        assert len(paper.footer) == 2  # nothing on record is of the demonstration


def test_the_number_comes_from_the_register_and_makes_the_paper_final(scenario: Scenario, province: Province) -> None:
    blank = dossier(scenario, "submission", "state", STATE)
    assert "……" in blank.heading.number and blank.heading.mark == "DỰ THẢO"
    take_number(
        Series(Profile.STATE, STATE.issuer, STATE.body, "submission"), LATER, "Về việc thử", province.drafter,
        paper=paper_key(scenario, "submission", "state"),
    )  # fmt: skip
    paper = dossier(scenario, "submission", "state", STATE)
    assert paper.heading.number == "Số: 01/TTr-UBND" and paper.heading.mark == ""
    assert "Xét Tờ trình số 01/TTr-UBND" in told(dossier(scenario, "decision", "state", STATE))


def test_people_are_called_by_name_only_for_who_may_see_them(scenario: Scenario) -> None:
    for each in PAPERS:
        assert "Người Hư Cấu" not in told(dossier(scenario, each, "state", STATE, named=False))
    shown = told(dossier(scenario, "decision", "state", STATE))
    assert "ông (bà) Người Hư Cấu 2" in shown and "người số" not in shown
    assert "đồng chí Người Hư Cấu 2" in told(dossier(scenario, "decision", "party", PARTY))


def test_a_waived_rule_is_cited_with_its_decision(scenario: Scenario, province: Province) -> None:
    entry = LedgerEntry.objects.select_related("decision").get(seq=province.seq)
    services.waive(scenario, "x.y", [11], entry.decision, "Cho phép giữ hai phòng", province.drafter)
    assert "cho phép giữ hai phòng" in told(dossier(scenario, "decision", "state", STATE)).lower()


def test_an_empty_plan_has_papers_too(province: Province) -> None:
    scenario = province.scenario(name="Đề án trống")
    for each in PAPERS:
        assert told(dossier(scenario, each, "state", STATE))
    assert "Không có cơ quan, đơn vị nào thay đổi." in told(dossier(scenario, "decision", "state", STATE))


def test_tables_have_as_many_cells_as_columns(scenario: Scenario) -> None:
    for each in PAPERS:
        paper = dossier(scenario, each, "state", STATE)
        blocks = [*paper.blocks, *(block for annex in paper.annexes for block in annex.blocks)]
        for table in (block for block in blocks if isinstance(block, Table)):
            assert {len(row) for row in (*table.rows, *filter(None, [table.totals]))} <= {len(table.columns)}


def test_hostile_names_are_only_text(province: Province) -> None:
    hostile = '=cmd|"/c"!A1 <b>#eval("1")</b>\u202e'
    scenario = province.scenario(Rename(object_id=11, name=hostile), name=hostile)
    made = dossier_file(scenario, "decision", "state", "docx", STATE)
    text = "\n".join(each.text for each in Document(io.BytesIO(made.content)).paragraphs)
    assert '=cmd|"/c"!A1 <b>#eval("1")</b>' in text and "\u202e" not in text
    assert made.name.isascii() and "/" not in made.name
    assert dossier_file(scenario, "decision", "state", "pdf", STATE).content.startswith(b"%PDF")


def test_unknown_papers_and_profiles_are_refused(scenario: Scenario) -> None:
    with pytest.raises(NoSuchLayout):
        dossier(scenario, "letter", "state", STATE)  # type: ignore[arg-type]
    with pytest.raises(NoSuchLayout):
        dossier(scenario, "decision", "church", STATE)  # type: ignore[arg-type]
