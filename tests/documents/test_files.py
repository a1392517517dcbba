"""DOCX and PDF print the same text, in the measures of the layout; text is never taken for anything else."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from tests.documents.samples import HOSTILE, layout, paper
from tinhgon.documents.docx_file import docx_of
from tinhgon.documents.domain.layouts import NoSuchLayout
from tinhgon.documents.domain.paper import Paper, cleaned, lines
from tinhgon.documents.pdf_file import pdf_of
from tinhgon.documents.printing import printed

ISSUERS = ("state", "party")


def issuer_of(of: Paper) -> str:
    return of.layout.partition("_")[0]


def in_docx(content: bytes) -> list[str]:
    """All paragraphs of the body in the order of the file, blank ones left out."""
    body = Document(io.BytesIO(content)).element.body
    texts = ["".join(each.text or "" for each in paragraph.iter(qn("w:t"))) for paragraph in body.iter(qn("w:p"))]
    return [each for each in texts if each]


def in_pdf(of: Paper) -> list[str]:
    """The text of each page without the feet, all spaces left out."""
    foot = bare("".join(of.footer))
    pages = [bare(each.extract_text()) for each in PdfReader(io.BytesIO(pdf_of(of, layout(issuer_of(of))))).pages]
    assert all(foot in each for each in pages)
    return [each.replace(foot, "") for each in pages]


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("issuer", ISSUERS)
@pytest.mark.parametrize("texts", [(), HOSTILE], ids=["plain", "hostile"])
def test_both_files_say_what_the_paper_says(issuer: str, texts: tuple[str, ...]) -> None:
    of = paper(issuer, rows=1, texts=texts)  # so that no table goes over a page and repeats its head
    said = list(lines(cleaned(of)))
    assert in_docx(docx_of(of, layout(issuer))) == said
    pages = in_pdf(of)
    whole = "".join(re.sub(rf"^{place}(?=\D)", "", page) for place, page in enumerate(pages, start=1))
    assert whole == bare("".join(said))


def test_a_table_over_pages_repeats_its_head_and_loses_no_row() -> None:
    of = paper(rows=120)
    pages = in_pdf(of)
    head = bare("".join(each.title for each in of.annexes[0].blocks[0].columns))  # type: ignore[union-attr]
    assert len(pages) > 4
    assert sum(head in each for each in pages) >= len(pages) - 1
    for row in of.annexes[0].blocks[0].rows:  # type: ignore[union-attr]
        assert sum(page.count(bare("".join(row))) for page in pages) >= 2
    body = Document(io.BytesIO(docx_of(of, layout("state")))).element.body
    assert len(list(body.iter(qn("w:tblHeader")))) == 2  # the two tables with lines


def test_pages_are_numbered_at_the_top_but_the_first_and_annexes_for_themselves() -> None:
    pages = in_pdf(paper(rows=120))
    starts = [page[:1].isdigit() for page in pages]
    annex = next(place for place, page in enumerate(pages) if page.startswith("PHỤLỤC"))
    assert not starts[0] and not starts[annex]
    assert pages[1].startswith("2") and pages[annex + 1].startswith("2")
    file = Document(io.BytesIO(docx_of(paper(), layout("state"))))
    assert all(each.different_first_page_header_footer for each in file.sections)
    assert file.sections[0].header._element.xpath(".//w:fldSimple/@w:instr") == ["PAGE"]
    assert not file.sections[0].first_page_header.paragraphs[0].text
    assert file.sections[1]._sectPr.xpath("./w:pgNumType/@w:start") == ["1"]


@pytest.mark.parametrize("issuer", ISSUERS)
def test_the_word_file_has_the_measures_of_the_layout(issuer: str) -> None:
    of = layout(issuer)
    file = Document(io.BytesIO(docx_of(paper(issuer), of)))
    page = file.sections[0]
    assert [round(each.mm, 1) for each in (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)] \
        == [float(each.use) for each in (of.page.top, of.page.bottom, of.page.left, of.page.right)]  # fmt: skip
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    styles = {each.name: each for each in file.styles if each.name.startswith("VB ")}
    assert styles["VB Nội dung"].font.size.pt == of.elements["body"].size.use
    assert styles["VB Cơ quan ban hành"].font.bold
    assert file.styles["Normal"].font.name == "Times New Roman"
    used = {each.style.name for each in file.paragraphs}
    assert {"VB Tên loại", "VB Trích yếu", "VB Điều", "VB Căn cứ"} <= used


_ORDERS = {
    "w:pPr": ("pStyle", "keepNext", "widowControl", "pBdr", "spacing", "ind", "jc", "outlineLvl", "sectPr"),
    "w:tblPr": ("tblW", "tblBorders", "tblLayout", "tblCellMar"),
    "w:sectPr": (
        "headerReference",
        "footerReference",
        "type",
        "pgSz",
        "pgMar",
        "pgNumType",
        "cols",
        "titlePg",
        "docGrid",
    ),
}


def test_elements_stand_in_the_order_that_office_programs_ask_for() -> None:
    with zipfile.ZipFile(io.BytesIO(docx_of(paper("party"), layout("party")))) as file:
        from lxml import etree

        for name in ("word/document.xml", "word/styles.xml"):
            root = etree.fromstring(file.read(name))
            for parent, order in _ORDERS.items():
                for each in root.iter(qn(parent)):
                    tags = [etree.QName(child).localname for child in each]
                    known = [order.index(tag) for tag in tags if tag in order]
                    assert known == sorted(known), (name, parent, tags)
                    if name == "word/document.xml":
                        assert set(tags) <= set(order), (parent, tags)


def test_text_is_never_a_field_a_link_or_markup() -> None:
    content = docx_of(paper(texts=HOSTILE), layout("state"))
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        document = file.read("word/document.xml").decode()
    assert "instrText" not in document and "w:hyperlink" not in document and "w:fldSimple" not in document
    assert "&lt;script&gt;" in document and "<script>" not in document
    pdf = PdfReader(io.BytesIO(pdf_of(paper(texts=HOSTILE), layout("state"))))
    assert not any(page.get("/Annots") for page in pdf.pages)


def test_the_pdf_carries_its_own_typeface_and_is_the_same_each_time() -> None:
    of = paper()
    first = pdf_of(of, layout("state"))
    assert first == pdf_of(of, layout("state"))
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(io.BytesIO(first)).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts and all("Tinos" in each for each in fonts), fonts  # no letter had to be taken from elsewhere


def test_files_are_named_for_the_paper_and_other_formats_are_refused() -> None:
    made = printed(paper(), "docx")
    assert made.name == "quyet-dinh-ve-viec-sap-xep-to-chuc-bo-may.docx"
    with pytest.raises(NoSuchLayout):
        printed(paper(), "exe")
