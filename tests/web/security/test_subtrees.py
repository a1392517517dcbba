"""Nobody is shown what lies outside the subtrees of their roles, by whatever page it might come."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from tests.registry.acts import record
from tests.web.security.conftest import LATER, Browser, World
from tests.web.two_provinces import HERE, THERE, Half
from tinhgon.accounts.access import standing
from tinhgon.accounts.domain.roles import Role
from tinhgon.accounts.models import Account, Look, system_account
from tinhgon.accounts.services import give, make
from tinhgon.jobs.models import Run, RunFile
from tinhgon.jobs.performing import perform
from tinhgon.registry.domain.changes import Found, RegisterPerson
from tinhgon.registry.domain.object_ids import _FIELDS
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind, Type
from tinhgon.registry.models import LedgerEntry
from tinhgon.registry.pictures import stand
from tinhgon.registry.services import erase_personal, keep_personal, new_ids
from tinhgon.rulebook.site.seeds import table_of, within

FORMULA = "=cmd|'/c calc'!A1"
MOMENT = f"on={LATER.isoformat()}"


def text(client: Client, address: str, world: World, on: str = "2026-01-01") -> str:
    """The page at an address, at the present state of the record."""
    joint = "&" if "?" in address else "?"
    answer = client.get(f"{address}{joint}on={on}&known={world.head}")
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


@pytest.mark.parametrize(
    "path", ["/quyet-dinh/{}/", "/quyet-dinh/{}/?all=1", "/quyet-dinh/{}/ghi-nhan/",
             "/quyet-dinh/{}/ghi-nhan/?file=csv", "/api/v1/decisions/{}/changes", "/api/v1/decisions/{}/facts"],
)  # fmt: skip
def test_of_a_decision_on_two_provinces_each_sees_its_own_part(world: World, browser: Browser, path: str) -> None:
    address = path.format(world.both)
    for half, own, other in ((world.here, HERE, THERE), (world.there, THERE, HERE)):
        shown = text(browser(half.accounts[Role.READER]), address, world)
        assert own in shown
        assert other not in shown
    whole = text(browser(world.everywhere), address, world)
    assert HERE in whole and THERE in whole


def test_a_decision_counts_only_what_the_account_may_see(world: World, browser: Browser) -> None:
    address = f"/api/v1/decisions/{world.both}"
    here, there = (browser(each.accounts[Role.READER]).get(address).json() for each in (world.here, world.there))
    assert (here["changes"], set(here["facts"])) == (1, {"area"})
    assert (there["changes"], there["facts"]["post"], there["facts"]["person"]) == (4, 1, 1)
    page = text(browser(world.here.accounts[Role.READER]), f"/quyet-dinh/{world.both}/", world)
    assert "4 thay đổi ngoài phạm vi" in " ".join(page.split())


def test_a_decision_elsewhere_looks_like_none_at_all(world: World, browser: Browser) -> None:
    client = browser(world.here.accounts[Role.READER])
    assert client.get(f"/quyet-dinh/{world.there.enacted}/?{MOMENT}&known=1").status_code == 403
    assert client.get(f"/quyet-dinh/99999999/?{MOMENT}&known=1").status_code == 403


def test_posts_held_elsewhere_are_not_shown(world: World, browser: Browser) -> None:
    client = browser(world.there.accounts[Role.READER])
    for address in (
        f"/con-nguoi/{world.here.person}/",
        f"/api/v1/people/{world.here.person}",
        "/tim/?q=nguyen+can+dong",
        "/tim/goi-y/?kind=membership&field=q&q=nguyen+can+dong",
    ):
        shown = text(client, address, world)
        assert "Cố vấn Viễn Tây" in shown, address
        assert f"Giám đốc {HERE}" not in shown, address


def test_a_role_over_a_body_does_not_reach_the_area_it_serves(world: World, browser: Browser) -> None:
    account = _reader("xem-so", world.here.body)
    client = browser(account)
    for address in ("/dia-gioi/", "/dia-gioi/?view=tree", "/dia-gioi/ban-do/?level=commune"):
        assert "Xã Chung" not in text(client, address, world)
    assert client.get(f"/dia-gioi/{world.here.commune}/?{MOMENT}&known=1").status_code == 403


def test_what_stands_above_the_subtree_is_not_shown(world: World, browser: Browser) -> None:
    account = _reader("xem-xa", world.here.commune)
    client = browser(account)
    chain = client.get(f"/api/v1/areas/{world.here.commune}").json()["chain"]
    assert f"Tỉnh {HERE}" not in str(chain) and f"Huyện {HERE}" not in str(chain)
    body = new_ids(2)
    record("102/NQ", _body(body[0], "Phòng Trên", world.here.body), _body(body[1], "Tổ Dưới", body[0]), on=LATER)
    below = browser(_reader("xem-to", body[1]))
    boxes = below.get(f"/co-quan/{body[1]}/?on=2026-01-01&known={world.head}").context["around"]["nodes"]
    assert body[0] not in [each["id"] for each in boxes]


def test_figures_of_the_articles_are_for_those_who_read_the_unit(world: World) -> None:
    first = table_of(stand(world.head))[0]
    rows = [
        replace(first, parts=tuple(replace(part, unit=unit) for part in first.parts))
        for unit in (world.here.province, world.there.province)
    ]
    for place, half in enumerate((world.here, world.there)):
        assert within(rows, standing(half.accounts[Role.READER]), None) == [rows[place]]
    assert within(rows, standing(world.everywhere), None) == rows


def test_digests_of_personal_values_are_shown_nowhere(world: World, browser: Browser) -> None:
    client = browser(world.everywhere)
    last = text(client, "/api/v1/decisions?limit=1", world)
    decision = int(last.split('"id": ')[1].split(",")[0]) if '"id": ' in last else 0
    for address in (
        f"/api/v1/decisions/{decision}/changes",
        f"/quyet-dinh/{decision}/",
        f"/quyet-dinh/{decision}/ghi-nhan/",
    ):
        assert world.digest not in text(client, address, world)


def test_a_name_erased_is_gone_from_what_a_decision_recorded(world: World, browser: Browser) -> None:
    (person,) = new_ids(1)
    kept = keep_personal(person, {"name": "Phạm Sẽ Xóa"})
    seq = record("103/NQ", RegisterPerson(object_id=person, attributes={**kept}), on=LATER)
    address = f"/quyet-dinh/{LedgerEntry.objects.get(seq=seq).decision_id}/ghi-nhan/"
    client = browser(world.everywhere)
    assert "Phạm Sẽ Xóa" in text(client, address, world)
    erase_personal(person)
    assert "Phạm Sẽ Xóa" not in text(client, address, world)


@pytest.fixture(scope="module")
def formula(world: World) -> None:
    """A body whose name a spreadsheet would compute."""
    (body,) = new_ids(1)
    record("104/NQ", _body(body, FORMULA, world.here.body), on=LATER)


@pytest.mark.usefixtures("formula")
@pytest.mark.parametrize(
    "address",
    ["/bo-may/?view=list&file=csv", "/api/v1/export?kind=organization&form=csv", "/bo-may/?view=list&file=xlsx"],
)
def test_no_exported_cell_is_a_formula(world: World, browser: Browser, address: str) -> None:
    joint = f"{address}&on=2026-01-01&known={world.head}"
    content = browser(world.everywhere).get(joint).content
    if address.endswith("xlsx"):
        cells = [cell for row in load_workbook(io.BytesIO(content)).active.iter_rows() for cell in row]
        assert any(FORMULA in str(cell.value) for cell in cells)
        assert {cell.data_type for cell in cells if FORMULA in str(cell.value)} == {"s"}
    else:
        cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row]
        assert [cell for cell in cells if "cmd" in cell] == [f"'{FORMULA}"]


def test_personal_fields_leave_only_with_those_within_reach_today(world: World, browser: Browser) -> None:
    client = browser(world.here.accounts[Role.PERSONNEL_OFFICER])
    sheets = _exported(client, world.here, LATER.isoformat())
    assert f"dân tộc {HERE}" in sheets
    assert "dân tộc Kín Đáo" not in sheets
    assert not Look.objects.filter(person=world.gone).exists()


def test_an_exported_file_is_gone_with_the_role(world: World, browser: Browser) -> None:
    account = _reader("xuat-roi-thoi", world.here.province)
    client = browser(account)
    _exported(client, world.here, LATER.isoformat())
    file = RunFile.objects.get(run__asked_by=account, made=True)
    address = reverse("run_file", args=[file.run_id, file.pk])
    assert client.get(address).status_code == 200
    _end(account)
    assert client.get(address).status_code == 403
    assert file.name not in client.get(reverse("run", args=[file.run_id])).content.decode()


def test_administrators_see_that_work_was_done_and_not_the_records_in_it(world: World, browser: Browser) -> None:
    client, run = browser(world.everywhere), world.here.run
    page = client.get(reverse("run", args=[run.pk]))
    assert page.status_code == 200
    assert HERE not in page.content.decode().split("<main")[1].split("tg-page-lead")[1].split("</p>", 1)[1]
    file = run.files.get(made=True)
    assert client.get(reverse("run_file", args=[run.pk, file.pk])).status_code == 403


def test_an_administrator_of_a_subtree_cannot_take_over_the_record_of_somebody_elsewhere(
    world: World, browser: Browser
) -> None:
    account = _reader("nguoi-vien-tay", world.here.province)
    newcomer = world.gone
    Account.objects.filter(pk=account.pk).update(person=newcomer)
    answer = browser(world.here.accounts[Role.ADMINISTRATOR]).post(reverse("account-password", args=[account.pk]))
    assert answer.status_code == 403
    Account.objects.filter(pk=account.pk).update(person=None)


def test_every_reference_of_the_vocabulary_counts_as_a_mention() -> None:
    references = {each.name for kind in ATTRIBUTES.values() for each in kind.values() if each.type is Type.REFERENCE}
    assert references <= _FIELDS


def _body(object_id: int, name: str, parent: int) -> Found:
    attributes = {"name": name, "sector": "state", "tier": "province", "parent": parent}
    return Found(object_id=object_id, kind=Kind.ORGANIZATION, attributes=attributes)


def _reader(name: str, scope: int) -> Account:
    by = system_account("lap", "Lập")
    account: Account = make(name, by, "mot-mat-khau-du-dai")
    give(account, Role.READER, scope, by)
    return account


def _end(account: Account) -> None:
    from tinhgon.accounts.services import end_role

    end_role(account.grants.get(), system_account("lap", "Lập"))


def _exported(client: Client, half: Half, on: str) -> str:
    """All cells of a workbook taken out, run together."""
    asked = client.post(f"/trao-doi/xuat/?under={half.province}&on={on}", {"personal": "on"})
    run = Run.objects.get(pk=int(asked["Location"].split("/cong-viec/")[1].strip("/")))
    perform(run.pk, lambda: False)
    book = load_workbook(io.BytesIO(bytes(RunFile.objects.get(run=run, made=True).content)), read_only=True)
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
