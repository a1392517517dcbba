"""Finding an object by what people type: a code, a level and a code, or a number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from tinhgon.errors import Text, TinhGonError
from tinhgon.registry.domain.vocabulary import LEVELS, Kind
from tinhgon.registry.selectors.labels import Label, labels, lives
from tinhgon.registry.store import TABLES
from tinhgon.temporal import Period
from tinhgon.temporal.sql import holds, known_at


@dataclass(frozen=True, slots=True)
class Address:
    """Which object is meant: its `id`, or the `code` it bears, perhaps narrowed to a kind or level."""

    text: str
    id: int | None = None
    code: str | None = None
    kind: Kind | None = None
    level: str | None = None


@dataclass(frozen=True, slots=True)
class Bearer:
    """An object an address may mean. `in_force`: it exists, and bears the code, on the day asked for."""

    id: int
    kind: Kind
    level: str | None
    code: str | None
    name: str | None
    life: Period
    in_force: bool


class UnknownObject(TinhGonError):
    """Nothing on record answers to an address."""

    code = "unknown_object"


class Ambiguous(TinhGonError):
    """An address means several objects, or several at different times."""

    code = "ambiguous"

    def __init__(self, address: Address, candidates: Sequence[Bearer], on: date) -> None:
        self.candidates = tuple(candidates)
        listing = "; ".join(f"#{each.id} {each.name or ''} {each.life}".replace("  ", " ") for each in candidates)
        super().__init__(
            Text(
                f"«{address.text}» chỉ nhiều đối tượng, không rõ đối tượng nào vào ngày {on:%d/%m/%Y}",
                f"{address.text!r} means several objects; which one on {on.isoformat()} is not clear",
            ),
            where=listing,
            why=Text("Mã có thể được dùng lại cho đơn vị khác.", "A code may be given to another unit later."),
            mend=Text(
                f"Dùng số của đối tượng, ví dụ «#{candidates[0].id}», thêm cấp, hoặc chọn ngày khác.",
                f"Use the object's number, for example '#{candidates[0].id}', add the level, or choose another day.",
            ),
        )

    def as_json(self) -> dict[str, object]:
        """The error with the objects that may be meant."""
        found = [
            {
                "id": each.id,
                "kind": str(each.kind),
                "name": each.name,
                "start": each.life.start,
                "end": each.life.end,
            }
            for each in self.candidates
        ]
        return super().as_json() | {"candidates": found}


_BY_ID = re.compile(r"(?:#|id:)(\d{1,18})", re.IGNORECASE)


def address_of(text: str) -> Address:
    """Read `#123` or `id:123`, `commune:03007`, `organization:SNV`, or a bare code."""
    text = text.strip()
    by_id = _BY_ID.fullmatch(text)
    if by_id:
        return Address(text, id=int(by_id[1]))
    prefix, colon, rest = text.partition(":")
    word = prefix.strip().lower()
    if colon and word in LEVELS:
        return Address(text, code=rest.strip(), level=word)
    if colon and word in (Kind.AREA, Kind.ORGANIZATION):
        return Address(text, code=rest.strip(), kind=Kind(word))
    return Address(text, code=text)


def bearers(address: Address, on: date, known: datetime | None = None) -> list[Bearer]:
    """All objects an address may mean, by the start of their life. Raises UnknownObject if there is none."""
    found = _by_id(address.id, on, known) if address.id is not None else _by_code(address, on, known)
    if not found:
        raise UnknownObject(
            Text(
                f"Không tìm thấy «{address.text}» trong hồ sơ",
                f"Nothing on record is called {address.text!r}",
            ),
            where=address.text,
            why=None
            if known is None
            else Text("Có thể tại thời điểm --known chưa ghi nhận.", "It may not have been recorded by --known."),
            mend=Text(
                "Dùng mã (03007), cấp và mã (commune:03007) hoặc số (#123); xem các mã bằng `tinhgon areas`.",
                "Use a code (03007), a level and code (commune:03007) or a number (#123); `tinhgon areas` lists codes.",
            ),
        )
    return sorted(found, key=lambda each: (each.life.lower, each.id))


def the_one(address: Address, on: date, known: datetime | None = None) -> Bearer:
    """The object meant: the one in force on the day, or the only one there ever was. Raises Ambiguous."""
    found = bearers(address, on, known)
    in_force = [each for each in found if each.in_force]
    if len(in_force) == 1:
        return in_force[0]
    if len(found) == 1:
        return found[0]
    raise Ambiguous(address, in_force or found, on)


def ever(address: Address, known: datetime | None = None) -> list[Label]:
    """All objects that ever bore a code, also on record no longer (`known`: on record then), by number.

    They are called by their latest name. Raises UnknownObject if there is none.
    """
    named = labels(_ids_ever(address, known), date.max, known)
    if not named:
        raise _nothing(address, known)
    return [named[each] for each in sorted(named)]


def _ids_ever(address: Address, known: datetime | None) -> set[int]:
    if address.id is not None:
        return {address.id}
    recorded = "TRUE" if known is None else known_at("s", known)
    query = _of_code(address, "s.object_id", recorded)
    with connection.cursor() as cursor:
        cursor.execute(query, _code_parameters(address) | {"known": known})
        return {each for (each,) in cursor.fetchall()}


def _nothing(address: Address, known: datetime | None) -> UnknownObject:
    unrecorded = Text("Có thể lúc đó chưa ghi nhận.", "It may not have been on record then.")
    return UnknownObject(
        Text(f"Không tìm thấy «{address.text}» trong hồ sơ", f"Nothing on record is called {address.text!r}"),
        where=address.text,
        why=None if known is None else unrecorded,
        mend=Text(
            "Dùng mã (03007), cấp và mã (commune:03007) hoặc số (#123); xem các mã bằng `tinhgon areas`.",
            "Use a code (03007), a level and code (commune:03007) or a number (#123); `tinhgon areas` lists codes.",
        ),
    )


def _by_id(object_id: int, on: date, known: datetime | None) -> list[Bearer]:
    life = lives([object_id], known).get(object_id)
    if life is None:
        return []
    label = labels([object_id], on, known)[object_id]
    return [Bearer(label.id, label.kind, label.level, label.code, label.name, life, on in life)]


def _by_code(address: Address, on: date, known: datetime | None) -> list[Bearer]:
    columns = "s.object_id, '{kind}', s.{level}, s.code, s.name, lower(s.valid), " + holds("s", known)
    query = f"SELECT * FROM ({_of_code(address, columns, known_at('s', known))}) AS found ORDER BY 1, 7, 6"
    with connection.cursor() as cursor:
        cursor.execute(query, _code_parameters(address) | {"on": on, "known": known})
        rows = {row[0]: row for row in cursor.fetchall()}  # the last of an object: in force, else the latest
    found = lives(rows, known)
    return [Bearer(row[0], Kind(row[1]), row[2], row[3], row[4], found[row[0]], row[6]) for row in rows.values()]


def _of_code(address: Address, columns: str, recorded: str) -> str:
    """Rows of areas and organizations with the address's code; `{kind}` and `{level}` in columns are filled in."""
    # `level = ANY(all levels)` lets the index on (level, code) serve a search by code alone.
    return " UNION ALL ".join(
        f"SELECT {columns.format(kind=kind, level=level)} FROM {TABLES[kind]} s"
        f" WHERE s.code = %(code)s AND s.{level} = ANY(%(levels)s) AND {recorded}"
        for kind, level in ((Kind.AREA, "level"), (Kind.ORGANIZATION, "tier"))
        if address.kind in (None, kind)
    )


def _code_parameters(address: Address) -> dict[str, object]:
    return {"code": address.code, "levels": [address.level] if address.level else list(LEVELS)}
