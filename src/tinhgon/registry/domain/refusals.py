"""Why a decision cannot stand: the rule, the first day it fails, the objects involved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tinhgon.errors import Text, TinhGonError
from tinhgon.registry.domain.records import Record, View
from tinhgon.registry.domain.vocabulary import Kind

KIND_NAMES = {
    Kind.AREA: Text("đơn vị hành chính", "area"),
    Kind.ORGANIZATION: Text("tổ chức", "organization"),
    Kind.POST: Text("chức danh", "post"),
    Kind.PERSON: Text("người", "person"),
    Kind.MEMBERSHIP: Text("việc giữ chức danh", "membership"),
    Kind.QUOTA: Text("biên chế", "quota"),
}


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule. `rule` is a stable identifier, `day` the first day on which it fails."""

    rule: str
    day: date | None
    objects: tuple[int, ...]
    text: Text


class Refusal(TinhGonError):
    """A decision is refused as a whole; nothing of it was recorded."""

    code = "refused"

    def __init__(self, violations: Sequence[Violation], *, where: str = "") -> None:
        self.violations = tuple(violations)
        first = self.violations[0]
        self.rule = first.rule
        self.day = first.day
        self.objects = first.objects
        self.fault_place = where
        super().__init__(
            Text(
                "Không ghi nhận được quyết định: " + _listing(self.violations, "vi"),
                "The decision is refused: " + _listing(self.violations, "en"),
            ),
            where=where,
            mend=Text(
                "Sửa thay đổi nêu trên hoặc ngày hiệu lực của nó; nếu hồ sơ cũ sai thì dùng «đính chính».",
                "Mend the change named above or its effective date; correct the earlier record first if that is wrong.",
            ),
        )

    def as_json(self) -> dict[str, object]:
        """The error with every violation: rule, first failing day, objects, text in both languages."""
        return super().as_json() | {
            "violations": [
                {
                    "rule": each.rule,
                    "day": None if each.day is None else each.day.isoformat(),
                    "objects": list(each.objects),
                    "vi": each.text.vi,
                    "en": each.text.en,
                }
                for each in self.violations
            ]
        }


def _listing(violations: Sequence[Violation], language: str, most: int = 5) -> str:
    shown = [each.text.vi if language == "vi" else each.text.en for each in violations[:most]]
    rest = len(violations) - most
    if rest > 0:
        shown.append(f"… và {rest} lỗi khác" if language == "vi" else f"… and {rest} more")
    return "; ".join(shown)


def refuse(rule: str, day: date | None, objects: tuple[int, ...], vi: str, en: str) -> Refusal:
    """A refusal for one broken rule."""
    return Refusal([Violation(rule, day, objects, Text(vi, en))])


def describe(view: View, object_id: int, day: date | None = None) -> Text:
    """What to call an object in a message: its kind, its name on that day and its code."""
    record = view.record(object_id)
    if record is None:
        return Text(f"đối tượng #{object_id}", f"object #{object_id}")
    return describe_record(record, day)


def describe_record(record: Record, day: date | None = None) -> Text:
    """As `describe`, for a record at hand. People are named by number only."""
    kind = KIND_NAMES[record.kind]
    label = f"#{record.object_id}"
    for attribute in ("name", "title"):
        named = record.stated(attribute)
        if named and record.kind is not Kind.PERSON:
            stated = (named.at(day) if day is not None else None) or named.segments[-1].value
            label = f"«{stated.value}»"
    code = record.stated("code")
    if code:
        stated = (code.at(day) if day is not None else None) or code.segments[-1].value
        label = f"{label} ({stated.value})"
    return Text(f"{kind.vi} {label}", f"{kind.en} {label}")
