"""The styles of a DOCX paper, made from its layout: one for each part, so that an office can restyle all at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle

from tinhgon.documents.domain.layouts import Layout

_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
TABLE_SIZE, SMALL_SIZE, FOOT_SIZE = 11, 11, 8  # pt; the instruments leave them open


@dataclass(frozen=True, slots=True)
class _Style:
    """How one part looks: size and spaces in pt, indents in mm. `level` makes it a heading of the outline."""

    name: str
    size: float
    bold: bool = False
    italic: bool = False
    underline: bool = False
    align: Literal["left", "centre", "right", "both"] = "centre"
    before: float = 0
    after: float = 0
    indent: float = 0
    left: float = 0
    line: float = 1
    with_next: bool = False
    level: int | None = None


def define_styles(docx: Docx, layout: Layout) -> dict[str, str]:
    """Add the styles of a layout to a document; gives the id of each by the part it is for."""
    _base(docx, layout)
    return {part: _added(docx, part, style) for part, style in _styles(layout).items()}


def _styles(layout: Layout) -> Mapping[str, _Style]:
    elements, body = layout.elements, layout.elements["body"]
    size = float(body.size.use)
    indent = 0.0 if body.indent is None else float(body.indent.use)
    before = 0.0 if body.before is None else float(body.before.use)
    line = 1.0 if body.line is None else float(body.line.use)
    text = {"align": "both", "before": before, "indent": indent, "line": line}

    def part(of: str, name: str, **further: object) -> _Style:
        found = elements[of]  # type: ignore[index]
        given: dict[str, object] = {"bold": found.bold, "italic": found.italic, "underline": found.underline}
        return _Style(name, float(found.size.use), **{**given, **further})  # type: ignore[arg-type]

    found = {
        "motto_head": part("motto_head", "VB Quốc hiệu"),
        "superior": part("superior", "VB Cơ quan cấp trên"),
        "issuer": part("issuer", "VB Cơ quan ban hành"),
        "number": part("number", "VB Số ký hiệu", before=6),
        "mark": _Style("VB Dự thảo", float(elements["number"].size.use), bold=True, before=4),
        "place": part("place", "VB Địa danh ngày tháng", before=6),
        "kind": part("kind", "VB Tên loại", before=14, level=0),
        "subject": part("subject", "VB Trích yếu"),
        "addressee": _Style("VB Kính gửi", size, before=8),
        "authority": part("capacity", "VB Thẩm quyền", before=10, after=4),
        "body": _Style("VB Nội dung", size, **text),  # type: ignore[arg-type]
        "article": _Style("VB Điều", size, level=1, **text),  # type: ignore[arg-type]
        "ground": _Style("VB Căn cứ", size, italic=True, **text),  # type: ignore[arg-type]
        "section": _Style("VB Mục", size, bold=True, align="both", before=12, line=line, with_next=True, level=0),
        "subsection": _Style(
            "VB Tiểu mục",
            size,
            bold=True,
            italic=True,
            with_next=True,
            level=1,
            **text,  # type: ignore[arg-type]
        ),
        "centre": _Style("VB Giữa dòng", size, bold=True, before=before, after=4),
        "item": _Style("VB Gạch đầu dòng", size, align="both", before=before, left=indent, line=line),
        "note": _Style("VB Ghi chú", SMALL_SIZE, italic=True, align="both", before=4, indent=indent),
        "capacity": part("capacity", "VB Chức vụ"),
        "signer": part("signer", "VB Họ tên người ký", before=68),
        "recipients_head": part("recipients_head", "VB Nơi nhận", align="left"),
        "recipients": part("recipients", "VB Nơi nhận liệt kê", align="left"),
        "caption": _Style("VB Tên bảng", 13, bold=True, before=10, after=4, with_next=True),
        "cell": _Style("VB Ô bảng", TABLE_SIZE, align="left", before=2, after=2),
        "cell_centre": _Style("VB Ô bảng giữa", TABLE_SIZE, before=2, after=2),
        "cell_right": _Style("VB Ô bảng phải", TABLE_SIZE, align="right", before=2, after=2),
        "gap": _Style("VB Khoảng cách", 4),
        "annex": _Style("VB Phụ lục", size, bold=True, level=0),
        "annex_title": _Style("VB Tên phụ lục", size, bold=True, before=2),
        "annex_about": _Style("VB Kèm theo", size, italic=True, before=2, after=8),
        "page_number": _Style("VB Số trang", float(layout.page_number.size.use)),
        "footer": _Style("VB Chân trang", FOOT_SIZE),
    }
    return found | ({"motto": part("motto", "VB Tiêu ngữ")} if "motto" in elements else {})


def _base(docx: Docx, layout: Layout) -> None:
    """The style all others rest on: the typeface in every script, no space, Vietnamese."""
    normal = docx.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)  # noqa: S101  # so it is in every document
    normal.font.name = layout.font.name
    fonts = normal.element.rPr.rFonts
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), layout.font.name)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    normal.element.rPr.append(language)
    normal.paragraph_format.space_after = Pt(0)


def _added(docx: Docx, part: str, given: _Style) -> str:
    """Add a style; gives its id, plain letters that every office program keeps."""
    style = docx.styles.add_style(given.name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)  # noqa: S101  # what was just asked for
    style.base_style = docx.styles["Normal"]
    style.quick_style = True
    font, form = style.font, style.paragraph_format
    font.size, font.bold, font.italic, font.underline = Pt(given.size), given.bold, given.italic, given.underline
    form.alignment = _ALIGN[given.align]
    form.space_before, form.space_after = Pt(given.before), Pt(given.after)
    form.line_spacing = given.line
    form.first_line_indent, form.left_indent = Mm(given.indent), Mm(given.left)
    form.keep_with_next, form.widow_control = given.with_next, True
    if given.level is not None:
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), str(given.level))
        style.element.get_or_add_pPr().append(outline)
    style.element.set(qn("w:styleId"), f"VB{part.title().replace('_', '')}")
    return str(style.element.get(qn("w:styleId")))
