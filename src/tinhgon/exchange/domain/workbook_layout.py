"""The workbook an office fills in: its sheets, their columns, what each cell takes, one sample row each.

`docs/workbook.md` describes it for people; the template, the import and the export all follow this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tinhgon.errors import Text
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Attribute, Kind, Type

SAMPLE = "VÍ DỤ"
"""A row whose first cell begins with this is a sample: it is never imported."""

HEADING_ROWS = 2
"""Row 1 holds the Vietnamese headings, row 2 the identifiers by which columns are known."""


class Form(StrEnum):
    """How a cell is filled in."""

    KEY = "key"
    CODE = "code"
    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    FLAG = "flag"
    DATE = "date"
    CHOICE = "choice"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its identifier (row 2), its heading (row 1), and what its cells take.

    `attribute` is the registry's attribute it fills; key, ending and the particulars of the decision have none.
    `partial_date` lets a birth date be a year or a month.
    """

    name: str
    heading: Text
    form: Form
    required: bool = False
    attribute: Attribute | None = None
    sample: str = ""
    width: int = 16
    partial_date: bool = False

    @property
    def personal(self) -> bool:
        """Whether its values are personal data."""
        return self.attribute is not None and self.attribute.type is Type.PERSONAL

    @property
    def choices(self) -> tuple[str, ...]:
        """The codes its cells may hold; empty where they are free."""
        return () if self.attribute is None else self.attribute.choices


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: the kind of objects its rows describe (None: the decision), its names and columns."""

    name: str
    identifier: str
    kind: Kind | None
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column with this identifier."""
        return next(each for each in self.columns if each.name == name)


GUIDE = "Hướng dẫn"
LISTS = "Danh mục"
BESIDES = (GUIDE, LISTS)
"""Sheets that explain; an import reads of them only the origin on the guide."""

ORIGIN_LABEL = "Đầu sổ khi xuất"
"""On the guide of an export: the cell after this one holds the ledger head of the registry it came from."""

NO_END = date(2999, 12, 31)
"""As the end of a hand-over: under way, with no end decided. An export tells every hand-over so."""

FLAGS: Mapping[bool, Text] = {True: Text("có", "yes"), False: Text("không", "no")}

_FORMS = {
    Type.TEXT: Form.TEXT,
    Type.PERSONAL: Form.TEXT,
    Type.INTEGER: Form.INTEGER,
    Type.DECIMAL: Form.DECIMAL,
    Type.BOOLEAN: Form.FLAG,
    Type.DATE: Form.DATE,
    Type.REFERENCE: Form.REFERENCE,
}

_LEFT_OUT = {"boundary", "handover"}  # boundaries have a format of their own; a hand-over is told by its end

_WIDTHS = {
    "name": 36,
    "minority_share": 20,
    "natural_area": 18,
    "title": 32,
    "form": 22,
    "funding": 24,
    "native_place": 28,
    "establishment_class": 22,
}

_SHOWN_UNITS = ("km²", "°")

_HANDOVER = Column("handover_until", Text("Bàn giao đến hết trước ngày", "Hand-over until"), Form.DATE)
_END = Column("end_on", Text("Kết thúc", "Ends on"), Form.DATE)


def _column(attribute: Attribute, sample: str) -> Column:
    form = Form.CHOICE if attribute.choices else Form.CODE if attribute.name == "code" else _FORMS[attribute.type]
    birth = attribute.type is Type.PERSONAL and attribute.name == "birth_date"
    unit = f" ({attribute.unit})" if attribute.unit in _SHOWN_UNITS else ""
    return Column(
        attribute.name,
        Text(attribute.label.vi + unit, attribute.label.en + unit),
        Form.DATE if birth else form,
        required=attribute.required,
        attribute=attribute,
        sample=sample,
        width=_WIDTHS.get(attribute.name, 16),
        partial_date=birth,
    )


_SAMPLES: Mapping[Kind, Mapping[str, str]] = {
    Kind.AREA: {
        "key": f"{SAMPLE} xã A",
        "code": "06724",
        "name": "Xã A",
        "level": "cấp xã",
        "type": "xã",
        "grade": "loại II",
        "natural_area": "51,6",
        "population": "6450",
        "terrain": "miền núi",
        "border": "không",
        "island": "không",
        "minority_share": "0,516",
        "latitude": "21,25",
        "longitude": "107,19",
    },
    Kind.ORGANIZATION: {
        "key": f"{SAMPLE} Ủy ban",
        "code": "UBND-A",
        "name": "Ủy ban nhân dân xã A",
        "short_name": "UBND xã A",
        "sector": "nhà nước",
        "tier": "cấp xã",
        "form": "ủy ban",
        "area": f"{SAMPLE} xã A",
    },
    Kind.POST: {
        "key": f"{SAMPLE} Chủ tịch",
        "organization": f"{SAMPLE} Ủy ban",
        "title": "Chủ tịch Ủy ban nhân dân xã",
        "role": "committee_chair",
        "headship": "cấp trưởng",
        "establishment_class": "cán bộ",
        "elective": "có",
        "seats": "1",
    },
    Kind.PERSON: {
        "key": f"{SAMPLE} người 1",
        "name": "Nguyễn Thị Ví Dụ",
        "birth_date": "02/09/1975",
        "gender": "nữ",
        "ethnicity": "Dao",
        "native_place": "xã A",
    },
    Kind.MEMBERSHIP: {
        "key": f"{SAMPLE} giữ chức 1",
        "person": f"{SAMPLE} người 1",
        "post": f"{SAMPLE} Chủ tịch",
        "basis": "bầu",
        "concurrent": "không",
        "non_local": "không",
        "term_ends_on": "30/06/2026",
    },
    Kind.QUOTA: {
        "key": f"{SAMPLE} biên chế 1",
        "organization": f"{SAMPLE} Ủy ban",
        "establishment_class": "công chức",
        "funding": "ngân sách nhà nước",
        "amount": "11",
    },
}

_NAMES = {
    Kind.AREA: ("Đơn vị hành chính", "areas"),
    Kind.ORGANIZATION: ("Tổ chức", "organizations"),
    Kind.POST: ("Chức danh", "posts"),
    Kind.PERSON: ("Con người", "people"),
    Kind.MEMBERSHIP: ("Giữ chức danh", "memberships"),
    Kind.QUOTA: ("Biên chế", "quotas"),
}

KEYLESS = (Kind.MEMBERSHIP, Kind.QUOTA)
"""Kinds nothing refers to: their rows need no key."""


def _sheet(kind: Kind) -> Sheet:
    name, identifier = _NAMES[kind]
    samples = _SAMPLES[kind]
    key = Column("key", Text("Khóa", "Key"), Form.KEY, required=kind not in KEYLESS, sample=samples["key"], width=20)
    columns = [key]
    columns += [
        _column(each, samples.get(each.name, "")) for each in ATTRIBUTES[kind].values() if each.name not in _LEFT_OUT
    ]
    columns += [_HANDOVER] if kind is Kind.MEMBERSHIP else []
    columns += [] if kind is Kind.PERSON else [_END]
    return Sheet(name, identifier, kind, tuple(columns))


DECISION = Sheet(
    "Quyết định",
    "decision",
    None,
    (
        Column("number", Text("Số, ký hiệu", "Number"), Form.TEXT, True, sample=f"{SAMPLE} 12/QĐ-UBND", width=22),
        Column("kind", Text("Loại văn bản", "Kind of document"), Form.TEXT, True, sample="quyết định"),
        Column("issuer", Text("Cơ quan ban hành", "Issuer"), Form.TEXT, True, sample="Ủy ban nhân dân tỉnh", width=30),
        Column("signed_on", Text("Ngày ký", "Signed on"), Form.DATE, True, sample="20/05/2019"),
        Column("effective_on", Text("Ngày hiệu lực", "Effective on"), Form.DATE, True, sample="01/06/2019"),
        Column("subject", Text("Trích yếu", "Subject"), Form.TEXT, True, sample="Sắp xếp tổ chức xã A", width=50),
    ),
)

OBJECTS: Mapping[Kind, Sheet] = {kind: _sheet(kind) for kind in Kind}
"""The sheet of each kind of objects."""

SHEETS: tuple[Sheet, ...] = (DECISION, *OBJECTS.values())


def letter(index: int) -> str:
    """The letter of a column, counted from 0: A … Z, AA …"""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
