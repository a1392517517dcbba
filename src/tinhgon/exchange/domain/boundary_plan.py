"""From matched features to the boundaries to record, and the days for which each is stated."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from shapely import Geometry

from tinhgon.errors import Text
from tinhgon.exchange.domain.boundary_faults import FeatureFault, Sort
from tinhgon.exchange.domain.boundary_files import Feature
from tinhgon.exchange.domain.boundary_geometry import (
    LONGEST,
    Checked,
    UnfitGeometry,
    boundary_texts,
    check_geometry,
    join_parts,
)
from tinhgon.exchange.domain.boundary_matching import Area, Matching
from tinhgon.temporal import Period


@dataclass(frozen=True, slots=True)
class Recorded:
    """A boundary on record: the days it holds, and the digest of its text."""

    period: Period
    digest: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A boundary to record, from features of the file or put together from the areas `parts` (by id).

    `repaired` tells what was wrong with the geometry, `replaces` that another boundary is on record.
    """

    area: Area
    period: Period
    text: str
    replaces: bool
    features: Sequence[int] = ()
    repaired: str = ""
    parts: Sequence[int] = ()


@dataclass(slots=True)
class Prepared:
    """By area: the text to record, the features it is from, and what was wrong with them; all faults in order."""

    texts: dict[int, str] = field(default_factory=dict)
    numbers: dict[int, list[int]] = field(default_factory=dict)
    repaired: dict[int, str] = field(default_factory=dict)
    faults: list[FeatureFault] = field(default_factory=list)


def prepare(matching: Matching) -> Prepared:
    """Check every matched geometry, put parts of an area together, and simplify all borders at once."""
    prepared = Prepared(faults=list(matching.faults))
    geometries: dict[int, Geometry] = {}
    for area, features in matching.found.items():
        checked = [(each, found) for each in features if (found := _checked(each, matching, prepared)) is not None]
        whole = join_parts([found.geometry for _, found in checked]) if checked else None
        if whole is not None:
            geometries[area] = whole
            prepared.numbers[area] = [each.number for each, _ in checked]
            prepared.repaired[area] = "; ".join(found.repaired for _, found in checked if found.repaired)
        elif checked:
            prepared.faults += [_two_versions(each, matching) for each, _ in checked]
    for area, text in boundary_texts(geometries).items():
        if text:
            prepared.texts[area] = text
        else:
            prepared.faults.append(_unfit_in_the_end(prepared.numbers[area][0], matching))
    prepared.faults.sort(key=lambda each: each.number)
    return prepared


def span(life: Period, on: date, start: date, turns: Iterable[date], others: Iterable[Period]) -> Period:
    """The days from `start` on for which a boundary shown on the day `on` may be stated.

    Within the area's life, between the days around `on` on which its extent changed (`turns`), and clear of the
    days for which other boundaries are recorded.
    """
    period = life.after(start) or life
    for turn in turns:
        period = _side(period, turn, on)
    for other in others:
        later = other.start is not None and on in Period.until(other.start)
        edge = other.start if later else other.end
        if edge is not None:
            period = _side(period, edge, on)
    return period


def joined(rows: Iterable[Recorded]) -> list[Recorded]:
    """Rows in order of time; those that meet and say the same are one."""
    found: list[Recorded] = []
    for row in sorted(rows, key=lambda each: each.period.lower):
        if found and found[-1].digest == row.digest and found[-1].period.meets(row.period):
            found[-1] = Recorded(Period(found[-1].period.start, row.period.end), row.digest)
        else:
            found.append(row)
    return found


def digest_of(text: str) -> str:
    """The digest by which texts are compared with those on record: MD5, which the database gives as well."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _side(period: Period, day: date, on: date) -> Period:
    """The part of a period on the same side of a day as `on`, which lies in it."""
    return (period.before(day) if on in Period.until(day) else period.after(day)) or period


def _checked(feature: Feature, matching: Matching, prepared: Prepared) -> Checked | None:
    """The geometry of a feature; None where it is unfit, which is put down."""
    why, mend = feature.fault, Text("Xuất lại đối tượng này.", "Export this feature again.")
    if why is None:
        try:
            return check_geometry(feature.geometry)
        except UnfitGeometry as unfit:
            why, mend = unfit.why, unfit.mend
    prepared.faults.append(_fault(matching, feature.number, Sort.INVALID, why, mend))
    return None


def _two_versions(feature: Feature, matching: Matching) -> FeatureFault:
    why = Text("nhiều đối tượng chồng lên nhau cùng chỉ một đơn vị", "several features that overlap are the same area")
    mend = Text("Chỉ giữ một đối tượng trong tệp.", "Keep one of them in the file.")
    return _fault(matching, feature.number, Sort.AMBIGUOUS, why, mend)


def _unfit_in_the_end(number: int, matching: Matching) -> FeatureFault:
    why = Text(
        f"hình quá nhỏ, hoặc quá chi tiết (hơn {LONGEST} ký tự) sau khi giản lược",
        f"after simplifying nothing is left of it, or it is longer than {LONGEST} characters",
    )
    mend = Text("Giản lược hình trong phần mềm bản đồ.", "Simplify it in the map software.")
    return _fault(matching, number, Sort.INVALID, why, mend)


def _fault(matching: Matching, number: int, sort: Sort, why: Text, mend: Text) -> FeatureFault:
    return FeatureFault(number, matching.names.get(number, ""), sort, why, mend)
