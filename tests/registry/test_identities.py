"""An id stands for one object for ever, also when its founding was annulled."""

from __future__ import annotations

import pytest

from tests.registry.decisions_at_random import document
from tests.registry.domain.world import area, body, year
from tinhgon.accounts.models import system_account
from tinhgon.registry import services
from tinhgon.registry.domain.changes import Annul, Rename
from tinhgon.registry.models import Decision
from tinhgon.registry.store import OtherKind, StoreView
from tinhgon.registry.verification import verify


@pytest.mark.usefixtures("registry_db")
def test_an_object_annulled_and_made_again_keeps_both_histories() -> None:
    people = system_account("soan", "Soạn thảo"), system_account("duyet", "Phê duyệt")
    first = services.record(document("1", year(2004), area(1)), *people)
    services.record(document("2", year(2005), Annul(entry=1)), *people)
    services.record(document("3", year(2006), area(1, code="77"), Rename(object_id=1, name="Lại")), *people)
    assert first is not None
    then, now = StoreView(first.recorded_at).record(1), StoreView().record(1)
    assert then is not None and now is not None
    assert (then.value("code", year(2010)), now.value("code", year(2010))) == ("01", "77")
    assert now.life.start == year(2006)
    assert verify().clean


@pytest.mark.usefixtures("registry_db")
def test_an_annulled_object_s_id_is_not_given_to_another_kind() -> None:
    people = system_account("soan", "Soạn thảo"), system_account("duyet", "Phê duyệt")
    services.record(document("1", year(2004), area(1)), *people)
    services.record(document("2", year(2005), Annul(entry=1)), *people)
    with pytest.raises(OtherKind):
        services.record(document("3", year(2006), body(1)), *people)
    assert not Decision.objects.filter(number="3", status="enacted").exists()
    assert verify().clean
