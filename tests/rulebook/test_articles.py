"""The rows of the table of the articles: read strictly, computed from records, put the way they are printed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

import pytest

from tests.rulebook.provinces import DAY, Province
from tinhgon.registry.domain.diff import Passing
from tinhgon.rulebook.domain import notation
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.rulebook.domain.faults import RulebookFault
from tinhgon.rulebook.domain.notation import Notation
from tinhgon.rulebook.domain.seed_rows import FigurePart, LaterPart, OutsidePart, ParameterPart, SeedRow
from tinhgon.rulebook.domain.seed_table import Cited, ToldRow, Verdict, seed_table, verdicts
from tinhgon.rulebook.loading import load_rulebook, load_seed_rows, parse_seed_rows
from tinhgon.temporal import Period

ROWS = load_seed_rows()
MISSING = {23, 24, 53, 54, 92, 93, 94}  # numbers that the list of figures does not give

HEAD = """\
articles:
  press: {title: Bài báo, place: {vi: Tỉnh, en: Province}, published: null}
rows:
"""
ROW = """\
  - id: f013
    printed: 1/2
    quantity: {vi: Xã, en: Communes}
    place: {vi: Tỉnh, en: Province}
    article: press
    line: 34
    days: [2020-01-01, null]
    parts:
      - {figure: secretary_is_committee_chair.commune, unit: "province:1", day: 2020-06-01, show: counts}
"""


def parsed(*parts: str, printed: str = "1/2") -> SeedRow:
    """A row with these parts."""
    lines = ROW.replace("printed: 1/2", f'printed: "{printed}"').splitlines()[:-1]
    (row,) = parse_seed_rows("press.yaml", HEAD + "\n".join([*lines, *(f"      - {{{each}}}" for each in parts)]))
    return row


# --- the rows that come with the program --------------------------------------------------------------


def test_every_figure_of_the_list_has_a_row() -> None:
    assert [row.id for row in ROWS] == [f"f{n:03}" for n in range(1, 109) if n not in MISSING]
    assert len(ROWS) == 101


@pytest.mark.parametrize("row", ROWS, ids=lambda each: each.id)
def test_a_row_is_asked_of_a_day_its_article_speaks_of(row: SeedRow) -> None:
    first, last = row.days
    spoken_of = Period(first, None if last is None else last + timedelta(days=1))
    days = [part.day for part in row.parts if isinstance(part, FigurePart | ParameterPart)]
    assert [each for each in days if each not in spoken_of] == []


def test_a_row_speaks_both_languages() -> None:
    texts = [row.quantity for row in ROWS] + [row.note for row in ROWS if row.note is not None]
    texts += [part.outside for row in ROWS for part in row.parts if isinstance(part, OutsidePart)]
    assert [each for each in texts if each.vi == each.en] == []


# --- reading ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("was", "becomes", "line", "key", "says"),
    [
        ("line: 34", "lines: 34", 9, "lines", "unknown field"),
        ("    article: press\n", "", 4, "article", "required field"),
        ("article: press", "article: rumour", 8, "article", "there is no article `rumour`"),
        ("id: f013", "id: 13", 4, "id", "Expected"),
        ("line: 34", "line: 0", 9, "line", "Expected"),
        ("show: counts", "show: counts, colour: red", 12, "colour", "unknown field"),
        ("day: 2020-06-01, ", "", 12, "day", "required field"),
        ("day: 2020-06-01", "on: 2020-06-01", 12, "parts[0]", "Expected"),
        ("show: counts", "show: counts, later: congress", 12, "parts[0]", "exactly one of"),
        ("figure: secretary", "figur: secretary", 12, "parts[0]", "exactly one of"),
        ("chair.commune", "chair.hamlet", 12, "figure", "there is no indicator"),
        ("province:1", "1", 12, "unit", "Expected"),
        ("show: counts", "show: counts, since: 2019-01-01", 12, "since", "only that"),
        ("secretary_is_committee_chair", "units_cut", 12, "since", "only that"),
        ("secretary_is_committee_chair", "units", 12, "show", "only a share"),
        ("show: counts", "show: percent", 12, "printed", "`1/2` is not printed as `percent`"),
        ("show: counts", "show: counts, reads: một", 12, "reads", "not printed as `counts`"),
        ("show: counts", "show: counts, above: true", 12, "above", "per cent only"),
        ("show: counts", "show: counts, within: {colour: red}", 12, "within", "Invalid enum value"),
        ("    printed: 1/2", "    printed: 1/2\n    printed: 1/3", 6, "printed", "stands twice"),
    ],
)
def test_a_row_that_is_not_whole_is_refused_with_its_place(
    was: str, becomes: str, line: int, key: str, says: str
) -> None:
    assert was in ROW
    with pytest.raises(RulebookFault, match=says) as caught:
        parse_seed_rows("press.yaml", HEAD + ROW.replace(was, becomes))
    assert f"press.yaml:{line}" in caught.value.where
    assert key in caught.value.where
    if says not in ("stands twice", "Expected") and "id: 13" not in becomes:
        assert "Row f013" in caught.value.what.en and "Hàng f013" in caught.value.what.vi


def test_rows_come_in_order_and_once() -> None:
    with pytest.raises(RulebookFault, match="ids of rows must rise"):
        parse_seed_rows("press.yaml", HEAD + ROW + ROW)


def test_parts_of_one_row_each_say_what_is_printed() -> None:
    with pytest.raises(RulebookFault, match="needs `printed` in each"):
        parsed("later: congress", "later: personnel")
    row = parsed('printed: "1", later: congress', 'printed: "2", later: personnel')
    assert [part.printed for part in row.parts] == ["1", "2"]


def test_an_instrument_needs_a_day_for_years_alone() -> None:
    with pytest.raises(RulebookFault, match="a day is needed for years"):
        parsed("instrument: 19-NQ/TU, show: years, reads: '5'")
    with pytest.raises(RulebookFault, match="a day is needed for years"):
        parsed("instrument: 19-NQ/TU, show: day, reads: 3/3/2015, day: 2020-01-01")


# --- as the articles print ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "token"),
    [
        (notation.counts_like("96/186 (51,6%)", 96, 186), "96/186 (51,6%)"),
        (notation.counts_like("1/8", 1, 8), "1/8"),
        (notation.percent_like("85%", Fraction(150, 177)), "85%"),
        (notation.percent_like("51,6%", Fraction(96, 186)), "51,6%"),
        (notation.number_like(Fraction(1450)), "1.450"),
        (notation.number_like(Fraction(399, 200)), "2,00"),
        (notation.month_like(date(2018, 3, 15)), "3/2018"),
        (notation.day_like(date(2017, 10, 5)), "5/10/2017"),
    ],
)
def test_a_value_is_put_the_way_it_is_printed(printed: str, token: str) -> None:
    assert printed == token


@pytest.mark.parametrize(
    ("kind", "token"),
    [(Notation.NUMBER, "01"), (Notation.NUMBER, "1450"), (Notation.PERCENT, "51.6%"), (Notation.DAY, "2017-10-25")],
)
def test_a_token_printed_otherwise_does_not_fit(kind: Notation, token: str) -> None:
    assert not notation.fits(kind, token)


def test_values_are_shown_in_both_languages() -> None:
    assert notation.counts_shown(96, 186).vi == "96/186 · 51,6 %"
    assert notation.counts_shown(0, 0).en == "0/0"
    assert (notation.number_shown(Fraction(1450)).vi, notation.number_shown(Fraction(1450)).en) == ("1.450", "1,450")
    assert notation.number_shown(Fraction(1, 3)).vi == "0,33"
    assert notation.day_shown(date(2017, 10, 5)).en == "5 Oct 2017"


# --- the table ----------------------------------------------------------------------------------------


class Written:
    """One province's records, with an instrument that decisions 3 and 4 cite."""

    def __init__(self, province: Province) -> None:
        self.province = province

    def unit(self, address: str, on: date) -> int | None:
        return self.province.id if address == "province:1" else None

    def apparatus(self, unit: int, on: date) -> Apparatus:
        return self.province.apparatus(on)

    def passings(self, since: date, on: date) -> Sequence[Passing]:
        return ()

    def first_day(self, id: int) -> date | None:
        return date(2018, 3, 15)

    def cited(self, instrument: str) -> Cited | None:
        return Cited(instrument, date(2015, 3, 3), (3, 4)) if instrument == "19-NQ/TU" else None


@pytest.fixture
def province() -> Province:
    """Two communes, one led by the pair; a district with a merged organ."""
    found = Province()
    district = found.area("district", parent=found.id, type="huyện")
    found.body("organization_home_affairs", district, "district")
    for chair in ("a", "b"):
        commune = found.area("commune", parent=district, type="xã", population=1000, minority_share=0.96)
        found.unit(commune, "commune", {"secretary": "a", "committee_chair": chair})
    return found


def told(province: Province, *parts: str, printed: str = "1/2") -> ToldRow:
    (row,) = seed_table([parsed(*parts, printed=printed)], Written(province), load_rulebook())
    return row


PAIR = 'figure: secretary_is_committee_chair.commune, unit: "province:1", day: 2020-06-01'
MERGED = 'figure: organization_home_affairs.district, unit: "province:1", day: 2020-06-01'
MINORITY = 'figure: minority_share.commune, unit: "province:1", day: 2020-06-01, show: percent'


def test_what_is_printed_and_computed_alike_is_equal_and_opens_into_its_rows(province: Province) -> None:
    row = told(province, f"{PAIR}, show: counts")
    (part,) = row.parts
    assert (row.verdict, part.in_print, part.value) == (Verdict.EQUAL, "1/2", Fraction(1, 2))
    assert part.unit == province.id
    assert part.figure is not None and part.figure.denominator.height == 2


def test_one_membership_more_makes_the_row_differ(province: Province) -> None:
    commune = province.area("commune", parent=province.id, type="xã")
    province.unit(commune, "commune", {"secretary": "a", "committee_chair": "a"})
    row = told(province, f"{PAIR}, show: counts")
    assert (row.verdict, row.parts[0].in_print) == (Verdict.DIFFERS, "2/3")
    assert row.shown is not None and row.shown.vi == "2/3 · 66,7 %"


@pytest.mark.parametrize(
    ("part", "printed", "in_print"),
    [
        (f"{PAIR}, show: counted", "1", "1"),
        (f"{PAIR}, show: percent", "50%", "50%"),
        (f"{MERGED}, show: month", "3/2018", "3/2018"),
        (f"{MINORITY}, above: true", "95%", "96%"),
        ("instrument: 19-NQ/TU, show: day", "3/3/2015", "3/3/2015"),
        ("instrument: 19-NQ/TU, show: number", "19", "19"),
        ("instrument: 19-NQ/TU, show: years, day: 2020-06-24", "5", "5"),
        ("parameter: rearrangement.mandatory, day: 2019-12-31, show: percent", "50%", "50%"),
        ("parameter: rearrangement.mandatory, day: 2019-12-31, show: years", "2019-2021", "2019-2021"),
    ],
)
def test_each_way_of_showing_agrees_with_its_print(province: Province, part: str, printed: str, in_print: str) -> None:
    row = told(province, part, printed=printed)
    assert (row.verdict, row.parts[0].in_print) == (Verdict.EQUAL, in_print)
    assert row.shown is not None


@pytest.mark.parametrize(
    ("part", "printed"),
    [
        (f"{PAIR}, show: percent", "51%"),
        (f"{MERGED}, show: month", "4/2018"),
        (f"{MINORITY}, above: true", "96%"),
        ("instrument: 19-NQ/TU, show: years, day: 2020-02-01", "5"),
        ("parameter: rearrangement.mandatory, day: 2024-01-01, show: percent", "50%"),
    ],
)
def test_what_is_not_so_differs(province: Province, part: str, printed: str) -> None:
    assert told(province, part, printed=printed).verdict is Verdict.DIFFERS


@pytest.mark.parametrize(
    ("part", "printed"),
    [
        (f"{PAIR}, show: counts".replace("province:1", "province:9"), "1/2"),
        ("figure: deputies_maximum.room, unit: 'province:1', day: 2020-06-01, show: number", "1"),
        ("instrument: 1-NQ/TU, show: day", "3/3/2015"),
        ("parameter: rearrangement.mandatory, day: 2010-01-01, show: percent", "50%"),
    ],
)
def test_what_is_not_on_record_has_no_data(province: Province, part: str, printed: str) -> None:
    row = told(province, part, printed=printed)
    assert (row.verdict, row.shown) == (Verdict.NO_DATA, None)


def test_rows_are_narrowed_to_a_sector() -> None:
    before, after = Province(), Province()
    for province, amounts in ((before, (100, 50)), (after, (90, 45))):
        for sector, amount in zip(("state", "party"), amounts, strict=True):
            province.quota(province.body("department", province.id, "province", sector=sector), amount)

    class TwoDays(Written):
        def apparatus(self, unit: int, on: date) -> Apparatus:
            return (after if on == DAY else before).apparatus(on)

    cut = 'figure: establishment_cut, unit: "province:1", day: 2020-06-01, since: 2015-01-01, show: number'
    row = parsed(f"{cut}, within: {{sector: party}}", printed="5")
    (found,) = seed_table([row], TwoDays(after), load_rulebook())
    assert (found.verdict, found.parts[0].value) == (Verdict.EQUAL, 5)


def test_the_verdict_of_a_row_is_that_of_the_part_in_the_way(province: Province) -> None:
    equal, wrong = f"printed: 1/2, {PAIR}, show: counts", f"printed: 2/2, {PAIR}, show: counts"
    later, outside = "printed: '74', later: grassroots", "printed: '33', outside: {vi: không, en: none}"
    assert told(province, equal, outside).verdict is Verdict.OUTSIDE
    assert told(province, equal, outside, later).verdict is Verdict.LATER
    assert told(province, later, wrong).verdict is Verdict.DIFFERS
    assert isinstance(told(province, later).parts[0].part, LaterPart)


def test_verdicts_are_counted_over_all_rows(province: Province) -> None:
    rows = [told(province, f"{PAIR}, show: counts"), told(province, "later: congress")]
    assert list(verdicts(rows).items()) == [
        (Verdict.EQUAL, 1),
        (Verdict.OUTSIDE, 0),
        (Verdict.LATER, 1),
        (Verdict.NO_DATA, 0),
        (Verdict.DIFFERS, 0),
    ]
