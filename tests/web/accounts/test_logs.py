"""Auditors read the logs of their subtree, and no further."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.web.accounts.conftest import SignedIn, TwoProvinces
from tinhgon.accounts import access, sign_ins
from tinhgon.accounts.domain.roles import Role
from tinhgon.accounts.models import Account, Means

Accounts = Callable[..., Account]


@pytest.fixture
def looked(account: Accounts, provinces: TwoProvinces) -> None:
    """An officer of each province has looked at its person."""
    for half, name in ((provinces.here, "gan"), (provinces.there, "xa")):
        officer = account(name, (Role.PERSONNEL_OFFICER, half.province))
        access.looked(officer, [half.person], ["birth_date", "ethnicity"], "person")


def test_looks_tell_who_whose_what_and_where(
    account: Accounts, signed_in: SignedIn, provinces: TwoProvinces, looked: None
) -> None:
    page = signed_in(account("kiem-tra", (Role.AUDITOR, None))).get("/nhat-ky/xem/").content.decode()
    for each in ("Họ gan", "Nguyễn Thị Đông", "Ngày sinh", "Dân tộc", "Họ xa", "Trần Văn Tây"):
        assert each in page, each


def test_looks_at_people_of_elsewhere_are_not_shown(
    account: Accounts, signed_in: SignedIn, provinces: TwoProvinces, looked: None
) -> None:
    auditor = signed_in(
        account("kiem-tra", (Role.AUDITOR, provinces.here.commune), (Role.AUDITOR, provinces.here.body))
    )
    for address in ("/nhat-ky/xem/", "/nhat-ky/xem/?file=csv"):
        text = auditor.get(address).content.decode()
        assert "Nguyễn Thị Đông" in text
        assert "Trần Văn Tây" not in text


def test_failed_attempts_of_the_subtree_are_shown(
    account: Accounts, signed_in: SignedIn, provinces: TwoProvinces
) -> None:
    account("gan", (Role.READER, provinces.here.commune))
    account("xa", (Role.READER, provinces.there.commune))
    for name in ("gan", "xa", "khong-co"):
        sign_ins.failed(None, name, Means.PASSWORD)
    near = signed_in(account("kiem-tra", (Role.AUDITOR, provinces.here.province)))
    shown = near.get("/nhat-ky/dang-nhap/?f_success=no").content.decode()
    assert ">gan<" in shown
    assert ">xa<" not in shown
    assert "tên không có" not in shown
    everywhere = signed_in(account("tong-kiem-tra", (Role.AUDITOR, None)))
    shown = everywhere.get("/nhat-ky/dang-nhap/?f_success=no").content.decode()
    assert ">xa<" in shown
    assert "tên không có" in shown
    assert "khong-co" not in shown


def test_the_log_in_english(account: Accounts, signed_in: SignedIn, provinces: TwoProvinces, looked: None) -> None:
    auditor = signed_in(account("kiem-tra", (Role.AUDITOR, None)))
    page = auditor.get("/nhat-ky/xem/?lang=en").content.decode()
    assert "Looks at personal data" in page
    assert "Nhật ký" not in page
