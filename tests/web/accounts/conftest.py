"""A site with two provinces, and accounts that sign in without a password's delay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client, override_settings

from tests.registry.acts import area, record
from tinhgon.accounts import services
from tinhgon.accounts.domain.roles import Role
from tinhgon.accounts.models import Account, system_account
from tinhgon.registry import services as registry
from tinhgon.registry.domain.changes import Appoint, CreatePost, Found, RegisterPerson
from tinhgon.registry.domain.vocabulary import Kind

PASSWORD = "mot-mat-khau-du-dai"
SignedIn = Callable[..., Client]


@dataclass(frozen=True)
class Half:
    """One of two provinces that have nothing to do with each other."""

    province: int
    commune: int
    body: int
    post: int
    person: int
    membership: int


@dataclass(frozen=True)
class TwoProvinces:
    """The registry of these tests."""

    here: Half
    there: Half


def _half(number: str, name: str, holder: str) -> Half:
    half = Half(*registry.new_ids(6))
    record(
        f"{number}/NQ",
        area(half.province, number, level="province", name=f"Tỉnh {name}"),
        area(half.commune, f"{number}001", half.province, name=f"Xã {name}"),
        Found(
            object_id=half.body,
            kind=Kind.ORGANIZATION,
            attributes={"name": f"Sở Nội vụ {name}", "sector": "state", "tier": "province", "area": half.province},
        ),
        CreatePost(
            object_id=half.post,
            attributes={
                "organization": half.body,
                "title": "Giám đốc",
                "headship": "head",
                "establishment_class": "civil_servant",
            },
        ),
        RegisterPerson(object_id=half.person, attributes={**registry.keep_personal(half.person, {"name": holder})}),
        Appoint(object_id=half.membership, person=half.person, post=half.post),
    )
    return half


@pytest.fixture(autouse=True)
def quick_passwords() -> Iterator[None]:
    """A hash that takes no time."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="module")
def provinces(module_registry_db: None) -> TwoProvinces:
    """Two provinces, each with a commune, a body, a post and its holder."""
    return TwoProvinces(_half("22", "Đông", "Nguyễn Thị Đông"), _half("24", "Tây", "Trần Văn Tây"))


@pytest.fixture(autouse=True)
def undone(module_registry_db: None) -> Iterator[None]:
    """Whatever a test does is undone; the provinces stay."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def account() -> Callable[..., Account]:
    """Makes an account with roles: `account("an", (Role.READER, 7))`."""
    by = system_account("dong-lenh", "Dòng lệnh")

    def made(name: str, *roles: tuple[Role, int | None], **details: object) -> Account:
        found = services.make(name, by, PASSWORD, last_name=f"Họ {name}", **details)
        for role, scope in roles:
            services.give(found, role, scope, by)
        return found

    return made


@pytest.fixture
def signed_in() -> SignedIn:
    """A browser in which an account is signed in, in Vietnamese."""

    def opened(account: Account) -> Client:
        client = Client(headers={"accept-language": "vi"})
        client.force_login(account)
        return client

    return opened
