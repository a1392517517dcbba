"""One's own page: language, sessions, tokens shown once, and who looked at one's record."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.web.accounts.conftest import SignedIn, TwoProvinces
from tinhgon.accounts import access, tokens
from tinhgon.accounts.domain.roles import Permission, Role
from tinhgon.accounts.models import Account, Token

Accounts = Callable[..., Account]
OWN = "/tai-khoan/"


def test_the_page_tells_ones_roles_and_where(account: Accounts, signed_in: SignedIn, provinces: TwoProvinces) -> None:
    page = signed_in(account("an", (Role.READER, provinces.here.commune))).get(OWN).content.decode()
    assert "Người xem" in page
    assert "Xã Đông (22001)" in page


def test_ones_language_holds_on_every_page(account: Accounts, signed_in: SignedIn) -> None:
    client = signed_in(account("an"))
    assert '<html lang="vi">' in client.get(f"{OWN}?lang=vi").content.decode()
    client.post(f"{OWN}ngon-ngu/", {"language": "en"})
    assert '<html lang="en">' in client.get(OWN).content.decode()


def test_a_token_is_shown_once(account: Accounts, signed_in: SignedIn) -> None:
    holder = account("an", (Role.READER, None))
    client = signed_in(holder)
    made = client.post(f"{OWN}khoa/", {"name": "bảng tính", "permissions": ["read"], "days": "30"})
    key = re.findall(r'id="tg-new-key">([^<]+)<', made.content.decode())[0]
    assert tokens.account_of_key(key) == (holder, frozenset({Permission.READ}))
    assert "no-store" in made.headers["Cache-Control"]
    assert key not in client.get(OWN).content.decode()


def test_a_token_for_what_one_may_not_is_refused(account: Accounts, signed_in: SignedIn) -> None:
    client = signed_in(account("an", (Role.READER, None)))
    answer = client.post(f"{OWN}khoa/", {"name": "bảng tính", "permissions": ["approve"], "days": "30"})
    assert answer.status_code == 400
    assert 'value="bảng tính"' in answer.content.decode()
    assert not Token.objects.exists()


def test_one_revokes_ones_own_tokens_only(account: Accounts, signed_in: SignedIn) -> None:
    one, other = account("an", (Role.READER, None)), account("binh", (Role.READER, None))
    token, key = tokens.make(one, "bảng tính", [Permission.READ], 30)
    assert signed_in(other).post(f"{OWN}khoa/{token.id}/thu-hoi/").status_code == 404
    assert tokens.account_of_key(key) is not None
    signed_in(one).post(f"{OWN}khoa/{token.id}/thu-hoi/")
    assert tokens.account_of_key(key) is None


def test_one_sees_who_looked_at_ones_record(account: Accounts, signed_in: SignedIn, provinces: TwoProvinces) -> None:
    officer = account("nhan-su", (Role.PERSONNEL_OFFICER, provinces.here.province))
    access.looked(officer, [provinces.here.person], ["birth_date"], "person")
    access.looked(account("khac"), [provinces.there.person], ["birth_date"], "person")
    page = signed_in(account("an", person=provinces.here.person)).get(OWN).content.decode()
    assert "Họ nhan-su" in page
    assert "Họ khac" not in page
