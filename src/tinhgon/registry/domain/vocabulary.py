"""What the registry speaks of: kinds of objects, their attributes, and the values these may take.

The terms are those of Popolo and the W3C Organization Ontology; `docs/glossary.md` maps them to
Vietnamese. This table is the single source of the database columns, of the checks on changes and of
the snapshot schemas.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache

from tinhgon.errors import Text

Value = str | int | bool
"""An attribute's value as changes carry it: dates and decimals are text, references are object ids."""


class Kind(StrEnum):
    """The six kinds of objects that have an identity and a dated state."""

    AREA = "area"
    ORGANIZATION = "organization"
    POST = "post"
    PERSON = "person"
    MEMBERSHIP = "membership"
    QUOTA = "quota"


class Level(StrEnum):
    """Levels of administrative units, highest first."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    VILLAGE = "village"

    @property
    def rank(self) -> int:
        """0 for the highest level."""
        return list(Level).index(self)


class Type(StrEnum):
    """How a value is written, checked and stored."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    REFERENCE = "reference"
    PERSONAL = "personal"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a kind: its type, the values or kind it may point to, and its labels.

    `minimum` bounds numbers from below. Attributes of type PERSONAL hold a keyed digest of the
    value, never the value (see `registry.domain.personal`).
    """

    name: str
    type: Type
    label: Text
    required: bool = False
    target: Kind | None = None
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    unit: str = ""

    @property
    def column(self) -> str:
        """Its column in tables and frames: its name, with `_id` where it points to another object."""
        return f"{self.name}_id" if self.type is Type.REFERENCE else self.name


def _text(name: str, vi: str, en: str, *, required: bool = False, choices: tuple[str, ...] = ()) -> Attribute:
    return Attribute(name, Type.TEXT, Text(vi, en), required=required, choices=choices)


def _flag(name: str, vi: str, en: str) -> Attribute:
    return Attribute(name, Type.BOOLEAN, Text(vi, en))


def _number(name: str, vi: str, en: str, unit: str, kind: Type = Type.INTEGER, minimum: int | None = 0) -> Attribute:
    return Attribute(name, kind, Text(vi, en), minimum=minimum, unit=unit)


def _reference(name: str, target: Kind, vi: str, en: str, *, required: bool = False) -> Attribute:
    return Attribute(name, Type.REFERENCE, Text(vi, en), required=required, target=target)


def _personal(name: str, vi: str, en: str, *, required: bool = False) -> Attribute:
    return Attribute(name, Type.PERSONAL, Text(vi, en), required=required)


LEVELS = tuple(Level)
GRADES = ("special", "I", "II", "III")
SECTORS = ("party", "state", "front", "service", "enterprise")
HEADSHIPS = ("head", "deputy", "none")
ESTABLISHMENT_CLASSES = ("elected_official", "civil_servant", "public_employee", "contract", "part_time")
BASES = ("elected", "appointed")

CHOICE_NAMES: Mapping[str, Text] = {
    "province": Text("cấp tỉnh", "province"),
    "district": Text("cấp huyện", "district"),
    "commune": Text("cấp xã", "commune"),
    "village": Text("cấp thôn", "village"),
    "party": Text("đảng", "party"),
    "state": Text("nhà nước", "state"),
    "front": Text("mặt trận, đoàn thể", "front"),
    "service": Text("sự nghiệp công lập", "public service"),
    "enterprise": Text("doanh nghiệp", "enterprise"),
    "head": Text("cấp trưởng", "head"),
    "deputy": Text("cấp phó", "deputy"),
    "none": Text("không lãnh đạo", "none"),
    "elected_official": Text("cán bộ", "elected official"),
    "civil_servant": Text("công chức", "civil servant"),
    "public_employee": Text("viên chức", "public employee"),
    "contract": Text("hợp đồng", "contract"),
    "part_time": Text("không chuyên trách", "part-time"),
    "special": Text("đặc biệt", "special"),
    "I": Text("loại I", "class I"),
    "II": Text("loại II", "class II"),
    "III": Text("loại III", "class III"),
    "elected": Text("bầu", "elected"),
    "appointed": Text("bổ nhiệm", "appointed"),
}
"""What the choices of enumerated attributes are called."""

_TABLE: dict[Kind, tuple[Attribute, ...]] = {
    Kind.AREA: (
        _text("code", "Mã", "Code", required=True),
        _text("name", "Tên", "Name", required=True),
        _text("level", "Cấp", "Level", required=True, choices=LEVELS),
        _text("type", "Loại", "Type"),
        _text("grade", "Phân loại", "Grade", choices=GRADES),
        _reference("parent", Kind.AREA, "Thuộc", "Part of"),
        _number("natural_area", "Diện tích tự nhiên", "Natural area", "km²", Type.DECIMAL),
        _number("population", "Dân số", "Population", "people"),
        _text("terrain", "Địa hình", "Terrain"),
        _flag("border", "Biên giới", "Border"),
        _flag("island", "Hải đảo", "Island"),
        _number("minority_share", "Tỷ lệ dân tộc thiểu số", "Minority share", "share", Type.DECIMAL),
        _number("latitude", "Vĩ độ", "Latitude", "°", Type.DECIMAL, None),
        _number("longitude", "Kinh độ", "Longitude", "°", Type.DECIMAL, None),
        _text("boundary", "Ranh giới (GeoJSON)", "Boundary (GeoJSON)"),
    ),
    Kind.ORGANIZATION: (
        _text("code", "Mã", "Code"),
        _text("name", "Tên", "Name", required=True),
        _text("short_name", "Tên viết tắt", "Short name"),
        _text("sector", "Khối", "Sector", required=True, choices=SECTORS),
        _text("tier", "Cấp", "Tier", required=True, choices=LEVELS),
        _text("form", "Loại hình", "Form"),
        _reference("parent", Kind.ORGANIZATION, "Trực thuộc", "Parent"),
        _reference("area", Kind.AREA, "Địa bàn", "Area served"),
        _text("autonomy", "Mức tự chủ", "Autonomy level"),
    ),
    Kind.POST: (
        _reference("organization", Kind.ORGANIZATION, "Cơ quan", "Organization", required=True),
        _text("title", "Chức danh", "Title", required=True),
        _text("role", "Vai trò", "Role"),
        _text("headship", "Vị trí lãnh đạo", "Headship", required=True, choices=HEADSHIPS),
        _text(
            "establishment_class",
            "Loại biên chế",
            "Establishment class",
            required=True,
            choices=ESTABLISHMENT_CLASSES,
        ),
        _flag("elective", "Bầu cử", "Elective"),
        _number("seats", "Số chỗ", "Seats", "seats", minimum=1),
        _reference("unified_with", Kind.POST, "Nhất thể hóa với", "Unified with"),
    ),
    Kind.PERSON: (
        _personal("name", "Họ và tên", "Name", required=True),
        _personal("birth_date", "Ngày sinh", "Birth date"),
        _personal("gender", "Giới tính", "Gender"),
        _personal("ethnicity", "Dân tộc", "Ethnicity"),
        _personal("native_place", "Quê quán", "Native place"),
    ),
    Kind.MEMBERSHIP: (
        _reference("person", Kind.PERSON, "Người giữ", "Person", required=True),
        _reference("post", Kind.POST, "Chức danh", "Post", required=True),
        _text("basis", "Hình thức", "Basis", required=True, choices=BASES),
        _flag("concurrent", "Kiêm nhiệm", "Concurrent"),
        _flag("handover", "Đang bàn giao", "Hand-over"),
        _flag("non_local", "Không là người địa phương", "Not local"),
        Attribute("term_ends_on", Type.DATE, Text("Hết nhiệm kỳ", "Term ends on")),
    ),
    Kind.QUOTA: (
        _reference("organization", Kind.ORGANIZATION, "Cơ quan", "Organization", required=True),
        _text(
            "establishment_class",
            "Loại biên chế",
            "Establishment class",
            required=True,
            choices=ESTABLISHMENT_CLASSES,
        ),
        _text("funding", "Nguồn kinh phí", "Funding source", required=True),
        _number("amount", "Số biên chế", "Ceiling", "posts"),
    ),
}

ATTRIBUTES: Mapping[Kind, Mapping[str, Attribute]] = {
    kind: {each.name: each for each in attributes} for kind, attributes in _TABLE.items()
}
"""Every attribute by kind and name, in the order of the columns."""

MOST = 2**53 - 1
"""The largest whole number: JSON readers elsewhere hold no larger one exactly (RFC 8785, I-JSON)."""

WHOLE_DIGITS, DECIMAL_PLACES = 15, 12
"""The digits of a decimal before and after the point: what columns and arithmetic hold exactly."""

_DIGEST = re.compile(r"[0-9a-f]{64}")


class InvalidValue(ValueError):
    """A value that its attribute does not take; `why` says it in both languages."""

    def __init__(self, attribute: str, value: object, why: Text) -> None:
        self.attribute = attribute
        self.value = value
        self.why = why
        super().__init__(f"{attribute} = {value!r}: {why.en}")


def check_value(kind: Kind, name: str, value: object) -> Value | None:
    """The value in its one stored form (NFC text, plain decimals), or None for "no value".

    Raises InvalidValue for an unknown attribute, a wrong type, a value outside the choices or
    bounds, or None where the attribute is required.
    """
    attribute = ATTRIBUTES[kind].get(name)
    if attribute is None:
        raise InvalidValue(name, value, Text(f"không có thuộc tính này ở {kind}", f"{kind} has no such attribute"))
    if value is None:
        if attribute.required:
            raise InvalidValue(name, value, Text("bắt buộc phải có", "it is required"))
        return None
    match attribute.type:
        case Type.TEXT | Type.PERSONAL | Type.DATE | Type.DECIMAL if not isinstance(value, str):
            raise InvalidValue(name, value, Text("phải là chuỗi ký tự", "it must be text"))
        case Type.INTEGER | Type.REFERENCE if not isinstance(value, int) or isinstance(value, bool):
            raise InvalidValue(name, value, Text("phải là số nguyên", "it must be a whole number"))
        case Type.BOOLEAN if not isinstance(value, bool):
            raise InvalidValue(name, value, Text("phải là đúng hoặc sai", "it must be true or false"))
    return _normal(attribute, value)  # type: ignore[arg-type]  # narrowed above, type by type


def _normal(attribute: Attribute, value: Value) -> Value:
    if attribute.type is Type.TEXT:
        return _normal_text(attribute, str(value))
    if attribute.type is Type.DATE:
        try:
            return date.fromisoformat(str(value)).isoformat()
        except ValueError:
            raise InvalidValue(
                attribute.name, value, Text("phải là ngày dạng NNNN-TT-NN", "it must be a date, YYYY-MM-DD")
            ) from None
    if attribute.type is Type.PERSONAL and not _DIGEST.fullmatch(str(value)):
        raise InvalidValue(
            attribute.name,
            value,
            Text("phải là mã băm có khóa", "it must be a keyed digest, never the value itself"),
        )
    if attribute.type is Type.DECIMAL:
        return plain_decimal(attribute, str(value))
    if attribute.type in (Type.INTEGER, Type.REFERENCE) and abs(int(value)) > MOST:
        raise InvalidValue(attribute.name, value, Text("số quá lớn", "the number is too large"))
    if attribute.minimum is not None and int(value) < attribute.minimum:
        raise InvalidValue(
            attribute.name,
            value,
            Text(f"không được nhỏ hơn {attribute.minimum}", f"it must be at least {attribute.minimum}"),
        )
    return value


def _normal_text(attribute: Attribute, value: str) -> str:
    # Spaces stay as the source prints them: a name is evidence. Search and display look past them.
    text = unicodedata.normalize("NFC", value)
    if not text.strip():
        raise InvalidValue(attribute.name, value, Text("không được để trống", "it must not be blank"))
    if "\0" in text:
        raise InvalidValue(attribute.name, value, Text("có ký tự cấm", "it holds a NUL character"))
    if attribute.choices and text not in attribute.choices:
        allowed = ", ".join(attribute.choices)
        raise InvalidValue(attribute.name, value, Text(f"chỉ nhận: {allowed}", f"it must be one of: {allowed}"))
    return text


def plain_decimal(attribute: Attribute, text: str) -> str:
    """A decimal in plain notation without trailing zeros, so that equal numbers are equal texts."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise InvalidValue(attribute.name, text, Text("phải là số thập phân", "it must be a decimal number"))
    if attribute.minimum is not None and number < attribute.minimum:
        raise InvalidValue(
            attribute.name,
            text,
            Text(f"không được nhỏ hơn {attribute.minimum}", f"at least {attribute.minimum}"),
        )
    if number.adjusted() >= WHOLE_DIGITS or number != round(number, DECIMAL_PLACES):
        raise InvalidValue(
            attribute.name,
            text,
            Text(
                f"quá {WHOLE_DIGITS} chữ số phần nguyên hoặc {DECIMAL_PLACES} chữ số thập phân",
                f"it has more than {WHOLE_DIGITS} whole digits or {DECIMAL_PLACES} decimal places",
            ),
        )
    plain = format(number.normalize(), "f")
    return "0" if plain == "-0" else plain


@cache
def references(kind: Kind) -> tuple[Attribute, ...]:
    """The attributes of `kind` that point to other objects."""
    return tuple(each for each in ATTRIBUTES[kind].values() if each.type is Type.REFERENCE)
