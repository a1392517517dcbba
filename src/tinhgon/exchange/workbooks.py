"""Workbooks in and out: a workbook becomes a draft decision, and any scope at any two times becomes a workbook."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from pathlib import Path

import polars as pl
from django.db import transaction

from tinhgon.accounts.models import Account
from tinhgon.errors import Text, TinhGonError
from tinhgon.exchange.domain.workbook_faults import BrokenWorkbook, Faults, WorkbookFault
from tinhgon.exchange.domain.workbook_layout import DECISION, GUIDE, ORIGIN_LABEL
from tinhgon.exchange.domain.workbook_plan import Plan, plan_workbook, with_digests
from tinhgon.exchange.domain.workbook_preview import Previewed, preview
from tinhgon.exchange.domain.workbook_reading import ReadWorkbook, read_workbook
from tinhgon.exchange.domain.workbook_registry import Existing
from tinhgon.exchange.domain.workbook_rows import columns_written, rows_of, self_contained
from tinhgon.exchange.workbook_files import Page, read_sheets, write_workbook
from tinhgon.exchange.workbook_templates import GUIDANCE, replacing
from tinhgon.registry import services, snapshots
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.enactment import enact
from tinhgon.registry.domain.ledger import GENESIS
from tinhgon.registry.domain.object_ids import renumber
from tinhgon.registry.domain.records import Register
from tinhgon.registry.domain.refusals import Refusal, Violation
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind, Type
from tinhgon.registry.models import Decision, LedgerEntry
from tinhgon.registry.prefetching import prefetch
from tinhgon.registry.recording import Progress
from tinhgon.registry.store import StoreView

_AT_ONCE = 10_000  # digests looked up in one query

_FOR_GOOD = date(9998, 1, 1)  # the state looked at where a workbook does not tell its effective date


class UnknownAccount(TinhGonError):
    """There is no account of this name."""

    code = "unknown_account"


class DraftedAlready(TinhGonError):
    """This very file has become a decision before."""

    code = "drafted_already"


# --- in -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WorkbookReport:
    """What a workbook would change, and the draft it became (`draft` None: a dry run)."""

    document: DecisionDocument
    differences: Sequence[Previewed]
    rows: Mapping[str, int]
    samples: int
    draft: int | None
    submitted: bool

    @property
    def counts(self) -> Mapping[str, int]:
        """How many differences there are of each sort."""
        return Counter(str(each.what) for each in self.differences)

    def as_json(self) -> dict[str, object]:
        """The report as plain values."""
        decision = self.document
        return {
            "draft": self.draft,
            "submitted": self.submitted,
            "decision": {
                "number": decision.number,
                "kind": decision.kind,
                "issuer": decision.issuer,
                "signed_on": decision.signed_on.isoformat(),
                "effective_on": decision.effective_on.isoformat(),
                "subject": decision.subject,
                "changes": len(decision.changes),
            },
            "rows": dict(self.rows),
            "samples": self.samples,
            "counts": dict(self.counts),
            "differences": [
                {
                    "sheet": each.sheet or None,
                    "row": each.row or None,
                    "key": each.key or None,
                    "id": each.object_id,
                    "object": {"vi": each.label.vi, "en": each.label.en},
                    "what": str(each.what),
                    "attribute": each.attribute or None,
                    "before": each.before,
                    "after": each.after,
                    "on": None if each.on is None else each.on.isoformat(),
                }
                for each in self.differences
            ],
        }


def import_workbook(
    path: Path, draft_by: str | None = None, submit: bool = False, progress: Progress | None = None
) -> WorkbookReport:
    """Check a workbook and show what it changes; with `draft_by` (an account's name) save the draft decision.

    With `submit` the draft is laid before the approver at once. Nothing is enacted. Raises NotAWorkbook,
    BrokenWorkbook with every fault (first what the sheets themselves show, then the rules between objects),
    UnknownAccount, or DraftedAlready; then nothing was written.
    """
    tell = progress or (lambda stage, done, total: None)
    account = None if draft_by is None else account_named(draft_by)
    key = _source_key(path)
    if account is not None:
        refuse_second(key)
    faults = Faults()
    tell("read", 0, 1)
    read = read_workbook(read_sheets(path), faults)
    tell("plan", 0, 1)
    numbers = count(-1, -1)
    plan = plan_workbook(read, _existing(read), _is_ours(read.origin), lambda: next(numbers), faults, key)
    tell("rehearse", 0, 1)
    differences = preview(plan, _rehearsed(plan))
    draft = None
    if account is not None:
        tell("record", 0, 1)
        draft = _save(plan, account)
        if submit:
            services.submit(draft)
    return WorkbookReport(
        plan.document,
        differences,
        {table.name: len(table.rows) for table in read.tables.values()},
        read.samples,
        None if draft is None else draft.pk,
        submit and draft is not None,
    )


def account_named(name: str) -> Account:
    """The active account of this name. Raises UnknownAccount."""
    account = Account.objects.filter(username=name, is_active=True).first()
    if account is None:
        raise UnknownAccount(
            Text(f"Không có tài khoản «{name}»", f"There is no account {name!r}"),
            mend=Text("Dùng tên một tài khoản đang hoạt động.", "Name an active account."),
        )
    return account


def _source_key(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return f"workbook:{hashlib.file_digest(file, 'sha256').hexdigest()}"
    except OSError:
        return ""  # reading the sheets tells what is wrong with the file


def refuse_second(key: str) -> None:
    """Refuse to draft from the same source twice. Raises DraftedAlready."""
    earlier = Decision.objects.filter(key=key).exclude(key="").first()
    if earlier is not None:
        raise DraftedAlready(
            Text(f"Tệp này đã thành {earlier}", f"This file has become {earlier} already"),
            where=f"#{earlier.pk}",
            mend=Text(
                "Mở quyết định đó; nếu muốn nhập lại thì bỏ dự thảo cũ hoặc sửa tệp.",
                "Open that decision; to import again, discard the old draft or alter the file.",
            ),
        )


def _is_ours(origin: str | None) -> bool:
    """Whether numbers such as #12 mean objects of this registry: unless the file was exported by another one."""
    return origin in (None, GENESIS) or LedgerEntry.objects.filter(digest=origin).exists()


def _existing(read: ReadWorkbook) -> Existing:
    snapshot = snapshots.load(read.decision.effective_on or _FOR_GOOD)
    people = read.tables.get(Kind.PERSON)
    numbers = [] if people is None else [int(row.key[1:]) for row in people.rows if re.fullmatch(r"#\d{1,18}", row.key)]
    return Existing(snapshot, _personal(snapshot[Kind.PERSON].filter(pl.col("id").is_in(numbers))))


def _personal(people: pl.DataFrame) -> dict[str, str]:
    """What the digests in a frame of people stand for."""
    columns = [name for name, each in ATTRIBUTES[Kind.PERSON].items() if each.type is Type.PERSONAL]
    digests = sorted({each for name in columns for each in people[name].drop_nulls().to_list()})
    found: dict[str, str] = {}
    for start in range(0, len(digests), _AT_ONCE):
        found |= services.personal_values(digests[start : start + _AT_ONCE])
    return found


def _rehearsed(plan: Plan) -> Register:
    """Lay the decision on the record in memory. Raises BrokenWorkbook where it cannot stand."""
    view = StoreView()
    prefetch(view, [plan.document])
    try:
        return enact(view, plan.document, range(-len(plan.document.changes), 0))
    except Refusal as refusal:
        faults = [_fault_of(plan, each) for each in refusal.violations]
        raise BrokenWorkbook(faults, len(faults)) from refusal


def _fault_of(plan: Plan, violation: Violation) -> WorkbookFault:
    """A broken rule, told at the first row that has to do with it."""
    placed = next((plan.rows[each] for each in violation.objects if each in plan.rows), None)
    table, row = (DECISION.name, 0) if placed is None else (placed[0].name, placed[1].number)
    mend = Text(
        "Sửa dòng này hoặc dòng liên quan; nếu hồ sơ cũ sai thì đính chính trước.",
        "Mend this row or one related to it; if the earlier record is wrong, correct that first.",
    )
    return WorkbookFault(table, row, "", "", "", _with_rows(plan, violation.text), mend)


def _with_rows(plan: Plan, text: Text) -> Text:
    """A message in which new objects are called by their rows instead of numbers they do not have yet."""

    def called(found: re.Match[str]) -> str:
        placed = plan.rows.get(int(found[1]))
        return found[0] if placed is None else f"«{placed[0].name}»!{placed[1].number}"

    return Text(re.sub(r"#(-\d+)", called, text.vi), re.sub(r"#(-\d+)", called, text.en))


@transaction.atomic
def _save(plan: Plan, account: Account) -> Decision:
    """Save the draft: new objects get their numbers, and personal values are kept beside the record."""
    numbers = dict(zip(sorted(plan.new, reverse=True), services.new_ids(len(plan.new)), strict=True))
    document = renumber(plan.document, lambda each: numbers.get(each, each))
    people = {numbers.get(person, person): values for person, values in plan.personal.items()}
    return services.draft(with_digests(document, services.keep_personal_of(people)), account)


# --- out ----------------------------------------------------------------------------------------


def export_workbook(
    path: Path,
    on: date,
    known: datetime | None = None,
    under: int | None = None,
    personal: bool = False,
    overwrite: bool = False,
    people: Collection[int] | None = None,
) -> dict[Kind, int]:
    """Write the state of a scope on a day, as known at a moment, as a workbook; rows written by kind.

    Personal columns are written only with `personal`, and filled in for these `people` (None: all). Raises
    FileExists, or TooLongText.
    """
    with replacing(path, overwrite) as target:
        scope = snapshots.load(on, known, under)
        state = scope if under is None else self_contained(scope, snapshots.load(on, known))
        filled = state[Kind.PERSON] if people is None else state[Kind.PERSON].filter(pl.col("id").is_in(list(people)))
        values = _personal(filled) if personal else {}
        sheets = {kind: columns_written(kind, personal) for kind in Kind}
        pages = [Page(DECISION, [_again(on)])]
        pages += [Page(sheet, rows_of(state, sheet, values)) for sheet in sheets.values()]
        write_workbook(target, (GUIDE, _about(on, known, under, _head(known))), pages)
    return {kind: state[kind].height for kind in Kind}


def _again(on: date) -> list[object]:
    """The decision by which an export would be recorded anew; to be overwritten by whoever imports it."""
    subject = f"Ghi nhận bộ máy theo bản xuất ngày {on:%d/%m/%Y}"
    return [f"Bản xuất {on:%d/%m/%Y}", "quyết định", "Tinh Gọn", on, on, subject]


def _about(on: date, known: datetime | None, under: int | None, head: str) -> Sequence[Sequence[str]]:
    moment = "hiện nay khi xuất / now, when exported" if known is None else known.isoformat()
    scope = "toàn bộ / everything" if under is None else f"#{under} và mọi thứ bên dưới / and all below it"
    title, *rest = GUIDANCE
    return (
        title,
        ("Thời điểm / On", f"{on:%d/%m/%Y}"),
        ("Theo hồ sơ đến / Known", moment),
        ("Phạm vi / Scope", scope),
        (ORIGIN_LABEL, head),
        *rest,
    )


def _head(known: datetime | None) -> str:
    """The digest of the last ledger entry as known at a moment."""
    entries = LedgerEntry.objects.all() if known is None else LedgerEntry.objects.filter(recorded_at__lte=known)
    last = entries.order_by("-seq").first()
    return GENESIS if last is None else last.digest
