"""Papers as DOCX with styles of their own, so that an office can go on writing in them."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, datetime

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm

from tinhgon.documents.docx_parts import Parts, grid, page_field
from tinhgon.documents.docx_styles import define_styles
from tinhgon.documents.domain.layouts import Layout
from tinhgon.documents.domain.paper import Annex, Block, Paper, Paragraph, Table, cleaned

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_LEFT, _RIGHT = 41, 59  # shares of the width that the two columns of the heading take
_UNCHANGING = datetime(2000, 1, 1, tzinfo=UTC)  # so that the same paper gives the same properties


def docx_of(paper: Paper, layout: Layout) -> bytes:
    """A paper as DOCX in a layout."""
    return _Writer(cleaned(paper), layout).written()


class _Writer:
    def __init__(self, paper: Paper, layout: Layout) -> None:
        self.paper, self.layout = paper, layout
        self.docx: Docx = Document()
        page = layout.page
        self.width = float(page.width - page.left.use - page.right.use)
        self.parts = Parts(define_styles(self.docx, layout), self.width)
        self.body = self.docx.element.body

    def written(self) -> bytes:
        """The bytes of the file."""
        self._properties()
        self._lay_out(self.docx.sections[0])
        self._heading()
        self._title()
        self._blocks(self.paper.blocks)
        self._closing()
        for each in self.paper.annexes:
            self._annex(each)
        self._feet()
        out = io.BytesIO()
        self.docx.save(out)
        return out.getvalue()

    def _properties(self) -> None:
        core = self.docx.core_properties
        core.title = f"{self.paper.kind} {self.paper.subject}"[:255]  # the most these properties hold
        core.author = self.paper.heading.issuer[:255]
        core.last_modified_by = core.comments = ""
        core.language = "vi-VN"
        core.created = core.modified = _UNCHANGING

    def _lay_out(self, section: Section) -> None:
        page = self.layout.page
        section.page_width, section.page_height = Mm(float(page.width)), Mm(float(page.height))
        section.top_margin, section.bottom_margin = Mm(float(page.top.use)), Mm(float(page.bottom.use))
        section.left_margin, section.right_margin = Mm(float(page.left.use)), Mm(float(page.right.use))
        section.header_distance = section.footer_distance = Mm(10)
        section.different_first_page_header_footer = self.layout.page_number.hide_first

    def _add(self, *elements: object) -> None:
        for each in elements:
            self.body.insert_element_before(each, "w:sectPr")

    def _heading(self) -> None:
        head, paper, made = self.paper.heading, self.paper, self.parts
        left = [
            *made.lines("superior", head.superior),
            *made.ruled("issuer", head.issuer, self._part("issuer"), _LEFT),
            *made.lines("issuer", paper.issuer_mark),
        ]
        if head.motto:
            right = [
                *made.lines("motto_head", head.motto_head),
                *made.ruled("motto", head.motto, self._part("motto"), _RIGHT),
            ]
        else:
            right = made.ruled("motto_head", head.motto_head, self._part("motto_head"), _RIGHT)
        number = [*made.lines("number", head.number), *made.lines("mark", head.mark)]
        self._add(grid([[left, right], [number, made.lines("place", head.place)]], self.width, (_LEFT, _RIGHT)))

    def _part(self, name: str) -> float:
        """How much of the width of a text the line below it takes."""
        return {"whole": 1.0, "part": 0.45, "": 0.0}[self.layout.elements[name].rule]  # type: ignore[index]

    def _title(self) -> None:
        paper, made = self.paper, self.parts
        self._add(
            made.one("kind", paper.kind),
            *made.ruled("subject", paper.subject, self._part("subject"), 100),
            *made.lines("subject", paper.subject_mark),
            *(made.one("addressee", each) for each in paper.addressees),
            *made.lines("authority", paper.authority),
        )

    def _blocks(self, blocks: Iterable[Block]) -> None:
        for each in blocks:
            if isinstance(each, Paragraph):
                self._add(self.parts.block(each))
            else:
                self._table(each)

    def _table(self, table: Table) -> None:
        self._add(*self.parts.lines("caption", table.caption), self.parts.table(table), self.parts.one("gap", ""))

    def _closing(self) -> None:
        paper, made = self.paper, self.parts
        left = [
            made.one("recipients_head", paper.recipients_head),
            *(made.one("recipients", each) for each in paper.recipients),
        ]
        right = [
            *(made.one("capacity", each) for each in paper.signature.capacity),
            made.one("signer", paper.signature.name),
        ]
        self._add(grid([[left, right]], self.width, (45, 55), keep=True), made.one("gap", ""))

    def _annex(self, annex: Annex) -> None:
        section = self.docx.add_section(WD_SECTION.NEW_PAGE)
        self._lay_out(section)
        if self.layout.page_number.annexes_apart:
            _number_from_one(section)
        self._add(
            self.parts.one("annex", annex.number),
            self.parts.one("annex_title", annex.title),
            self.parts.one("annex_about", annex.about),
        )
        self._blocks(annex.blocks)

    def _feet(self) -> None:
        """The page number above and the small print below; later sections take both from the first."""
        first = self.docx.sections[0]
        head = first.header.paragraphs[0]
        head._p.getparent().replace(head._p, page_field(self.parts.styles["page_number"]))
        for foot in (first.footer, first.first_page_footer):
            foot.is_linked_to_previous = False
            place = foot.paragraphs[0]._p
            for line in self.paper.footer:
                place.addprevious(self.parts.one("footer", line))
            if self.paper.footer:
                place.getparent().remove(place)


_AFTER_NUMBERING = ("w:cols", "w:formProt", "w:vAlign", "w:noEndnote", "w:titlePg", "w:textDirection", "w:bidi",
                    "w:rtlGutter", "w:docGrid")  # fmt: skip


def _number_from_one(section: Section) -> None:
    """Begin the numbers of pages anew with a section; what a file says of a section has a fixed order."""
    element = section._sectPr
    for each in element.findall(qn("w:pgNumType")):  # a new section begins as a copy of the one before
        element.remove(each)
    numbering = OxmlElement("w:pgNumType")
    numbering.set(qn("w:start"), "1")
    element.insert_element_before(numbering, *_AFTER_NUMBERING)
