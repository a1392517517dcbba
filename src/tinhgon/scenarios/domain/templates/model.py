"""What a template is: a known way of making the apparatus leaner, applied in one step to chosen units."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from tinhgon.errors import Text, TinhGonError
from tinhgon.registry.domain.changes import Change
from tinhgon.registry.domain.decisions import Instrument
from tinhgon.registry.domain.integrity import check
from tinhgon.registry.domain.records import Register, View
from tinhgon.registry.domain.refusals import Refusal
from tinhgon.registry.domain.vocabulary import CHOICE_NAMES, Level
from tinhgon.rulebook.domain.apparatus import PLACES, Apparatus
from tinhgon.rulebook.domain.codes import FORMS
from tinhgon.rulebook.domain.parameters import Parameter, Rulebook
from tinhgon.scenarios.domain.templates.drafting import Draft, NotApplicable, Unit

OptionValue = str | bool | int | tuple[str, ...]


class InvalidOption(TinhGonError):
    """An option that the template does not have, or a value that the option does not take."""

    code = "invalid_option"


_SAME_DAY = Text(
    "Có cơ quan, chức danh hoặc người giữ chức mới lập trong chính ngày này; đưa vào giai đoạn sau, hoặc bỏ bước trước",
    "A body, post or holder of this very day would end; put it into a later phase, or take the earlier step out",
)


@dataclass(frozen=True, slots=True)
class Option:
    """What the drafter may choose.

    The default tells the kind: a text, a flag, a whole number (from 0 up), or several texts. `choices` are
    the texts allowed, where not any is.
    """

    id: str
    label: Text
    default: OptionValue
    choices: Mapping[str, Text] = field(default_factory=dict)
    about: Text | None = None

    @property
    def kind(self) -> str:
        """How a form asks for it: "flag", "number", "many", "choice" or "text"."""
        match self.default:
            case bool():
                return "flag"
            case int():
                return "number"
            case tuple():
                return "many"
        return "choice" if self.choices else "text"

    def value(self, given: object) -> OptionValue:
        """A value as the template takes it. Raises InvalidOption."""
        if isinstance(self.default, tuple) and isinstance(given, list | tuple):
            given = tuple(given)
        fits = type(given) is type(self.default)
        listed = given if isinstance(given, tuple) else (given,)
        if isinstance(given, tuple):
            fits = fits and all(isinstance(each, str) for each in given)
        if isinstance(given, int) and not isinstance(given, bool):
            fits = fits and given >= 0
        if not fits or (self.choices and any(each not in self.choices for each in listed)):
            allowed = ", ".join(self.choices) or self.kind
            raise InvalidOption(
                Text(f"«{self.label.vi}» không nhận giá trị này", f"{self.label.en!r} does not take this value"),
                where=f"{self.id} = {given!r}",
                mend=Text(f"Giá trị nhận được: {allowed}", f"It takes: {allowed}"),
            )
        return given  # type: ignore[return-value]  # of the default's type, as just tested


@dataclass(frozen=True, slots=True)
class Chosen:
    """The options of a template as chosen, by their ids; ask for each as its kind is."""

    values: Mapping[str, OptionValue]

    def text(self, id: str) -> str:
        """A text without blanks around it, or the key of a choice."""
        return str(self.values[id]).strip()

    def flag(self, id: str) -> bool:
        """A yes or no."""
        return bool(self.values[id])

    def number(self, id: str) -> int:
        """A whole number."""
        value = self.values[id]
        return value if isinstance(value, int) else 0

    def several(self, id: str) -> tuple[str, ...]:
        """Several texts, or keys of choices."""
        value = self.values[id]
        return value if isinstance(value, tuple) else ()


@dataclass(frozen=True, slots=True)
class Note:
    """What a template does in a unit, in words for the drafter."""

    unit: int
    text: Text


@dataclass(frozen=True, slots=True)
class Skipped:
    """A chosen unit in which a template does nothing, and why."""

    unit: int
    name: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Applied:
    """What a template comes to in the chosen units.

    `changes` lay on the state it was built for without refusal or violation. `units` are those it changes,
    `freed` the people who hold no post afterwards and held one before. `grounds` are the parameters it rests
    on that are in force: none where the law of the day knows no such model.
    """

    changes: tuple[Change, ...]
    notes: tuple[Note, ...]
    skipped: tuple[Skipped, ...]
    units: tuple[int, ...]
    freed: tuple[int, ...]
    grounds: tuple[Parameter, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A known way of rearranging, with what it rests on.

    `grounds` are ids of rulebook parameters, `instruments` what they do not name. `levels` are those of the
    units it works in, highest first; `make` writes the changes of one of them. `options` are with defaults.
    """

    id: str
    label: Text
    about: Text
    grounds: tuple[str, ...]
    instruments: tuple[Instrument, ...]
    levels: tuple[Level, ...]
    options: tuple[Option, ...]
    make: Callable[[Draft, Unit, Chosen], None] = field(repr=False)

    def build(
        self,
        apparatus: Apparatus,
        register: View,
        units: Iterable[int],
        options: Mapping[str, object],
        new_id: Callable[[], int],
        rulebook: Rulebook | None = None,
        law_on: date | None = None,
    ) -> Applied:
        """The changes in the chosen units, on the day of the apparatus; the register must be of the same state.

        A unit of a level at which the template does not work stands for those of the next such level in it.
        Sizes are those of the law of `law_on` (None: of that day); without a rulebook no law is asked.
        Raises InvalidOption.
        """
        values = self.settled(options)
        on = apparatus.snapshot.on
        work = Register(register)
        changes: list[Change] = []
        notes: list[Note] = []
        done: list[int] = []
        freed: set[int] = set()
        chosen, skipped = chosen_units(apparatus, list(units), self.levels)
        for unit in chosen:
            draft = Draft(work, on, new_id, rulebook, law_on or on)
            reason = self._tried(draft, unit, values)
            if reason is not None:
                skipped.append(Skipped(unit.id, unit.name, reason))
                continue
            for object_id, record in draft.register.changed.items():
                work.take(object_id, record)
            changes += draft.changes
            notes += [Note(unit.id, text) for text in draft.notes]
            done.append(unit.id)
            freed |= draft.relieved
        without_post = sorted(each for each in freed if not Draft(work, on, new_id).held(each))
        grounds = self.citations(rulebook, law_on or on) if rulebook is not None else ()
        return Applied(tuple(changes), tuple(notes), tuple(skipped), tuple(done), tuple(without_post), tuple(grounds))

    def settled(self, options: Mapping[str, object]) -> Chosen:
        """All options, those not given by default. Raises InvalidOption."""
        known = {each.id: each for each in self.options}
        for name in options:
            if name not in known:
                raise InvalidOption(
                    Text(f"Mẫu «{self.label.vi}» không có tùy chọn này", f"{self.label.en!r} has no such option"),
                    where=name,
                    mend=Text(f"Các tùy chọn: {', '.join(known)}", f"Its options: {', '.join(known)}"),
                )
        return Chosen({name: each.value(options.get(name, each.default)) for name, each in known.items()})

    def citations(self, rulebook: Rulebook, on: date) -> list[Parameter]:
        """The parameters it rests on that are in force on a day."""
        found = (rulebook.find(each, on) for each in self.grounds)
        return [each for each in found if each is not None]

    def _tried(self, draft: Draft, unit: Unit, values: Chosen) -> Text | None:
        """Write the changes of one unit; gives the reason where that cannot be."""
        try:
            self.make(draft, unit, values)
        except NotApplicable as not_applicable:
            return not_applicable.reason
        except Refusal as refusal:
            return _refused(refusal)
        violations = check(draft.register, list(draft.register.changed))
        return violations[0].text if violations else None


def already(form: str) -> NotApplicable:
    """That a unit has a body of the form a template would make."""
    return NotApplicable(f"Đã có {FORMS[form].vi}", f"There is {FORMS[form].en} already")


def missing(*forms: str) -> NotApplicable:
    """That a unit lacks bodies that a template needs."""
    vi, en = ", ".join(FORMS[each].vi for each in forms), ", ".join(FORMS[each].en for each in forms)
    return NotApplicable(f"Không có {vi}", f"There is no {en}")


def _refused(refusal: Refusal) -> Text:
    """Why the record takes no changes here on this day, in words for who plans."""
    if refusal.rule == "empty_life":
        return _SAME_DAY
    if refusal.rule in ("ends_already", "later_change") and refusal.day is not None:
        return Text(
            f"Sổ, hoặc giai đoạn sau của phương án, đã có thay đổi ở đây từ ngày {refusal.day:%d/%m/%Y}",
            f"The record, or a later phase of the scenario, has a change here from {refusal.day.isoformat()}",
        )
    return refusal.violations[0].text


def chosen_units(apparatus: Apparatus, ids: Sequence[int], levels: Sequence[Level]) -> tuple[list[Unit], list[Skipped]]:
    """The units a template works in, each once, and the chosen ones that there is no such unit in."""
    areas = apparatus.areas.select("id", "name", "level")
    rows = {row["id"]: row for row in areas.iter_rows(named=True)}
    found: dict[int, Unit] = {}
    skipped: list[Skipped] = []
    for each in dict.fromkeys(ids):
        if each not in rows:
            reason = Text("Đơn vị không tồn tại vào ngày này", "There is no such unit on this day")
            skipped.append(Skipped(each, f"#{each}", reason))
            continue
        within = list(_within(apparatus, rows[each], levels))
        if not within:
            names = [CHOICE_NAMES[level] for level in levels]
            vi, en = ", ".join(name.vi for name in names), ", ".join(name.en for name in names)
            reason = Text(f"Mẫu này chỉ áp dụng ở {vi}", f"It works only at: {en}")
            skipped.append(Skipped(each, rows[each]["name"], reason))
        for unit in within:
            found[unit.id] = unit
    return list(found.values()), skipped


def _within(apparatus: Apparatus, row: Mapping[str, object], levels: Sequence[Level]) -> Iterator[Unit]:
    level = Level(str(row["level"]))
    if level in levels:
        yield _unit(row)
        return
    column = dict(zip(Level, PLACES, strict=True))[level]
    for lower in [each for each in levels if each.rank > level.rank]:
        below = apparatus.areas.filter((pl.col("level") == lower.value) & (pl.col(column) == row["id"])).sort("id")
        yield from (_unit(each) for each in below.iter_rows(named=True))
        if not below.is_empty():
            return


def _unit(row: Mapping[str, object]) -> Unit:
    return Unit(int(str(row["id"])), str(row["name"]), Level(str(row["level"])))
