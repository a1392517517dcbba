"""Which object each row of a workbook is: one on record, or a new one; and what its references mean.

A key is the office's own. `#12` is the object with that number in the registry, a key that is a code on record
is the object that bears it, and any other key makes a new object. References take keys of the workbook first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from tinhgon.errors import Text
from tinhgon.exchange.domain.workbook_faults import Faults
from tinhgon.exchange.domain.workbook_layout import KEYLESS, OBJECTS, Form
from tinhgon.exchange.domain.workbook_reading import Row, Table
from tinhgon.exchange.domain.workbook_registry import Existing
from tinhgon.registry.domain.vocabulary import LEVELS, Kind

_NUMBER = re.compile(r"#(\d{1,18})")

_MEND_KEY = Text(
    "Ghi khóa của một dòng trong tệp, mã trong sổ, hoặc số đối tượng dạng #12.",
    "Write the key of a row of this workbook, a code on record, or an object's number as #12.",
)


class Identities:
    """The object ids of all rows, and how references are resolved.

    `numbers_mean` tells whether `#12` is object 12 of this registry; in the export of another registry it is but
    a key. New objects get ids from `new_id`.
    """

    def __init__(
        self, existing: Existing, numbers_mean: bool, new_id: Callable[[], int], faults: Faults, on: date | None
    ) -> None:
        self.existing = existing
        self.numbers_mean = numbers_mean
        self.new_id = new_id
        self.faults = faults
        self.day = "" if on is None else f"{on:%d/%m/%Y}"
        self.rows: dict[int, tuple[Table, Row]] = {}
        self.new: set[int] = set()
        self._keys: dict[Kind, dict[str, int]] = {kind: {} for kind in Kind}

    def identify(self, tables: Mapping[Kind, Table]) -> None:
        """Give every row its object and resolve all references. `Row.values` hold object ids afterwards."""
        for kind, table in tables.items():
            if kind not in KEYLESS:
                for row in table.rows:
                    self._name(table, row, self._keyed(table, row))
        for table in tables.values():
            for row in table.rows:
                self._resolve(table, row)
        for kind in KEYLESS:
            if kind in tables:
                for row in tables[kind].rows:
                    self._name(tables[kind], row, self._keyed(tables[kind], row) or self._alike(kind, row))

    def _name(self, table: Table, row: Row, known: int | None) -> None:
        """Take a row as the description of an object on record, or of a new one."""
        kind = _kind(table)
        if not row.key and kind not in KEYLESS:
            return
        earlier = self._keys[kind].get(row.key) if row.key else None
        if earlier is None and known in self.rows:
            earlier = known
        if earlier is not None:
            number = self.rows[earlier][1].number
            why = Text(f"trùng với dòng {number}", f"the same as row {number}")
            mend = Text(
                "Mỗi đối tượng ghi một dòng với một khóa riêng.", "Give each object one row and a key of its own."
            )
            self.faults.add(table.fault(row, "key", why, mend))
            return
        object_id = known
        if object_id is None:
            object_id = self.new_id()
            self.new.add(object_id)
        self.rows[object_id] = table, row
        if row.key:
            self._keys[kind][row.key] = object_id

    def _keyed(self, table: Table, row: Row) -> int | None:
        """The object on record that a row's key names."""
        kind = _kind(table)
        number = _NUMBER.fullmatch(row.key)
        if number and self.numbers_mean:
            if self.existing.has(kind, int(number[1])):
                return int(number[1])
            self.faults.add(table.fault(row, "key", self._nothing(kind, row.key), _MEND_KEY))
            return None
        level = row.values.get("level")
        found = self._coded(kind, row.key, str(level) if level else None) if row.key else []
        return self._single(table, row, "key", found)

    def _alike(self, kind: Kind, row: Row) -> int | None:
        """The membership or quota on record between the same objects."""
        values = row.values
        if kind is Kind.MEMBERSHIP:
            person, post = values.get("person"), values.get("post")
            return self.existing.membership(person, post) if isinstance(person, int) and isinstance(post, int) else None
        body = values.get("organization")
        if not isinstance(body, int):
            return None
        return self.existing.quota(body, str(values.get("establishment_class")), str(values.get("funding")))

    # --- references

    def _resolve(self, table: Table, row: Row) -> None:
        for column in table.sheet.columns:
            text = row.values.get(column.name)
            if column.form is Form.REFERENCE and text is not None and column.attribute is not None:
                target = column.attribute.target
                assert target is not None  # noqa: S101  # the vocabulary gives every reference its kind
                row.values[column.name] = self._target(table, row, column.name, target, str(text))

    def _target(self, table: Table, row: Row, column: str, kind: Kind, text: str) -> int | None:
        own = self._keys[kind].get(text)
        if own is not None:
            return own
        number = _NUMBER.fullmatch(text)
        if number and self.numbers_mean and self.existing.has(kind, int(number[1])):
            return int(number[1])
        found = [] if number else self._coded(kind, text, None)
        if not found:
            sheet = OBJECTS[kind].name
            why = self._nothing(kind, text)
            mend = Text(
                f"Thêm dòng vào trang «{sheet}», hoặc: {_MEND_KEY.vi}", f"Add a row to «{sheet}», or: {_MEND_KEY.en}"
            )
            self.faults.add(table.fault(row, column, why, mend))
            return None
        return self._single(table, row, column, found)

    def _coded(self, kind: Kind, text: str, level: str | None) -> list[int]:
        prefix, colon, rest = text.partition(":")
        if colon and prefix.strip().lower() in LEVELS:
            return self.existing.coded(kind, rest.strip(), prefix.strip().lower())
        return self.existing.coded(kind, text, level)

    def _single(self, table: Table, row: Row, column: str, found: list[int]) -> int | None:
        if len(found) > 1:
            listing = ", ".join(f"#{each}" for each in sorted(found))
            why = Text(f"mã này có ở nhiều đối tượng: {listing}", f"several objects bear this code: {listing}")
            mend = Text("Ghi số đối tượng, ví dụ #12.", "Write the object's number, as #12.")
            self.faults.add(table.fault(row, column, why, mend))
        return found[0] if len(found) == 1 else None

    def _nothing(self, kind: Kind, text: str) -> Text:
        sheet = OBJECTS[kind].name
        if _NUMBER.fullmatch(text) and not self.numbers_mean:
            return Text(
                f"không có dòng {text} ở trang «{sheet}»; tệp xuất từ sổ khác nên số không chỉ đối tượng của sổ này",
                f"there is no row {text} on «{sheet}»; numbers in the export of another registry mean nothing here",
            )
        return Text(
            f"không có «{text}» ở trang «{sheet}» cũng như trong sổ vào ngày {self.day}",
            f"there is no {text!r} on «{sheet}» nor on record on {self.day}",
        )


def _kind(table: Table) -> Kind:
    kind = table.sheet.kind
    assert kind is not None  # noqa: S101  # the decision's sheet is no table of objects
    return kind
