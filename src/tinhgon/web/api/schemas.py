"""What routes take and answer, in the terms that all of them share."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal, overload

from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, WithJsonSchema

from tinhgon.errors import Text
from tinhgon.registry.domain.vocabulary import MOST, Kind
from tinhgon.registry.selectors import Label, Source
from tinhgon.temporal import Period
from tinhgon.web.api.faults import Said

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PLAIN = r"^[^\x00-\x1f\x7f]*$"


def _iso(value: object) -> object:
    """Dates are written one way only."""
    if isinstance(value, date) or (isinstance(value, str) and _ISO.fullmatch(value)):
        return value
    raise ValueError("a date is written YYYY-MM-DD")


def _digits(value: object) -> object:
    """Numbers in addresses are digits: no sign, no spaces, no fraction."""
    if isinstance(value, bool) or (isinstance(value, str) and not (value.isascii() and value.isdigit())):
        raise ValueError("a number is written in digits")
    return value


def whole(least: int, most: int = MOST) -> Any:
    """The type of a whole number between two others."""

    def within(value: int) -> int:
        if least <= value <= most:
            return value
        raise ValueError(f"it must lie between {least} and {most}")

    schema = {"type": "integer", "minimum": least, "maximum": most}
    return Annotated[int, BeforeValidator(_digits), AfterValidator(within), WithJsonSchema(schema)]


Day = Annotated[date, BeforeValidator(_iso), WithJsonSchema({"type": "string", "format": "date"})]
if TYPE_CHECKING:
    ObjectId = int
    Entry = int
    Limit = int
    Cursor = int
else:
    ObjectId = whole(1)
    Entry = whole(0)
    Limit = whole(1, 1000)
    Cursor = whole(0)
Words = Annotated[str, Field(max_length=200, pattern=_PLAIN)]


class Moment(Schema):
    """The two times of a question: both are told in the answer, and asking with them again gives the same."""

    model_config = ConfigDict(extra="forbid")

    on: Day | None = Field(None, description="the day shown; today where left out")
    known: Entry | None = Field(None, description="the last ledger entry taken into account; the newest where left out")


class Scoped(Moment):
    """A question about everything in a scope."""

    under: ObjectId | Literal["all"] | None = Field(
        None, description="an area or body with all below it, or `all`; where left out, where the account is at home"
    )


class Listed(Schema):
    """How much of a list to answer, and from where."""

    limit: Limit = Field(100, description="rows at once")
    cursor: Cursor = Field(0, description="where to go on: as the `next` address of the answer before has it")


class PagedMoment(Moment, Listed):
    """A list at a moment."""


class PagedScope(Scoped, Listed):
    """A list of what lies in a scope."""


class Answer(Schema):
    """What every answer tells: the day shown and the last ledger entry taken into account."""

    on: date
    known: int


class Page(Answer):
    """A part of a list: `total` rows in all, `next` the address of what follows."""

    total: int
    next: str | None


class Days(Schema):
    """Days from `start` on, up to but not including `end`; null is an open end."""

    start: date | None
    end: date | None


class Named(Schema):
    """An object by number, with what it is called. People are called by number alone here."""

    id: int
    kind: Kind
    level: str | None
    code: str | None
    name: str | None


class By(Schema):
    """The decision behind a fact: its number and kind, and its place in the ledger."""

    decision: int
    known: int | None
    number: str
    classification: str


def days(period: Period) -> Days:
    """A period, as answers tell it."""
    return Days(start=period.start, end=period.end)


@overload
def named(label: Label) -> Named: ...
@overload
def named(label: None) -> None: ...
@overload
def named(label: Label | None) -> Named | None: ...
def named(label: Label | None) -> Named | None:
    """A label, as answers tell it."""
    if label is None:
        return None
    return Named(id=label.id, kind=label.kind, level=label.level, code=label.code, name=label.name)


def by(source: Source) -> By:
    """A source, as answers tell it."""
    return By(decision=source.decision, known=source.seq, number=source.number, classification=source.title)


def said(text: Text) -> Said:
    """A text in both languages."""
    return Said(vi=text.vi, en=text.en)


__all__ = ["Answer", "By", "Day", "Days", "Listed", "Moment", "Named", "ObjectId", "Page", "PagedMoment",
           "PagedScope", "Said", "Scoped", "Words", "by", "datetime", "days", "named", "said"]  # fmt: skip
