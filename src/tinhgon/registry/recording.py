"""Recording a sequence of decisions that a program planned from a source: all of it, or told why not."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, islice

from tinhgon.accounts.models import Account, system_account
from tinhgon.errors import Text, TinhGonError
from tinhgon.registry import documents, services
from tinhgon.registry.domain.changes import Annul
from tinhgon.registry.domain.decisions import DecisionDocument, Status
from tinhgon.registry.domain.enactment import Outcome, enact, outcome
from tinhgon.registry.domain.records import Register
from tinhgon.registry.domain.refusals import Refusal
from tinhgon.registry.domain.renumbering import settle
from tinhgon.registry.journal import StoreJournal
from tinhgon.registry.models import Decision
from tinhgon.registry.prefetching import prefetch
from tinhgon.registry.services import Rehearsed
from tinhgon.registry.store import StoreView, take_stock

_COLLECTED_EVERY = 200  # decisions
_NO_HEAD = ""

Progress = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and how much there is."""


SystemAccount = tuple[str, str]
"""User name and full name of a program's account."""


class RecordedMeanwhile(TinhGonError):
    """Another program has just recorded a decision of the same plan."""

    code = "recorded_meanwhile"


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many decisions were recorded now, and how many were on record already."""

    new: int
    already: int


def planned_ids() -> Callable[[], int]:
    """Numbers for the objects of a plan, to be settled when it is recorded."""
    numbers = count(1)
    return lambda: next(numbers)


def record_all(
    planned: Sequence[DecisionDocument],
    drafter: SystemAccount,
    approver: SystemAccount,
    progress: Progress | None = None,
    dry_run: bool = False,
) -> Recorded:
    """Rehearse the decisions in order against the record, then enact those not on record yet.

    Nothing is written unless every one of them can stand (Refusal names the one that cannot); with
    `dry_run` nothing is written at all. Stopping half-way leaves whole decisions, and recording the
    same plan again goes on from there. Raises RecordedMeanwhile where another program is at it, too.
    """
    tell = progress or (lambda stage, done, total: None)
    known = recorded_documents([each.key for each in planned])
    numbers = count(-1, -1) if dry_run else services.id_source()
    settled = settle(planned, known, lambda: next(numbers))
    waiting = [each for each in settled if each.key not in known]
    with _collecting_rarely() as collect:
        # The head first: the record that the rehearsal reads is then at least as new.
        head = services.head().digest
        outcomes = _rehearse(waiting, _change_ids(waiting, dry_run), tell)
        if not dry_run:
            signers = system_account(*drafter), system_account(*approver)
            for done in _enact_all(waiting, outcomes, head, signers):
                tell("record", done, len(waiting))
                if done % _COLLECTED_EVERY == 0:
                    collect()
    if waiting and not dry_run:
        take_stock()
    return Recorded(len(waiting), len(planned) - len(waiting))


@contextmanager
def _collecting_rarely() -> Iterator[Callable[[], int]]:
    """The garbage collector runs when told to: among millions of records it took a third of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield gc.collect
    finally:
        if collecting:
            gc.enable()


def recorded_documents(keys: Sequence[str]) -> dict[str, DecisionDocument]:
    """The enacted decisions on record under these source keys."""
    rows = Decision.objects.filter(key__in=keys, status=Status.ENACTED)
    return {document.key: document for document, _ in documents.documents(rows).values()}


def _change_ids(waiting: Sequence[DecisionDocument], dry_run: bool) -> Iterator[int]:
    """The ids of all changes in order; those of a dry run are used up by nobody."""
    if dry_run:
        return count(-1, -1)
    return iter(documents.new_change_ids(sum(len(each.changes) for each in waiting)))


def _rehearse(waiting: Sequence[DecisionDocument], change_ids: Iterator[int], tell: Progress) -> list[Outcome]:
    """Lay every decision on the record in memory. Raises Refusal naming the first that cannot stand."""
    view = StoreView()
    prefetch(view, waiting)
    register = Register(view)
    outcomes: list[Outcome] = []
    for done, document in enumerate(waiting, start=1):
        try:
            sources = tuple(islice(change_ids, len(document.changes)))
            outcomes.append(outcome(document, sources, enact(register, document, sources, StoreJournal())))
        except Refusal as refusal:
            where = refusal.fault_place or f"{document.number} ({document.key})"
            raise Refusal(refusal.violations, where=where) from None
        for each in outcomes[-1].changed:
            register.take(each.object_id, each.after)
        tell("rehearse", done, len(waiting))
    return outcomes


def _enact_all(
    waiting: Sequence[DecisionDocument], outcomes: Sequence[Outcome], head: str, signers: tuple[Account, Account]
) -> Iterator[int]:
    """Enact what was rehearsed upon a ledger with this head, one after the other; how many are done."""
    for done, (document, tried) in enumerate(zip(waiting, outcomes, strict=True), start=1):
        if any(isinstance(each, Annul) for each in document.changes):
            head = _NO_HEAD  # to annul rests on the ledger, which a rehearsal does not continue
        row = services.record(document, *signers, Rehearsed(tried, head))
        if row is None:
            raise _recorded_meanwhile(document)
        # What follows was rehearsed upon this entry, unless another program's came between.
        head = row.digest if row.previous == head else _NO_HEAD
        yield done


def _recorded_meanwhile(document: DecisionDocument) -> RecordedMeanwhile:
    return RecordedMeanwhile(
        Text(
            f"Một chương trình khác vừa ghi quyết định {document.number} từ cùng một nguồn",
            f"Another program has just recorded decision {document.number} from the same source",
        ),
        where=document.key,
        mend=Text("Đợi chương trình đó xong rồi chạy lại.", "Wait until that program is done, then run again."),
    )
