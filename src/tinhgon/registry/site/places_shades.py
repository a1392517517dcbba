"""What a map of units is coloured by, its classes, and the chart of that kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.urls import reverse

from tinhgon.errors import Text
from tinhgon.frame.domain import formats
from tinhgon.frame.domain.classes import Class, class_of, spread_classes
from tinhgon.frame.domain.moment import Moment
from tinhgon.frame.languages import current, said
from tinhgon.registry.domain.geometry import Drawing
from tinhgon.registry.selectors.places import Place


@dataclass(frozen=True, slots=True)
class Shade:
    """One measure by which units are coloured; `places` are the decimal places shown, None for a share of 1."""

    key: str
    label: Text
    unit: Text
    value: Callable[[Place], Fraction | None]
    places: int | None = 0

    def shown(self, value: Fraction | None) -> str:
        """A value in words."""
        if value is None:
            return said(NOT_RECORDED)
        if self.places is None:
            return formats.percent(value, current())
        return f"{formats.number(value, current(), self.places)} {said(self.unit)}".rstrip()

    def class_label(self, each: Class) -> str:
        """The ends of a class; the unit stands in the heading."""
        scale = 100 if self.places is None else 1
        low, high = (formats.number(end * scale, current()) for end in (each.low, each.high))
        return low if low == high else f"{low}–{high}"


def _exact(value: object) -> Fraction | None:
    return None if value is None else Fraction(str(value))


NOT_RECORDED = Text("chưa ghi nhận", "not recorded")
_PEOPLE = Text("người", "people")

MEASURES: Sequence[Shade] = (
    Shade("density", Text("Mật độ dân số", "Population density"), Text("người/km²", "people/km²"),
          lambda each: each.density),
    Shade("population", Text("Dân số", "Population"), _PEOPLE, lambda each: _exact(each.population)),
    Shade("natural_area", Text("Diện tích tự nhiên", "Natural area"), Text("km²", "km²"),
          lambda each: _exact(each.natural_area), places=2),
    Shade("minority_share", Text("Tỷ lệ dân tộc thiểu số", "Minority share"), Text("%", "%"),
          lambda each: _exact(each.minority_share), places=None),
    Shade("villages", Text("Số thôn, khu phố", "Villages"), Text("thôn, khu phố", "villages"),
          lambda each: Fraction(each.villages)),
    Shade("organizations", Text("Số cơ quan, tổ chức", "Bodies"), Text("cơ quan, tổ chức", "bodies"),
          lambda each: Fraction(each.organizations)),
)  # fmt: skip

TYPE = "type"
TYPE_LABEL = Text("Loại đơn vị hành chính", "Type of unit")


def offered(units: Sequence[Place]) -> list[tuple[str, Text]]:
    """The measures that are on record of any of the units, and their type."""
    recorded = [each for each in MEASURES if any(each.value(unit) for unit in units)]
    return [*((each.key, each.label) for each in recorded), (TYPE, TYPE_LABEL)]


def chosen(asked: str, units: Sequence[Place]) -> str:
    """The measure asked for, or the first on record."""
    keys = [key for key, _ in offered(units)]
    return asked if asked in keys else keys[0]


@dataclass(frozen=True, slots=True)
class _Colouring:
    """How each unit is coloured (its class, and what is said of it), with the legend."""

    of: dict[int, tuple[int | None, str]]
    title: str
    unit: str
    classes: list[dict[str, object]]


def map_chart(
    drawing: Drawing,
    units: Sequence[Place],
    by: str,
    moment: Moment,
    here: int | None = None,
    others: Sequence[Place] = (),
) -> dict[str, object]:
    """Units coloured by a measure, or by whether each is the one `here`, as the chart takes it.

    The classes are those of the units and the `others`, which a map beside this one shows.
    """
    if here is not None:
        colouring = _one(units, here)
    else:
        measure = next((each for each in MEASURES if each.key == by), None)
        every = [*units, *others]
        colouring = _types(units, every) if measure is None else _measured(units, measure, every)
    features = [each.as_feature() for each in drawing.shapes]
    for feature in features:
        area = feature["id"]
        place, words = colouring.of.get(int(str(area)), (None, said(NOT_RECORDED)))
        feature["properties"] = {
            "id": area,
            "name": feature["properties"]["name"],  # type: ignore[index]
            "value": place,
            "class": place,
            "shown": words,
            "url": moment.address(reverse("area", args=[area])),
        }
    return {
        "features": {"type": "FeatureCollection", "features": features},
        "schematic": drawing.schematic,
        "legend": {
            "title": colouring.title,
            "unit": colouring.unit,
            "classes": colouring.classes,
            "none": said(NOT_RECORDED),
        },
    }


def _measured(units: Sequence[Place], measure: Shade, scale: Sequence[Place]) -> _Colouring:
    """By a measure, in the classes of all units of the scale."""
    values = {each.id: measure.value(each) for each in units}
    classes = spread_classes([value for each in scale if (value := measure.value(each)) is not None])
    return _Colouring(
        {key: (class_of(value, classes), measure.shown(value)) for key, value in values.items()},
        said(measure.label),
        said(measure.unit),
        [{"from": float(e.low), "to": float(e.high), "label": measure.class_label(e)} for e in classes],
    )


def _types(units: Sequence[Place], scale: Sequence[Place]) -> _Colouring:
    """By type, the commonest of the scale lightest."""
    types = [each for each, _ in Counter(sorted(unit.type for unit in scale if unit.type)).most_common()]
    places = {each: place for place, each in enumerate(types)}
    return _Colouring(
        {each.id: (places.get(each.type or ""), each.type or said(NOT_RECORDED)) for each in units},
        said(TYPE_LABEL),
        "",
        [{"from": place, "to": place, "label": each} for place, each in enumerate(types)],
    )


def _one(units: Sequence[Place], here: int) -> _Colouring:
    """One unit among the others."""
    labels = (Text("các đơn vị khác cùng cấp", "others of its level"), Text("đơn vị này", "this unit"))
    measure = next(each for each in MEASURES if each.key == "population")
    return _Colouring(
        {each.id: (int(each.id == here), measure.shown(measure.value(each))) for each in units},
        said(Text("Vị trí", "Place")),
        "",
        [{"from": place, "to": place, "label": said(each)} for place, each in enumerate(labels)],
    )
