"""Cells: what people type is understood or refused, and what is written is read back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.registry.domain.values import raw_value
from tinhgon.exchange.domain.workbook_cells import BadCell, blank, read_cell, written
from tinhgon.exchange.domain.workbook_layout import OBJECTS, SHEETS, Column, Form, Sheet
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, CHOICE_NAMES, Kind, Type, check_value

COLUMNS = [
    (sheet, column)
    for sheet in OBJECTS.values()
    for column in sheet.columns
    if column.attribute is not None and column.attribute.type not in (Type.REFERENCE, Type.PERSONAL)
]


@given(st.data())
def test_what_is_written_is_read_back(data: st.DataObject) -> None:
    sheet, column = data.draw(st.sampled_from(COLUMNS))
    assert column.attribute is not None
    assert sheet.kind is not None
    value = check_value(sheet.kind, column.name, data.draw(raw_value(column.attribute)))
    assert read_cell(column, sheet.kind, written(column, value)) == value


@given(st.dates(date(1800, 1, 1), date(2999, 12, 31)))
def test_endings_are_read_back_as_written(day: date) -> None:
    column = OBJECTS[Kind.AREA].column("end_on")
    assert read_cell(column, Kind.AREA, written(column, day)) == day
    assert read_cell(column, Kind.AREA, f"{day.day}/{day.month}/{day.year}") == day


def column(kind: Kind, name: str) -> tuple[Column, Kind]:
    return OBJECTS[kind].column(name), kind


@pytest.mark.parametrize(
    ("kind", "name", "cell", "value"),
    [
        (Kind.AREA, "population", "1.450", 1450),
        (Kind.AREA, "population", " 1450 ", 1450),
        (Kind.AREA, "population", 1450.0, 1450),
        (Kind.AREA, "natural_area", "51,60", "51.6"),
        (Kind.AREA, "natural_area", 0.1, "0.1"),
        (Kind.AREA, "border", "Có", True),
        (Kind.AREA, "border", "x", True),
        (Kind.AREA, "border", 0.0, False),
        (Kind.AREA, "level", "Cấp  Xã", "commune"),
        (Kind.AREA, "level", "COMMUNE", "commune"),
        (Kind.AREA, "name", 5.0, "5"),
        (Kind.PERSON, "birth_date", "1975", "1975"),
        (Kind.PERSON, "birth_date", 1975.0, "1975"),
        (Kind.PERSON, "birth_date", "9/1975", "9/1975"),
        (Kind.PERSON, "birth_date", date(1975, 9, 2), "1975-09-02"),
        (Kind.PERSON, "birth_date", "2/9/1975", "1975-09-02"),
        (Kind.MEMBERSHIP, "post", " ct ", "ct"),
    ],
)
def test_what_people_type_is_understood(kind: Kind, name: str, cell: object, value: object) -> None:
    assert read_cell(*column(kind, name), cell) == value


@pytest.mark.parametrize(
    ("kind", "name", "cell"),
    [
        (Kind.AREA, "population", "1,450"),
        (Kind.AREA, "population", True),
        (Kind.AREA, "natural_area", "1.450"),
        (Kind.AREA, "natural_area", "NaN"),
        (Kind.AREA, "natural_area", "1e3"),
        (Kind.AREA, "level", "1"),
        (Kind.AREA, "name", "a\0b"),
        (Kind.PERSON, "birth_date", "13/1975"),
        (Kind.PERSON, "birth_date", "31/02/1975"),
        (Kind.PERSON, "name", "a\0b"),
        (Kind.MEMBERSHIP, "term_ends_on", "2026"),
        (Kind.POST, "seats", "0"),
    ],
)
def test_what_may_be_read_in_two_ways_or_none_is_refused(kind: Kind, name: str, cell: object) -> None:
    with pytest.raises(BadCell) as caught:
        read_cell(*column(kind, name), cell)
    assert caught.value.why.vi
    assert caught.value.mend.vi


@pytest.mark.parametrize("cell", [None, "", "  \t"])
def test_spaces_alone_are_blank(cell: object) -> None:
    assert blank(cell)


def test_every_choice_of_the_vocabulary_has_a_name_of_its_own() -> None:
    for attributes in ATTRIBUTES.values():
        for attribute in attributes.values():
            names = {CHOICE_NAMES[each].vi for each in attribute.choices}
            assert len(names) == len(attribute.choices)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.identifier)
def test_every_sample_cell_is_one_its_column_takes(sheet: Sheet) -> None:
    assert any(each.sample for each in sheet.columns)
    for each in sheet.columns:
        if each.sample and each.form is not Form.REFERENCE:
            read_cell(each, sheet.kind, each.sample)
        assert each.sample or not each.required
