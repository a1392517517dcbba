"""Workbooks and the store: template, import, draft, enactment, export and the way back."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tinhgon.accounts.models import system_account
from tinhgon.exchange.domain.workbook_faults import BrokenWorkbook
from tinhgon.exchange.domain.workbook_layout import SAMPLE
from tinhgon.exchange.workbook_templates import FileExists, write_template
from tinhgon.exchange.workbooks import DraftedAlready, export_workbook, import_workbook
from tinhgon.registry import services, snapshots
from tinhgon.registry.domain.snapshot import Snapshot
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import Decision, PersonalValue, PersonKey

pytestmark = [pytest.mark.usefixtures("registry_db"), pytest.mark.xdist_group("workbook")]

ON = date(2019, 6, 1)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """The template as an office gets it."""
    path = tmp_path / "mau.xlsx"
    write_template(path)
    return path


def altered(path: Path, alter: Callable[[Any], None]) -> Path:
    """The workbook after somebody worked on it in a spreadsheet."""
    book = openpyxl.load_workbook(path)
    alter(book)
    book.save(path)
    return path


def without_sample_marks(book: Any) -> None:
    """Turn the sample rows into rows of an office's own."""
    for sheet in book.worksheets[1:-1]:
        for row in sheet.iter_rows(min_row=3):
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = cell.value.replace(f"{SAMPLE} ", "")


def drafter() -> str:
    return system_account("soan", "Người soạn").username


def enact(draft: int | None) -> None:
    decision = Decision.objects.get(pk=draft)
    services.submit(decision)
    services.approve(decision, system_account("duyet", "Người duyệt"))
    services.enact_decision(decision)


def test_sample_rows_are_never_imported(template: Path) -> None:
    with pytest.raises(BrokenWorkbook) as caught:
        import_workbook(template)
    assert [each.why.en for each in caught.value.faults] == ["there is no decision"]


def test_the_samples_of_the_template_are_a_workbook_that_stands(template: Path) -> None:
    report = import_workbook(altered(template, without_sample_marks), drafter())
    assert report.counts == {"created": 6}
    assert not snapshots.load(ON)[Kind.AREA].height
    enact(report.draft)
    state = snapshots.load(ON)
    assert {kind: state[kind].height for kind in Kind} == dict.fromkeys(Kind, 1)
    assert state[Kind.AREA]["code"].to_list() == ["06724"]


def fill_in_decision(book: Any) -> None:
    sheet = book["Quyết định"]
    for column, value in enumerate(("5/QĐ-UBND", "quyết định", "UBND tỉnh", ON, ON, "Sắp xếp"), start=1):
        sheet.cell(4, column).value = value


def test_a_template_with_only_its_decision_filled_in_decides_nothing(template: Path) -> None:
    with pytest.raises(BrokenWorkbook) as caught:
        import_workbook(altered(template, fill_in_decision))
    assert [each.why.en for each in caught.value.faults] == ["nothing differs from the record"]


def test_trying_a_workbook_writes_nothing(template: Path) -> None:
    before = services.new_ids(1)[0]
    report = import_workbook(altered(template, without_sample_marks))
    assert report.draft is None
    assert not Decision.objects.exists()
    assert not PersonKey.objects.exists()
    assert services.new_ids(1)[0] == before + 1


def test_a_saved_draft_keeps_personal_values_beside_the_record(template: Path) -> None:
    report = import_workbook(altered(template, without_sample_marks), drafter())
    assert Decision.objects.get(pk=report.draft).status == "draft"
    assert set(PersonalValue.objects.values_list("value", flat=True)) == {
        "Nguyễn Thị Ví Dụ",
        "1975-09-02",
        "nữ",
        "Dao",
        "xã A",
    }
    enact(report.draft)
    digest = snapshots.load(ON)[Kind.PERSON]["name"].item()
    assert services.personal_values([digest]) == {digest: "Nguyễn Thị Ví Dụ"}
    assert "Ví Dụ" not in str(report.as_json()["differences"])


def test_one_file_becomes_one_draft(template: Path) -> None:
    report = import_workbook(altered(template, without_sample_marks), drafter())
    with pytest.raises(DraftedAlready):
        import_workbook(template, drafter())
    services.discard(Decision.objects.get(pk=report.draft))
    assert import_workbook(template, drafter()).draft


def test_a_draft_can_be_submitted_at_once(template: Path) -> None:
    report = import_workbook(altered(template, without_sample_marks), drafter(), submit=True)
    assert Decision.objects.get(pk=report.draft).status == "submitted"


def test_a_file_that_exists_is_not_overwritten_unasked(template: Path) -> None:
    content = template.read_bytes()
    with pytest.raises(FileExists):
        write_template(template)
    with pytest.raises(FileExists):
        export_workbook(template, ON)
    assert template.read_bytes() == content
    export_workbook(template, ON, overwrite=True)
    assert template.read_bytes() != content
    assert not list(template.parent.glob("*.part"))


def test_rules_between_objects_are_told_at_their_rows(template: Path) -> None:
    def two_holders(book: Any) -> None:
        without_sample_marks(book)
        people, held = book["Con người"], book["Giữ chức danh"]
        for column, value in enumerate(("người 2", "Trần Văn B"), start=1):
            people.cell(4, column).value = value
        for column, value in enumerate((None, "người 2", "Chủ tịch", "bầu"), start=1):
            held.cell(4, column).value = value

    with pytest.raises(BrokenWorkbook) as caught:
        import_workbook(altered(template, two_holders))
    (fault,) = caught.value.faults
    assert (fault.sheet, fault.row) == ("Chức danh", 3)
    assert "2 holders" in fault.why.en
    assert "#-" not in fault.why.en


def plain(state: Snapshot) -> dict[Kind, list[dict[str, object]]]:
    """A state without ids and digests: areas called by code, bodies and posts by name, people by theirs."""
    whole = snapshots.load(state.on, state.known)
    values = services.personal_values(each for row in whole[Kind.PERSON].iter_rows() for each in row[1:] if each)
    names: dict[object, object] = {}
    for kind, name in ((Kind.AREA, "code"), (Kind.ORGANIZATION, "name"), (Kind.POST, "title"), (Kind.PERSON, "name")):
        names |= {row["id"]: values.get(row[name], row[name]) for row in whole[kind].iter_rows(named=True)}
    return {
        kind: sorted(
            (
                {
                    key: names.get(value) if key.endswith("_id") else values.get(value, value)
                    for key, value in row.items()
                    if key != "id"
                }
                for row in state[kind].iter_rows(named=True)
            ),
            key=str,
        )
        for kind in Kind
    }


def province(bodies: int) -> list[tuple[str, list[list[object]]]]:
    """Rows of a province: communes, and in each a body with a post, its holder and a quota."""
    areas: list[list[object]] = [["tinh", "22", "Tỉnh B", "cấp tỉnh", None]]
    areas += [[f"xa{n}", f"{n:05}", f"=Xã {n}", "cấp xã", "tinh"] for n in range(1, bodies)]
    keys = [str(row[0]) for row in areas]
    return [
        ("areas", [["key", "code", "name", "level", "parent"], *areas]),
        (
            "organizations",
            [["key", "name", "sector", "tier", "parent", "area"]]
            + [
                [f"ub{n}", f"Ủy ban {n}", "nhà nước", "cấp xã", "ub0" if n else None, key] for n, key in enumerate(keys)
            ],
        ),
        (
            "posts",
            [["key", "organization", "title", "headship", "establishment_class", "seats"]]
            + [[f"ct{n}", f"ub{n}", f"Chủ tịch {n}", "head", "elected_official", 1] for n in range(bodies)],
        ),
        ("people", [["key", "name", "birth_date"], *([f"p{n}", f"Người {n}", "1970"] for n in range(bodies))]),
        ("memberships", [["person", "post", "basis"], *([f"p{n}", f"ct{n}", "bầu"] for n in range(bodies))]),
        (
            "quotas",
            [["organization", "establishment_class", "funding", "amount"]]
            + [[f"ub{n}", "công chức", "ngân sách", 0 if n else 9] for n in range(bodies)],
        ),
    ]


def written(path: Path, sheets: list[tuple[str, list[list[object]]]], number: str = "1/QĐ") -> Path:
    """A workbook with these sheets, identifiers in both heading rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    decision = ["number", "kind", "issuer", "signed_on", "effective_on", "subject"]
    for name, rows in (("decision", [decision, [number, "quyết định", "UBND", ON, ON, "thử"]]), *sheets):
        sheet = book.create_sheet(name)
        for row in (rows[0], *rows):
            sheet.append(row)
            for cell in sheet[sheet.max_row]:
                if isinstance(cell.value, str):
                    cell.data_type = "s"
    book.save(path)
    return path


def another_registry() -> None:
    from tests.registry.conftest import empty_registry

    empty_registry()


@pytest.mark.parametrize("under", [False, True])
def test_an_exported_scope_enacted_elsewhere_is_the_same_state(tmp_path: Path, under: bool) -> None:
    enact(import_workbook(written(tmp_path / "in.xlsx", province(150)), drafter()).draft)
    areas = snapshots.load(ON)[Kind.AREA]
    one = dict(zip(areas["code"], areas["id"], strict=True))["00007"] if under else None
    before = plain(snapshots.load(ON, under=one))
    assert len(before[Kind.ORGANIZATION]) == (1 if under else 150)
    export_workbook(tmp_path / "out.xlsx", ON, under=one, personal=True)
    another_registry()
    enact(import_workbook(tmp_path / "out.xlsx", drafter()).draft)
    areas = snapshots.load(ON)[Kind.AREA]
    again = dict(zip(areas["code"], areas["id"], strict=True))["00007"] if under else None
    assert plain(snapshots.load(ON, under=again)) == before


def test_an_export_as_known_earlier_tells_what_was_known_then(tmp_path: Path) -> None:
    from tinhgon.registry.models import LedgerEntry

    enact(import_workbook(written(tmp_path / "in.xlsx", province(2)), drafter()).draft)
    first = LedgerEntry.objects.get(seq=1).recorded_at
    more = [("areas", [["key", "code", "name", "level"], ["y", "99", "Tỉnh Y", "cấp tỉnh"]])]
    enact(import_workbook(written(tmp_path / "more.xlsx", more, "2/QĐ"), drafter()).draft)
    assert export_workbook(tmp_path / "now.xlsx", ON)[Kind.AREA] == 3
    assert export_workbook(tmp_path / "then.xlsx", ON, first)[Kind.AREA] == 2


def test_an_export_leaves_personal_columns_out_unless_asked(tmp_path: Path) -> None:
    enact(import_workbook(written(tmp_path / "in.xlsx", province(2)), drafter()).draft)
    export_workbook(tmp_path / "out.xlsx", ON)
    people = openpyxl.load_workbook(tmp_path / "out.xlsx")["Con người"]
    assert [[cell.value for cell in row] for row in people.iter_rows()][:2] == [["Khóa"], ["key"]]


def test_an_export_altered_and_imported_again_states_what_differs(tmp_path: Path) -> None:
    enact(import_workbook(written(tmp_path / "in.xlsx", province(3)), drafter()).draft)
    export_workbook(tmp_path / "out.xlsx", ON)

    def rename_and_end(book: Any) -> None:
        names = [cell.value for cell in book["Đơn vị hành chính"][2]]
        book["Đơn vị hành chính"].cell(4, names.index("name") + 1).value = "Phường 1"
        held = book["Giữ chức danh"]
        names = [cell.value for cell in held[2]]
        held.cell(3, names.index("end_on") + 1).value = date(2019, 9, 1)

    report = import_workbook(altered(tmp_path / "out.xlsx", rename_and_end))
    found = [(str(each.what), each.attribute, each.before, each.after, each.on) for each in report.differences]
    assert found == [
        ("renamed", "name", "=Xã 1", "Phường 1", None),
        ("ended", "", None, None, date(2019, 9, 1)),
    ]
    assert [each.__struct_config__.tag for each in report.document.changes] == ["rename", "relieve"]


def test_text_that_looks_like_a_formula_is_exported_as_text(tmp_path: Path) -> None:
    enact(import_workbook(written(tmp_path / "in.xlsx", province(2)), drafter()).draft)
    export_workbook(tmp_path / "out.xlsx", ON)
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        sheets = "".join(archive.read(each).decode() for each in archive.namelist() if "worksheets/" in each)
    assert "<t>=Xã 1</t>" in unescape(sheets)
    assert "<f>" not in sheets
