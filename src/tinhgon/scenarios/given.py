"""What programs give for a scenario, read into what its plan is made of: changes, bases, settled conflicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from tinhgon.errors import Text, TinhGonError
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Change, change_from_plain
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.object_ids import mentioned, renumbered
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.domain.writable import require_writable
from tinhgon.registry.models import Entity, LedgerEntry
from tinhgon.registry.services import last_id, new_ids
from tinhgon.scenarios.domain.plan import Base
from tinhgon.scenarios.domain.rebasing import Conflict, Key, Resolution, Side
from tinhgon.scenarios.models import Scenario
from tinhgon.scenarios.rebasing import newest

_SHOWN = 20  # ids named in an error


class InvalidChanges(TinhGonError):
    """What was given is no list of changes that a plan takes."""

    code = "invalid_changes"


class UnknownScenario(TinhGonError):
    """There is no such scenario."""

    code = "unknown_scenario"


class UnknownEntry(TinhGonError):
    """There is no such ledger entry to lay a plan on."""

    code = "unknown_entry"


@dataclass(frozen=True, slots=True)
class Given:
    """Changes as a plan takes them, and the ids that stand for the negative numbers they were given with."""

    changes: tuple[Change, ...]
    ids: Mapping[int, int]


def scenario_called(number: int) -> Scenario:
    """A scenario by its number. Raises UnknownScenario."""
    found = Scenario.objects.select_related("owner").filter(pk=number).first()
    if found is None:
        raise UnknownScenario(
            Text(f"Không có phương án số {number}", f"There is no scenario {number}"),
            mend=Text("Xem danh sách: `tinhgon scenario list`.", "See the list: `tinhgon scenario list`."),
        )
    return found


def base_of(on: date, seq: int | None = None) -> Base:
    """A base: the record after an entry (the newest by default) on a day. Raises UnknownEntry."""
    entry = newest() if seq is None else seq
    if not LedgerEntry.objects.filter(seq=entry).exists():
        raise UnknownEntry(
            Text(f"Sổ không có mục {entry}", f"The ledger has no entry {entry}"),
            mend=Text("Chọn một mục có trong sổ.", "Choose an entry that is in the ledger."),
        )
    return Base(on=on, seq=entry)


def changes_of(plain: Sequence[object]) -> Given:
    """Changes as `plain_change` writes them; objects they make are given as -1, -2 … or by ids taken before.

    Raises InvalidChanges, Unwritable.
    """
    read = [_change(place, each) for place, each in enumerate(plain)]
    if not read:
        raise InvalidChanges(Text("Chưa có thay đổi nào", "There are no changes"))
    named = {each for change in read for each in mentioned(change)}
    _require_given_out(named)
    lacking = sorted((each for each in named if each < 0), reverse=True)
    ids = dict(zip(lacking, new_ids(len(lacking)) if lacking else [], strict=True))
    changes = tuple(renumbered(each, lambda id: ids.get(id, id)) for each in read)
    require_writable(
        DecisionDocument(
            number="", kind="", issuer="", signed_on=_A_DAY, effective_on=_A_DAY, subject="", changes=changes
        )
    )
    _require_no_personal_values(changes)
    return Given(changes, ids)


_A_DAY = date(2000, 1, 1)  # a document has days; those of a plan are its phases'


def resolutions_of(given: Mapping[str, object], found: Iterable[Conflict]) -> dict[Key, Resolution]:
    """How conflicts are settled, by the name of each: a side, or the change that takes the step's place.

    Raises InvalidChanges for a name that is no conflict's.
    """
    known = {name_of(each.key): each.key for each in found}
    if unknown := sorted(set(given) - set(known)):
        raise InvalidChanges(
            Text("Không có xung đột này", "There is no such conflict"),
            where=", ".join(unknown[:_SHOWN]),
            mend=Text(f"Các xung đột: {', '.join(known) or 'không có'}.", f"Conflicts: {', '.join(known) or 'none'}."),
        )
    return {known[name]: _resolution(name, each) for name, each in given.items()}


def name_of(key: Key) -> str:
    """What a conflict is called by programs: its step, kind, object and attribute."""
    return f"{key.step}:{key.clash}:{key.object_id}:{key.attribute}"


def _resolution(name: str, given: object) -> Resolution:
    if given in (Side.OURS, Side.THEIRS):
        return Resolution(Side(str(given)))
    if isinstance(given, Mapping):
        return Resolution(Side.REWRITTEN, changes_of([given]).changes[0])
    raise InvalidChanges(
        Text("Không hiểu cách xử lý xung đột", "How the conflict is settled is not understood"),
        where=name,
        mend=Text("Ghi ours, theirs, hoặc một thay đổi.", "Write ours, theirs, or a change."),
    )


def _change(place: int, plain: Any) -> Change:
    try:
        return change_from_plain(plain)
    except (msgspec.ValidationError, TypeError) as error:
        raise InvalidChanges(
            Text("Không đọc được thay đổi", "A change cannot be read"),
            where=f"[{place}]",
            why=Text(f"Không đúng dạng ({error})", str(error)),
            mend=Text("Viết thay đổi như docs/scenarios.md chỉ dẫn.", "Write it as docs/scenarios.md shows."),
        ) from None


def _require_given_out(ids: Iterable[int]) -> None:
    """An id made up by a program would be given out to somebody else one day."""
    last = last_id()
    if unknown := sorted(each for each in ids if each == 0 or each > last):
        raise InvalidChanges(
            Text("Có số đối tượng chưa từng được cấp", "It names ids that were never given out"),
            where=", ".join(f"#{each}" for each in unknown[:_SHOWN]),
            mend=Text("Ghi đối tượng mới là -1, -2, …", "Number new objects -1, -2, …"),
        )


def _require_no_personal_values(changes: Iterable[Change]) -> None:
    """A plan is read by many; what is kept apart from the record is not written into it."""
    corrected = [each.object_id for each in changes if isinstance(each, verbs.Correct)]
    people = set(Entity.objects.filter(pk__in=corrected, kind=Kind.PERSON).values_list("pk", flat=True))
    personal = [
        each.object_id
        for each in changes
        if isinstance(each, verbs.RegisterPerson | verbs.UpdatePerson)
        or (isinstance(each, verbs.Correct) and each.object_id in people)
    ]
    if personal:
        raise InvalidChanges(
            Text("Phương án không ghi dữ liệu cá nhân", "A scenario holds no personal data"),
            where=", ".join(f"#{each}" for each in personal[:_SHOWN]),
            mend=Text(
                "Ghi nhận người bằng quyết định riêng trước, rồi bổ nhiệm trong phương án.",
                "Register the person by a decision first, then appoint in the scenario.",
            ),
        )
