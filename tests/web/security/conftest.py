"""Two provinces, and decisions that touch both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.conf import settings
from django.test import Client

from tests.registry.acts import DAY, record
from tests.web.two_provinces import Half, two_provinces
from tinhgon.accounts.domain.roles import Role
from tinhgon.accounts.models import Account, system_account
from tinhgon.accounts.services import give, make
from tinhgon.registry.domain.changes import Appoint, Change, Correct, CreatePost, RegisterPerson, Rename, Transfer
from tinhgon.registry.models import LedgerEntry
from tinhgon.registry.services import keep_personal, new_ids

LATER, LATEST = date(2025, 9, 1), date(2025, 11, 1)
Browser = Callable[[Account], Client]


@dataclass(frozen=True)
class World:
    """Two provinces. `both` is a decision on a commune of each and on a newcomer `there`.

    The head of the body `here` also holds a post `there`; `gone` held a post `here` and holds one `there` now.
    """

    here: Half
    there: Half
    both: int
    gone: int
    digest: str
    everywhere: Account

    @property
    def head(self) -> int:
        """The newest entry of the ledger."""
        return LedgerEntry.objects.count()


@pytest.fixture(scope="module")
def world(module_registry_db: None) -> Iterator[World]:
    """Recorded once for a module."""
    here, there = two_provinces()
    newcomer, chair, second, gone, post, desk, held, twice, before, after, more = new_ids(11)
    name = {"name": "Trần Viễn Tây"}
    secret = {"name": "Lê Đi Xa", "ethnicity": "dân tộc Kín Đáo"}
    seq = record(
        "97/NQ",
        _post(post, here.body, "Chuyên viên Cận Đông"),
        _post(desk, there.body, "Chuyên viên Viễn Tây"),
        _post(second, there.body, "Cố vấn Viễn Tây"),
        RegisterPerson(object_id=gone, attributes={**keep_personal(gone, secret)}),
        Appoint(object_id=before, person=gone, post=post),
        Appoint(object_id=twice, person=here.person, post=second, concurrent=True),
    )
    both = record(
        "98/NQ",
        Rename(object_id=here.commune, name="Xã Chung Cận Đông"),
        Rename(object_id=there.commune, name="Xã Chung Viễn Tây"),
        _post(chair, there.body, "Phó giám đốc Viễn Tây"),
        RegisterPerson(object_id=newcomer, attributes={**keep_personal(newcomer, name)}),
        Appoint(object_id=held, person=newcomer, post=chair),
        on=LATER,
    )
    record("99/NQ", Transfer(membership=before, object_id=after, post=desk), on=LATEST)
    digest = keep_personal(here.person, {"name": "Nguyễn Cận Đông Hai"})["name"]
    record("100/NQ", Correct(object_id=here.person, start=DAY, attributes={"name": digest}), on=LATEST)
    by = system_account("lap", "Lập")
    everywhere = make("xem-het", by, "mot-mat-khau-du-dai")
    give(everywhere, Role.READER, None, by)
    give(everywhere, Role.ADMINISTRATOR, None, by)
    assert seq and more
    yield World(here, there, LedgerEntry.objects.get(seq=both).decision_id, gone, digest, everywhere)


@pytest.fixture
def browser() -> Browser:
    """A browser in which an account is signed in."""

    def opened(account: Account) -> Client:
        client = Client(headers={"accept-language": "vi"})
        client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return opened


def _post(object_id: int, body: int, title: str) -> Change:
    return CreatePost(
        object_id=object_id,
        attributes={
            "organization": body,
            "title": title,
            "headship": "none",
            "establishment_class": "civil_servant",
        },
    )
