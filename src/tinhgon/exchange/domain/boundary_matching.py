"""Which area each feature of a map is: by code, then by name within the areas above.

`docs/boundaries.md` tells the rule. A code or name found in a property the file does not explain is taken only
as text: running numbers look like codes, too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, cast

from tinhgon.errors import Text
from tinhgon.exchange.domain.boundary_faults import FeatureFault, Sort
from tinhgon.exchange.domain.boundary_files import Feature
from tinhgon.exchange.domain.place_names import Words, bare, fold
from tinhgon.exchange.domain.units_history import UnitLevel
from tinhgon.registry.domain.vocabulary import Level

_Found = TypeVar("_Found")
_NAMED = 5  # candidates spelt out in a message


@dataclass(frozen=True, slots=True)
class Area:
    """An area that features may show; `above` are the areas it lies in, nearest first."""

    id: int
    code: str
    name: str
    level: Level
    above: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherName:
    """A feature that was matched by code though the file calls the area otherwise."""

    number: int
    name: str
    area: Area


@dataclass(slots=True)
class Matching:
    """The features of each area, those left out with the reason, and how many lie elsewhere."""

    level: Level
    code_property: str | None
    name_property: str | None
    found: dict[int, list[Feature]] = field(default_factory=lambda: defaultdict(list))
    names: dict[int, str] = field(default_factory=dict)
    faults: list[FeatureFault] = field(default_factory=list)
    other_names: list[OtherName] = field(default_factory=list)
    outside: int = 0


def match_features(
    features: Sequence[Feature],
    areas: Sequence[Area],
    under: Area | None = None,
    level: Level | None = None,
    code_property: str | None = None,
) -> Matching:
    """Match the features of a file, all of one level, to areas.

    Without `level` and `code_property` the level and property are taken by which most areas are found; of
    equally good levels the lowest, since features name the areas above them. With `under`, features that
    neither match nor name that area are counted as lying elsewhere.
    """
    levels = sorted({each.level for each in areas} if level is None else {level}, key=lambda each: -each.rank)
    indexes = [_Index(features, [each for each in areas if each.level is one], one, code_property) for one in levels]
    best = max(indexes, key=lambda each: each.reach)
    return best.match(under)


class _Index:
    """The areas of one level by code and by name, and the properties in which features tell these."""

    def __init__(
        self, features: Sequence[Feature], areas: Sequence[Area], level: Level, code_property: str | None
    ) -> None:
        self.features = features
        self.level = level
        self.by_code = {each.code: each for each in areas}
        self.by_name: dict[Words, list[Area]] = defaultdict(list)
        for area in areas:
            for words in {fold(area.name), _bare(area.name, level)}:
                self.by_name[words].append(area)
        self.any_form = code_property is not None
        self.code_property, by_code = self._telling(self._area_of_code, code_property)
        self.name_property, by_name = self._telling(self._name_known)
        self.reach = (max(by_code, by_name), by_code)

    def match(self, under: Area | None) -> Matching:
        """The matching at this level."""
        matching = Matching(self.level, self.code_property, self.name_property)
        unsure: dict[int, list[Feature]] = defaultdict(list)
        for feature in self.features:
            matching.names[feature.number] = self.name_of(feature)
            area = self._by_code(feature)
            if area is not None:
                matching.found[area.id].append(feature)
                self._compare_names(feature, area, matching)
                continue
            candidates, sure = self._by_name(feature)
            if len(candidates) == 1 and sure:
                matching.found[candidates[0].id].append(feature)
            elif len(candidates) == 1 and self.code_property is None:
                unsure[candidates[0].id].append(feature)
            elif under is not None and not _names(feature, under):
                matching.outside += 1
            else:
                matching.faults.append(self._unmatched(feature, candidates))
        self._settle(unsure, matching)
        return matching

    def name_of(self, feature: Feature) -> str:
        """What the file calls a feature: its name, else its code."""
        value = feature.properties.get(self.name_property or "") or feature.properties.get(self.code_property or "")
        return "" if value is None else str(value)

    def _settle(self, unsure: Mapping[int, list[Feature]], matching: Matching) -> None:
        """Take a feature that has only its name to go by where no other claims the same area."""
        for area, features in unsure.items():
            if len(features) == 1 and area not in matching.found:
                matching.found[area].extend(features)
            else:
                matching.faults += [self._twice_named(each) for each in features]

    def _telling(self, area_of: Callable[[object], object], given: str | None = None) -> tuple[str | None, int]:
        """The property by which most areas are found (the first of equals), and how many these are."""
        names = [given] if given else list(dict.fromkeys(name for each in self.features for name in each.properties))
        best: tuple[str | None, int] = (given, 0)
        for name in names:
            found = {area_of(each.properties.get(name)) for each in self.features} - {None}
            if len(found) > best[1]:
                best = name, len(found)
        return best

    def _area_of_code(self, value: object) -> int | None:
        area = self._coded(value)
        return None if area is None else area.id

    def _coded(self, value: object) -> Area | None:
        if isinstance(value, str):
            text = value.strip()
        elif self.any_form and isinstance(value, int | float) and value == int(value):
            text = str(int(value))
        else:
            return None
        exact = self.by_code.get(text)
        if exact is not None or not self.any_form:
            return exact
        padded = {text.zfill(len(code)) for code in self.by_code} if text.isdigit() else set()
        return _only(self.by_code[each] for each in padded if each in self.by_code)

    def _name_known(self, value: object) -> Words | None:
        return next((each for each in self._words(value) if each in self.by_name), None)

    def _words(self, value: object) -> Iterator[Words]:
        if isinstance(value, str):
            yield fold(value)
            yield _bare(value, self.level)

    def _by_code(self, feature: Feature) -> Area | None:
        return None if self.code_property is None else self._coded(feature.properties.get(self.code_property))

    def _by_name(self, feature: Feature) -> tuple[list[Area], bool]:
        """The areas a feature may be by its name, and whether an area above them is named, or there is none."""
        words = self._name_known(feature.properties.get(self.name_property or ""))
        candidates = [] if words is None else self.by_name[words]
        rest = {name: value for name, value in feature.properties.items() if name != self.name_property}
        named = [(each, _nearest_named(rest, each)) for each in candidates]
        sure = [(each, near) for each, near in named if near is not None]
        if not sure:
            return candidates, False
        nearest = min(near for _, near in sure)
        return [each for each, near in sure if near == nearest], True

    def _compare_names(self, feature: Feature, area: Area, matching: Matching) -> None:
        value = feature.properties.get(self.name_property or "")
        if (
            isinstance(value, str)
            and value.strip()
            and all(area not in self.by_name[each] for each in self._words(value))
        ):
            matching.other_names.append(OtherName(feature.number, value, area))

    def _unmatched(self, feature: Feature, candidates: Sequence[Area]) -> FeatureFault:
        name = self.name_of(feature)
        if not candidates:
            code = feature.properties.get(self.code_property or "")
            vi, en = ("", "") if code is None else (f" mã {code} hoặc", f" code {code} or")
            why = Text(
                f"ngày này không có đơn vị nào mang{vi} tên này",
                f"no area bears the{en} name on the day",
            )
            mend = Text(
                "Chọn ngày khác bằng --on, nêu thuộc tính chứa mã bằng --code-property, hoặc sửa mã trong tệp.",
                "Choose another day with --on, name the property of the codes with --code-property, or mend the code.",
            )
            return FeatureFault(feature.number, name, Sort.UNMATCHED, why, mend)
        listing = ", ".join(each.code for each in candidates[:_NAMED])
        why = Text(f"tên này có thể là: {listing}", f"the name may mean: {listing}")
        mend = Text(
            "Ghi mã đơn vị, hoặc mã hay tên đơn vị cấp trên, vào thuộc tính của đối tượng.",
            "Give the feature a property with the area's code, or the code or name of the area it lies in.",
        )
        return FeatureFault(feature.number, name, Sort.AMBIGUOUS, why, mend)

    def _twice_named(self, feature: Feature) -> FeatureFault:
        why = Text("nhiều đối tượng mang tên này", "several features bear this name")
        mend = Text(
            "Ghi mã đơn vị vào thuộc tính của đối tượng.", "Give the features a property with the codes of their areas."
        )
        return FeatureFault(feature.number, self.name_of(feature), Sort.AMBIGUOUS, why, mend)


def _nearest_named(properties: Mapping[str, object], area: Area) -> int | None:
    """How far up is the nearest area above that the properties name; 0 where there is none above; None: not named."""
    if not area.above:
        return 0
    texts = {value.strip() for value in properties.values() if isinstance(value, str)}
    for height, each in enumerate(area.above, start=1):
        if each.code in texts or _spellings(each) & {fold(text) for text in texts}:
            return height
    return None


def _names(feature: Feature, area: Area) -> bool:
    """Whether some property of a feature holds the code or name of an area."""
    texts = {value.strip() for value in feature.properties.values() if isinstance(value, str)}
    return area.code in texts or bool(_spellings(area) & {fold(each) for each in texts})


def _spellings(area: Area) -> set[Words]:
    return {fold(area.name), _bare(area.name, area.level)}


def _bare(name: str, level: Level) -> Words:
    return bare(name, cast(UnitLevel, str(level)))


def _only(found: Iterable[_Found]) -> _Found | None:
    several = list(found)
    return several[0] if len(several) == 1 else None
