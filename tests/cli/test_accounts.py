"""`tinhgon account`: from nothing to the first administrator, and what people ask an operator for."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.test import override_settings

from tests.cli.conftest import Command
from tests.cli.small_history import SmallHistory
from tinhgon.accounts import access, services, tokens
from tinhgon.accounts.domain.roles import Permission, Role
from tinhgon.accounts.models import Account, AccountAct, Act


@pytest.fixture(autouse=True)
def quick_passwords() -> Iterator[None]:
    """A hash that takes no time."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


def test_from_nothing_to_the_first_administrator(nothing: None, tinhgon: Command) -> None:
    made = json.loads(tinhgon("account", "new", "an.nguyen", "--name", "Nguyễn Văn An", "--json").out)
    account = Account.objects.get(username="an.nguyen")
    assert account.check_password(made["password"])
    assert account.shown_name == "Nguyễn Văn An"
    assert tinhgon("account", "grant", "an.nguyen", "administrator", "--everything").code == 0
    assert access.standing(account).everywhere(Permission.ADMINISTER)
    assert AccountAct.objects.get(account=account, act=Act.MADE).by.is_system


def test_a_role_over_a_unit_and_its_end(history: SmallHistory, tinhgon: Command) -> None:
    tinhgon("account", "new", "binh", "--name", "Bình")
    account = services.named("binh")
    assert tinhgon("account", "grant", "binh", "reader", "--over", "province:01").code == 0
    assert access.standing(account).scopes(Permission.READ) == {history.province}
    listed = json.loads(tinhgon("account", "list", "--json").out)["accounts"]
    found = next(each for each in listed if each["username"] == "binh")
    assert found["roles"] == [{"role": "reader", "scope": history.province}]
    assert f"Người xem (#{history.province})" in tinhgon("account", "list").out
    assert f"binh,Bình,true,false,,Người xem (#{history.province})" in tinhgon("account", "list", "--csv").out
    assert tinhgon("account", "end", "binh", "reader", "--over", "province:01").code == 0
    assert access.standing(account).grants == ()
    again = tinhgon("account", "end", "binh", "reader", "--over", "province:01")
    assert again.code == 1
    assert "không giữ vai trò này" in again.err


def test_a_role_for_a_time(history: SmallHistory, tinhgon: Command) -> None:
    tinhgon("account", "new", "chi", "--name", "Chi")
    given = ("account", "grant", "chi", "auditor", "--everything", "--from")
    assert tinhgon(*given, "01/06/2999", "--until", "01/07/2999").code == 0
    assert access.standing(services.named("chi")).grants == ()
    assert tinhgon(*given, "01/07/2999", "--until", "01/06/2999").code == 2


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("grant", "khong-co", "reader", "--everything"), 1, "Không có tài khoản «khong-co»."),
        (("grant", "khong-co", "vua", "--everything"), 2, "Không có vai trò «vua»."),
        (("new", "khong-co", "--name", "X", "--language", "fr"), 2, "Không có ngôn ngữ «fr»."),
        (("password", "khong-co"), 1, "Không có tài khoản «khong-co»."),
    ],
)
def test_what_cannot_be_is_told(
    history: SmallHistory, tinhgon: Command, arguments: tuple[str, ...], code: int, said: str
) -> None:
    answer = tinhgon("account", *arguments)
    assert (answer.code, said in answer.err) == (code, True)


@pytest.mark.parametrize("where", [(), ("--everything", "--over", "province:01")])
def test_a_role_is_over_one_thing(history: SmallHistory, tinhgon: Command, where: tuple[str, ...]) -> None:
    tinhgon("account", "new", "dung", "--name", "Dũng")
    assert tinhgon("account", "grant", "dung", "reader", *where).code == 2
    assert access.standing(services.named("dung")).grants == ()


def test_the_last_administrator_stays(nothing: None, tinhgon: Command) -> None:
    tinhgon("account", "new", "an", "--name", "An")
    tinhgon("account", "grant", "an", "administrator", "--everything")
    answer = tinhgon("--lang", "en", "account", "end", "an", "administrator", "--everything")
    assert answer.code == 1
    assert "Somebody must administer the whole registry." in answer.err


def test_a_new_password_is_printed_and_works(nothing: None, tinhgon: Command) -> None:
    tinhgon("account", "new", "an", "--name", "An")
    given = json.loads(tinhgon("account", "password", "an", "--remove-second-factor", "--json").out)
    assert services.named("an").check_password(given["password"])


def test_tokens_are_listed_without_their_keys_and_revoked(nothing: None, tinhgon: Command) -> None:
    tinhgon("account", "new", "an", "--name", "An")
    tinhgon("account", "grant", "an", "reader", "--everything")
    token, key = tokens.make(services.named("an"), "bảng tính", [Permission.READ], 30)
    listed = tinhgon("account", "tokens", "an").out
    assert "bảng tính" in listed
    assert key not in listed
    shown = json.loads(tinhgon("account", "tokens", "an", "--revoke", token.id, "--json").out)["tokens"]
    assert shown[0]["revoked_at"] is not None
    assert tokens.account_of_key(key) is None
    assert tinhgon("account", "tokens", "an", "--revoke", 999999).code == 1


def test_every_role_can_be_given(nothing: None, tinhgon: Command) -> None:
    tinhgon("account", "new", "an", "--name", "An")
    for role in Role:
        assert tinhgon("account", "grant", "an", role, "--everything").code == 0
    assert {each.role for each in access.standing(services.named("an")).grants} == set(Role)
