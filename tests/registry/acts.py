"""Small decisions for the tests of the store, and the steps that bring one to its second signature."""

from __future__ import annotations

from datetime import date

from tests.registry.decisions_at_random import document
from tinhgon.accounts.models import Account, system_account
from tinhgon.registry import services
from tinhgon.registry.domain.changes import Change, Found
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import Decision

DAY = date(2025, 7, 1)


def people() -> tuple[Account, Account]:
    """Who drafts and who approves."""
    return system_account("soan", "Soạn thảo"), system_account("duyet", "Phê duyệt")


def area(object_id: int, code: str, parent: int | None = None, level: str = "commune", name: str = "") -> Found:
    """The founding of an area."""
    attributes: dict[str, object] = {"code": code, "name": name or f"Đơn vị {code}", "level": level}
    if parent is not None:
        attributes["parent"] = parent
    return Found(object_id=object_id, kind=Kind.AREA, attributes=attributes)  # type: ignore[arg-type]


def record(number: str, *changes: Change, on: date = DAY) -> int:
    """Put a decision into force; its number in the ledger."""
    row = services.record(document(number, on, *changes), *people())
    assert row is not None
    return row.seq


def signed(number: str, *changes: Change, on: date = DAY) -> Decision:
    """A decision with both signatures, not in force yet."""
    drafter, approver = people()
    return services.approve(services.submit(services.draft(document(number, on, *changes), drafter)), approver)
