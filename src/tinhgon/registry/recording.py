"""Recording a sequence of decisions that a program planned from a source: all of it, or told why not."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from tinhgon.accounts.models import system_account
from tinhgon.errors import Text, TinhGonError
from tinhgon.registry import documents, services
from tinhgon.registry.domain.decisions import DecisionDocument, Status
from tinhgon.registry.domain.enactment import enact
from tinhgon.registry.domain.records import Register
from tinhgon.registry.domain.refusals import Refusal
from tinhgon.registry.domain.renumbering import settle
from tinhgon.registry.journal import StoreJournal
from tinhgon.registry.models import Decision
from tinhgon.registry.prefetching import prefetch
from tinhgon.registry.store import StoreView

_COLLECTED_EVERY = 200  # decisions

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
        _rehearse(waiting, tell)
        if not dry_run:
            signers = system_account(*drafter), system_account(*approver)
            for done, document in enumerate(waiting, start=1):
                if services.record(document, *signers) is None:
                    raise _recorded_meanwhile(document)
                tell("record", done, len(waiting))
                if done % _COLLECTED_EVERY == 0:
                    collect()
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


def _rehearse(waiting: Sequence[DecisionDocument], tell: Progress) -> None:
    """Lay every decision on the record in memory. Raises Refusal naming the first that cannot stand."""
    view = StoreView()
    prefetch(view, waiting)
    register = Register(view)
    for done, document in enumerate(waiting, start=1):
        try:
            step = enact(register, document, range(-len(document.changes), 0), StoreJournal())
        except Refusal as refusal:
            where = refusal.fault_place or f"{document.number} ({document.key})"
            raise Refusal(refusal.violations, where=where) from None
        for object_id, record in step.changed.items():
            register.take(object_id, record)
        tell("rehearse", done, len(waiting))


def _recorded_meanwhile(document: DecisionDocument) -> RecordedMeanwhile:
    return RecordedMeanwhile(
        Text(
            f"Một chương trình khác vừa ghi quyết định {document.number} từ cùng một nguồn",
            f"Another program has just recorded decision {document.number} from the same source",
        ),
        where=document.key,
        mend=Text("Đợi chương trình đó xong rồi chạy lại.", "Wait until that program is done, then run again."),
    )
