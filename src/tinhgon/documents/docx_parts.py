"""Paragraphs, grids and tables of a DOCX paper, built as elements at once: large tables are written in a moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from tinhgon.documents.domain.paper import Paragraph, Table

Element = Any
"""An element of the file's XML; the library gives them no types."""

_TWIPS = 1440 / 25.4  # to a millimetre
_POINT = 25.4 / 72  # millimetres
_CAPITAL, _SMALL = 0.68, 0.47  # average widths of letters of the typeface, in ems
_CELL_STYLES = {"left": "cell", "centre": "cell_centre", "right": "cell_right"}


@dataclass(frozen=True, slots=True)
class Parts:
    """Builds parts of a paper; `styles` gives ids by part, `width` (mm) is that of the text."""

    styles: Mapping[str, str]
    width: float

    def one(self, part: str, text: str) -> Element:
        """A paragraph of a part."""
        return paragraph(self.styles[part], [(text, False)])

    def lines(self, part: str, text: str) -> list[Element]:
        """A paragraph of a part, none where there is no text."""
        return [self.one(part, text)] if text else []

    def block(self, given: Paragraph) -> Element:
        """A paragraph of the body with its beginning in bold."""
        runs = [(f"{given.lead} ", True)] if given.lead else []
        return paragraph(self.styles[given.style], [*runs, (given.text, False)])

    def ruled(self, part: str, text: str, share: float, room: int) -> list[Element]:
        """A paragraph with a line below that is a share of the text's width; `room` is the part of the page (%)."""
        made = self.lines(part, text)
        if not made or not share:
            return made
        space = self.width * room / 100
        wide = min(_estimated(text), space) * share
        return [*made, _rule((space - wide) / 2)]

    def table(self, table: Table) -> Element:
        """A table with lines around cells and a head that every page repeats."""
        total = sum(each.width for each in table.columns)
        widths = [self.width * each.width / total for each in table.columns]
        made = _table(widths, bordered=True)
        made.append(self._row([each.title for each in table.columns], widths, ["cell_centre"] * len(widths), head=True))
        styles = [_CELL_STYLES[each.align] for each in table.columns]
        for row in table.rows:
            made.append(self._row(row, widths, styles))
        if table.totals:
            made.append(self._row(table.totals, widths, styles, bold=True))
        return made

    def _row(
        self,
        texts: Sequence[str],
        widths: Sequence[float],
        styles: Sequence[str],
        head: bool = False,
        bold: bool = False,
    ) -> Element:
        row = OxmlElement("w:tr")
        properties = _under(row, "w:trPr")
        _under(properties, "w:cantSplit")
        if head:
            _under(properties, "w:tblHeader")
        for text, width, style in zip(texts, widths, styles, strict=True):
            row.append(_cell(width, [paragraph(self.styles[style], [(text, head or bold)])]))
        return row


def paragraph(style: str, runs: Iterable[tuple[str, bool]]) -> Element:
    """A paragraph in a style of runs of text, each bold or as the style has it."""
    made = OxmlElement("w:p")
    _under(_under(made, "w:pPr"), "w:pStyle", val=style)
    for text, bold in runs:
        if not text:
            continue
        run = _under(made, "w:r")
        if bold:
            _under(_under(run, "w:rPr"), "w:b")
        said = _under(run, "w:t")
        said.text = text
        said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made


def page_field(style: str) -> Element:
    """A paragraph that shows the number of the page."""
    made = paragraph(style, [])
    _under(_under(_under(made, "w:fldSimple", instr="PAGE"), "w:r"), "w:t").text = "2"
    return made


def grid(rows: Sequence[Sequence[list[Element]]], width: float, shares: Sequence[int], keep: bool = False) -> Element:
    """A table without lines that puts paragraphs side by side; `keep` holds it on one page."""
    widths = [width * each / 100 for each in shares]
    made = _table(widths, bordered=False)
    for row in rows:
        line = _under(made, "w:tr")
        _under(_under(line, "w:trPr"), "w:cantSplit")
        for place, cell in zip(widths, row, strict=True):
            line.append(_cell(place, cell or [OxmlElement("w:p")]))
    if keep:
        for each in made.iter(qn("w:pPr")):
            _under(each, "w:keepNext")
    return made


def _borders(bordered: bool) -> Element:
    made = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        _under(made, f"w:{side}", val="single" if bordered else "nil", sz="4", space="0", color="000000")
    return made


def _table(widths: Sequence[float], bordered: bool) -> Element:
    made = OxmlElement("w:tbl")
    properties = _under(made, "w:tblPr")
    _under(properties, "w:tblW", w=_twips(sum(widths)), type="dxa")
    properties.append(_borders(bordered))
    _under(properties, "w:tblLayout", type="fixed")
    margins = _under(properties, "w:tblCellMar")
    for side in ("left", "right"):
        _under(margins, f"w:{side}", w=_twips(1.4 if bordered else 0), type="dxa")
    columns = _under(made, "w:tblGrid")
    for each in widths:
        _under(columns, "w:gridCol", w=_twips(each))
    return made


def _cell(width: float, content: Iterable[Element]) -> Element:
    cell = OxmlElement("w:tc")
    _under(_under(cell, "w:tcPr"), "w:tcW", w=_twips(width), type="dxa")
    for each in content:
        cell.append(each)
    return cell


def _rule(inset: float) -> Element:
    """A thin line with so much space (mm) on either side, as a paragraph of no height."""
    made = OxmlElement("w:p")
    properties = _under(made, "w:pPr")
    _under(_under(properties, "w:pBdr"), "w:top", val="single", sz="6", space="1", color="000000")
    _under(properties, "w:spacing", before="20", after="0", line="60", lineRule="exact")
    _under(properties, "w:ind", left=_twips(inset), right=_twips(inset))
    return made


def _estimated(text: str) -> float:
    """About how wide a text is, in mm at 14 pt."""
    ems = sum(_CAPITAL if each.isupper() else 0.25 if each.isspace() else _SMALL for each in text)
    return ems * 14 * _POINT


def _twips(millimetres: float) -> str:
    return str(round(millimetres * _TWIPS))


def _under(parent: Element, tag: str, **attributes: str) -> Element:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    parent.append(made)
    return made
