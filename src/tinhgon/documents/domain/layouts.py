"""Layouts of official papers as dated data: what each instrument prescribes for state and for party papers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Literal

import msgspec

from tinhgon.errors import Text, TinhGonError
from tinhgon.rulebook.domain.parameters import Verified
from tinhgon.rulebook.domain.reading import MEMORY, Label, Plain, PlainFile, invalid
from tinhgon.rulebook.domain.values import Words
from tinhgon.temporal import EmptyPeriod, Period

IssuerKind = Literal["state", "party"]
PaperKind = Literal["decision", "submission", "scheme"]
ElementName = Literal[
    "motto_head", "motto", "superior", "issuer", "number", "place", "kind", "subject", "body", "capacity", "signer",
    "recipients_head", "recipients",
]  # fmt: skip
Length = int | Decimal


class NoSuchLayout(TinhGonError, LookupError):
    """There is no layout for a kind of issuer, or no kind of paper of that name."""

    code = "no_such_layout"


class Measure(Plain, frozen=True, kw_only=True):
    """A length (mm) or size (pt): what the instrument allows, one value or the least and the greatest, and what
    is printed."""

    allowed: Annotated[tuple[Length, ...], msgspec.Meta(min_length=1, max_length=2)]
    use: Length


class _Cited(Plain, frozen=True, kw_only=True):
    source: Words
    verified: Verified


class Page(_Cited, frozen=True, kw_only=True):
    """Width and height of the paper and its four margins, mm."""

    width: Length
    height: Length
    top: Measure
    bottom: Measure
    left: Measure
    right: Measure


class Font(_Cited, frozen=True, kw_only=True):
    """The typeface."""

    name: Words


class PageNumber(_Cited, frozen=True, kw_only=True):
    """The number at the top of a page, in the middle; `annexes_apart`: each annex is numbered for itself."""

    size: Measure
    hide_first: bool
    annexes_apart: bool


class Element(_Cited, frozen=True, kw_only=True):
    """One part of a paper: its size (pt) and cut, the text that is always there, what stands below it.

    `rule` is a line below, as wide as the text or a part of it; `mark` is text below. `indent` (mm) is that of a
    first line, `before` (pt) the space above, `line` the distance of lines as a multiple.
    """

    size: Measure
    text: str = ""
    bold: bool = False
    italic: bool = False
    upper: bool = False
    underline: bool = False
    rule: Literal["", "whole", "part"] = ""
    mark: str = ""
    indent: Measure | None = None
    before: Measure | None = None
    line: Measure | None = None

    def cased(self, text: str) -> str:
        """The text in capitals where this part is printed so."""
        return text.upper() if self.upper else text


class Numbers(_Cited, frozen=True, kw_only=True):
    """How papers are numbered: the line printed, the symbol in it, what a series lasts for and is counted by."""

    line: Words
    symbol: Words
    series: Literal["year", "term"]
    apart: Literal["kind"]


class Dates(_Cited, frozen=True, kw_only=True):
    """Up to which day of a month, and which month, a zero is put before it."""

    zero_days: int
    zero_months: int


class Prefixes(_Cited, frozen=True, kw_only=True):
    """What tells on whose behalf somebody signs."""

    values: tuple[Words, ...]


class Archive(_Cited, frozen=True, kw_only=True):
    """The last line of the recipients."""

    text: Words


class Layout(Plain, frozen=True, kw_only=True):
    """How the papers of one kind of issuer look under one instrument."""

    id: Words
    issuer: IssuerKind
    label: Label
    instrument: Words
    valid_from: date
    valid_to: date | None  # the last day, as laws print it
    note: Label
    page: Page
    font: Font
    page_number: PageNumber
    elements: dict[ElementName, Element]
    numbers: Numbers
    dates: Dates
    prefixes: Prefixes
    archive: Archive
    carried_from: str = ""

    @property
    def validity(self) -> Period:
        """The days on which the instrument holds."""
        return Period(self.valid_from, None if self.valid_to is None else self.valid_to + timedelta(days=1))


class Kind(_Cited, frozen=True, kw_only=True):
    """A kind of paper: what it is called and its letters in the number, by kind of issuer."""

    label: Label
    symbols: dict[IssuerKind, Words]


class _File(Plain, frozen=True, kw_only=True):
    sources: dict[str, Words]
    layouts: Annotated[tuple[Layout, ...], msgspec.Meta(min_length=1)]
    kinds: dict[PaperKind, Kind]


@dataclass(frozen=True, slots=True)
class Layouts:
    """All layouts on record and the kinds of papers."""

    every: tuple[Layout, ...]
    kinds: Mapping[PaperKind, Kind]
    sources: Mapping[str, str]

    def of(self, issuer: str, on: date) -> Layout:
        """The layout for papers signed on a day; before the first on record, the first. Raises NoSuchLayout."""
        own = sorted((each for each in self.every if each.issuer == issuer), key=lambda each: each.valid_from)
        if not own:
            raise NoSuchLayout(
                Text(f"Không có thể thức văn bản «{issuer}»", f"There is no layout {issuer!r}"),
                mend=Text("Chọn thể thức: state (nhà nước) hoặc party (Đảng).", "Choose state or party."),
            )
        return next((each for each in own if on in each.validity), own[0])

    def by_id(self, layout: str) -> Layout:
        """The layout of an id. Raises NoSuchLayout."""
        for each in self.every:
            if each.id == layout:
                return each
        raise NoSuchLayout(Text(f"Không có thể thức `{layout}`", f"There is no layout `{layout}`"))

    def kind(self, kind: str) -> Kind:
        """A kind of paper. Raises NoSuchLayout."""
        for name, each in self.kinds.items():
            if name == kind:
                return each
        raise NoSuchLayout(
            Text(f"Không có loại văn bản «{kind}»", f"There is no kind of paper {kind!r}"),
            mend=Text(f"Chọn một trong: {', '.join(self.kinds)}.", f"Choose one of {', '.join(self.kinds)}."),
        )


def layouts_of(file: PlainFile) -> Layouts:
    """The layouts of a file.

    Raises RulebookFault naming file, line and key for an unknown or missing key, a source the file does not list,
    something from memory called verified, a value outside what is allowed, a paper without one of its parts, and
    layouts of one kind of issuer that share a day.
    """
    try:
        read = msgspec.convert(file.plain, _File)
    except msgspec.ValidationError as error:
        raise invalid(file, "$", error) from None
    for number, layout in enumerate(read.layouts):
        path = f"$.layouts[{number}]"
        _check_validity(file, read.layouts[:number], layout, path)
        _check_parts(file, layout, path)
        _check_cited(file, read, layout, path)
    _check_cited(file, read, read.kinds, "$.kinds")
    return Layouts(read.layouts, read.kinds, read.sources)


_NEEDED: frozenset[ElementName] = frozenset(
    {"motto_head", "issuer", "number", "place", "kind", "subject", "body", "capacity", "signer", "recipients_head",
     "recipients", "superior"}
)  # fmt: skip


def _check_validity(file: PlainFile, earlier: tuple[Layout, ...], layout: Layout, path: str) -> None:
    try:
        validity = layout.validity
    except EmptyPeriod:
        what = Text("Ngày hết hiệu lực trước ngày có hiệu lực", "The last day is before the first day")
        raise file.fault(f"{path}.valid_to", what) from None
    for other in earlier:
        if other.id == layout.id:
            raise file.fault(f"{path}.id", Text("Mã đã có ở chỗ khác", "The id stands elsewhere too"))
        if other.issuer == layout.issuer and other.validity.overlaps(validity):
            raise file.fault(
                f"{path}.valid_from",
                Text(f"Trùng thời hạn với `{other.id}`", f"It shares days with `{other.id}`"),
            )


def _check_parts(file: PlainFile, layout: Layout, path: str) -> None:
    if lacking := sorted(_NEEDED - set(layout.elements)):
        raise file.fault(
            f"{path}.elements", Text(f"Thiếu thành phần: {', '.join(lacking)}", f"Lacking: {', '.join(lacking)}")
        )


def _check_cited(file: PlainFile, read: _File, part: object, path: str) -> None:
    """Every part below a path: its source is listed, memory is not verified, what is printed is allowed."""
    if isinstance(part, _Cited):
        if part.source not in read.sources:
            raise file.fault(
                f"{path}.source",
                Text(f"`sources` không có `{part.source}`", f"`sources` has no `{part.source}`"),
            )
        if part.source == MEMORY and part.verified is not False:
            what = Text("Điều ghi theo trí nhớ không thể là đã kiểm chứng", "What is from memory cannot be verified")
            raise file.fault(f"{path}.verified", what)
    if isinstance(part, Measure) and not min(part.allowed) <= part.use <= max(part.allowed):
        allowed = "–".join(str(each) for each in part.allowed)
        raise file.fault(f"{path}.use", Text(f"Ngoài giới hạn {allowed}", f"Outside {allowed}"))
    inner = part.items() if isinstance(part, dict) else _fields(part)
    for name, value in inner:
        _check_cited(file, read, value, f"{path}.{name}")


def _fields(part: object) -> list[tuple[str, object]]:
    if not isinstance(part, msgspec.Struct):
        return []
    return [(name, getattr(part, name)) for name in part.__struct_fields__]
