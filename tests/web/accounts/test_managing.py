"""Administrators manage accounts within their subtree, and cannot lift themselves or others out of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.web.accounts.conftest import SignedIn, TwoProvinces
from tinhgon.accounts import access, services
from tinhgon.accounts.domain.roles import Permission, Role
from tinhgon.accounts.models import Account, Grant

Accounts = Callable[..., Account]
ALL = "/quan-tri/tai-khoan/"


@pytest.fixture
def centre(account: Accounts, signed_in: SignedIn, provinces: TwoProvinces) -> Client:
    """The browser of an administrator of everything."""
    return signed_in(account("quan-tri", (Role.ADMINISTRATOR, None)))


@pytest.fixture
def province(account: Accounts, signed_in: SignedIn, provinces: TwoProvinces) -> Client:
    """The browser of an administrator of one province."""
    return signed_in(account("quan-tri-tinh", (Role.ADMINISTRATOR, provinces.here.province)))


def new(client: Client, name: str = "moi") -> Account:
    client.post(f"{ALL}moi/", {"username": name, "full_name": "Người Mới", "language": "vi"})
    return Account.objects.get(username=name)


def give(client: Client, account: Account, role: Role, **where: str) -> int:
    return client.post(f"{ALL}{account.pk}/vai-tro/", {"role": role.value, **where}).status_code


def test_the_list_tells_who_may_what_where(centre: Client, account: Accounts, provinces: TwoProvinces) -> None:
    account("an", (Role.READER, provinces.here.commune))
    page = centre.get(ALL).content.decode()
    assert "Người xem · Xã Đông (22001)" in page
    assert "Quản trị tài khoản · toàn bộ sổ" in page


def test_a_new_account_has_no_password_and_no_role(centre: Client) -> None:
    made = new(centre)
    assert not made.has_usable_password()
    assert access.standing(made).grants == ()


@pytest.mark.parametrize("name", ["quan-tri", "Quan-Tri", "hai chữ", ""])
def test_a_name_taken_or_impossible_is_told_beside_its_field(centre: Client, name: str) -> None:
    answer = centre.post(f"{ALL}moi/", {"username": name, "full_name": "Người Mới", "language": "vi"})
    assert answer.status_code == 400
    assert 'id="id_username_error"' in answer.content.decode()
    assert "Người Mới" in answer.content.decode()


@pytest.mark.parametrize("written", ["province:22", "number", "found"])
def test_a_subtree_is_named_by_code_by_number_or_chosen(centre: Client, provinces: TwoProvinces, written: str) -> None:
    made, top = new(centre), provinces.here.province
    where = {
        "province:22": {"scope": "province:22"},
        "number": {"scope": f"#{top}"},
        "found": {"found": f"#{top}"},
    }[written]
    assert give(centre, made, Role.READER, **where) == 302
    assert access.standing(made).scopes(Permission.READ) == {top}


def test_a_role_without_a_subtree_is_refused_and_what_was_chosen_kept(centre: Client) -> None:
    made = new(centre)
    answer = centre.post(f"{ALL}{made.pk}/vai-tro/", {"role": "auditor", "start": "2030-01-01", "end": "2029-01-01"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Chọn một đơn vị." in page
    assert "Ngày kết thúc phải sau ngày bắt đầu." in page
    assert '<option value="auditor" selected>' in page


def test_a_role_for_later_is_not_held_yet(centre: Client) -> None:
    made = new(centre)
    give(centre, made, Role.READER, everything="on", start="2999-01-01")
    assert access.standing(made).grants == ()
    assert Grant.objects.filter(account=made).count() == 1


def test_a_role_is_ended_and_stays_on_the_page(centre: Client, provinces: TwoProvinces) -> None:
    made = new(centre)
    give(centre, made, Role.READER, scope="province:22")
    held = Grant.objects.get(account=made)
    assert centre.post(f"{ALL}vai-tro/{held.id}/cham-dut/").status_code == 302
    assert access.standing(made).grants == ()
    assert "Người xem" in centre.get(f"{ALL}{made.pk}/vai-tro/").content.decode()


def test_the_last_administrator_stays(centre: Client) -> None:
    held = Grant.objects.get(account__username="quan-tri")
    answer = centre.post(f"{ALL}vai-tro/{held.id}/cham-dut/")
    assert answer.status_code == 400
    assert "Phải còn ít nhất một người quản trị toàn bộ sổ." in answer.content.decode()


def test_nobody_gives_themselves_a_role(centre: Client) -> None:
    own = Account.objects.get(username="quan-tri")
    assert give(centre, own, Role.APPROVER, everything="on") == 400
    assert not access.standing(own).may(Permission.APPROVE)


def test_search_finds_without_diacritics(centre: Client, provinces: TwoProvinces) -> None:
    assert "Xã Đông (22001)" in centre.get(f"{ALL}pham-vi/?q=xa dong").content.decode()


def test_an_administrator_of_a_province_gives_roles_in_it_only(province: Client, provinces: TwoProvinces) -> None:
    made = new(province)
    assert give(province, made, Role.READER, scope=f"#{provinces.here.commune}") == 302
    assert give(province, made, Role.READER, scope=f"#{provinces.here.body}") == 302
    assert give(province, made, Role.READER, scope=f"#{provinces.there.commune}") == 403
    assert give(province, made, Role.READER, everything="on") == 400
    found = province.get(f"{ALL}pham-vi/?q=xa").content.decode()
    assert "Xã Đông" in found
    assert "Xã Tây" not in found


def test_an_administrator_of_a_province_sees_its_accounts_only(
    province: Client, account: Accounts, provinces: TwoProvinces
) -> None:
    near = account("gan", (Role.READER, provinces.here.commune))
    far = account("xa", (Role.READER, provinces.there.commune))
    page = province.get(ALL).content.decode()
    assert "Họ gan" in page
    assert "Họ xa" not in page
    assert province.get(f"{ALL}{near.pk}/").status_code == 200
    assert province.get(f"{ALL}{far.pk}/").status_code == 403
    assert province.get(f"{ALL}{far.pk}/vai-tro/").status_code == 403


@pytest.mark.parametrize("action", ["", "mat-khau/", "hoat-dong/", "hai-lop/"])
@pytest.mark.parametrize("beyond", ["everything", "there"])
def test_whoever_reaches_further_is_not_the_provinces_to_change(
    province: Client, account: Accounts, provinces: TwoProvinces, action: str, beyond: str
) -> None:
    scope = None if beyond == "everything" else provinces.there.province
    holder = account("ca-hai", (Role.READER, provinces.here.province), (Role.APPROVER, scope))
    assert province.get(f"{ALL}{holder.pk}/").status_code == 200
    answer = province.post(f"{ALL}{holder.pk}/{action}", {"full_name": "Tên Khác", "language": "vi"})
    assert answer.status_code == 403
    holder.refresh_from_db()
    assert (holder.is_active, holder.shown_name) == (True, "Họ ca-hai")


def test_a_role_elsewhere_is_not_the_provinces_to_end(
    province: Client, account: Accounts, provinces: TwoProvinces
) -> None:
    holder = account("xa", (Role.READER, provinces.there.province))
    held = Grant.objects.get(account=holder)
    assert province.post(f"{ALL}vai-tro/{held.id}/cham-dut/").status_code == 403
    assert access.standing(holder).may(Permission.READ)


def test_a_closed_account_is_opened_again(centre: Client, account: Accounts, provinces: TwoProvinces) -> None:
    holder = account("an", (Role.READER, provinces.here.province))
    centre.post(f"{ALL}{holder.pk}/hoat-dong/", {"active": "no"})
    holder.refresh_from_db()
    assert not holder.is_active
    centre.post(f"{ALL}{holder.pk}/hoat-dong/", {"active": "yes"})
    holder.refresh_from_db()
    assert holder.is_active


def test_system_accounts_are_not_changed(centre: Client) -> None:
    system = Account.objects.get(username="dong-lenh")
    assert centre.post(f"{ALL}{system.pk}/mat-khau/").status_code == 403


def test_what_was_done_stands_on_the_accounts_page(centre: Client) -> None:
    made = new(centre)
    centre.post(f"{ALL}{made.pk}/mat-khau/")
    page = centre.get(f"{ALL}{made.pk}/").content.decode()
    assert "Họ quan-tri cấp đường dẫn đặt mật khẩu" in page
    assert "Họ quan-tri lập tài khoản" in page


def test_a_file_of_the_list_opens(centre: Client) -> None:
    answer = centre.get(f"{ALL}?file=csv")
    assert answer.content.decode("utf-8-sig").splitlines()[0].startswith("Họ và tên,Tên tài khoản,Vai trò")


def test_a_person_belongs_to_one_account(centre: Client, account: Accounts, provinces: TwoProvinces) -> None:
    account("an", person=provinces.here.person)
    other = account("binh")
    given = {"full_name": "B", "language": "vi", "person": f"#{provinces.here.person}"}
    answer = centre.post(f"{ALL}{other.pk}/", given)
    assert answer.status_code == 400
    assert "đã có tài khoản" in answer.content.decode()


def test_what_is_no_person_is_no_accounts_person(centre: Client, account: Accounts, provinces: TwoProvinces) -> None:
    other = account("binh")
    given = {"full_name": "B", "language": "vi", "person": f"#{provinces.here.body}"}
    assert centre.post(f"{ALL}{other.pk}/", given).status_code == 400
    assert services.named("binh").person is None


def test_the_province_links_no_person_of_elsewhere(
    province: Client, account: Accounts, provinces: TwoProvinces
) -> None:
    holder = account("an", (Role.READER, provinces.here.province))
    given = {"full_name": "A", "language": "vi", "person": f"#{provinces.there.person}"}
    assert province.post(f"{ALL}{holder.pk}/", given).status_code == 400
