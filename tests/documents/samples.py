"""Papers to print: small ones with every part, and one whose table fills pages."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tinhgon.documents.domain import wording
from tinhgon.documents.domain.layouts import Layout
from tinhgon.documents.domain.paper import Annex, Column, Paper, Paragraph, Table
from tinhgon.documents.layouts import load_layouts

ON = date(2026, 2, 5)
HOSTILE = ('=HYPERLINK("http://x","y")', "<script>alert(1)</script>", "#eval(\"1\") *b* _i_ $x$ \\ @x {{ 7*7 }}",
           "</w:t></w:r><w:br/>", "+1-1", "\u202egnoun\u202c \x00\x07 \u200bẩn", "ngắt\ndòng\ttab")  # fmt: skip
COLUMNS = (
    Column(title="TT", width=1, align="centre"),
    Column(title="Cơ quan, đơn vị", width=6),
    Column(title="Biên chế", width=2, align="right"),
)


def layout(issuer: str) -> Layout:
    """The layout of today's papers of an issuer."""
    return load_layouts().of(issuer, ON)


def paper(issuer: str = "state", rows: int = 3, texts: tuple[str, ...] = ()) -> Paper:
    """A decision with grounds, articles, a table of so many rows, an annex; `texts` are further paragraphs."""
    of = layout(issuer)
    state = issuer == "state"
    behind = wording.symbol(of, load_layouts().kind("decision"), "UBND" if state else "TU")
    table = Table(
        columns=COLUMNS,
        rows=tuple((str(place), f"Phòng Tổ chức số {place}", "12") for place in range(1, rows + 1)),
        totals=("", "Cộng", str(12 * rows)),
        caption="Biểu số liệu",
    )
    return Paper(
        layout=of.id,
        heading=wording.heading(
            of,
            superior="" if state else "Đảng bộ tỉnh Thử",
            issuer="Ủy ban nhân dân tỉnh Thử" if state else "Huyện ủy Mẫu",
            number=wording.numbered(of, 5, behind),
            place="Thử",
            on=ON,
            mark="DỰ THẢO",
        ),
        kind="QUYẾT ĐỊNH",
        subject="Về việc sắp xếp tổ chức bộ máy",
        subject_mark=of.elements["subject"].mark,
        issuer_mark=of.elements["issuer"].mark,
        authority="ỦY BAN NHÂN DÂN TỈNH THỬ",
        addressees=("Kính gửi: Ngưỡng Hữu Khuyến",),
        blocks=(
            *wording.grounds(["Căn cứ Nghị quyết số 18-NQ/TW", "Theo đề nghị của Sở Nội vụ"]),
            Paragraph(text="QUYẾT ĐỊNH:", style="centre"),
            *wording.articles([("Sắp xếp các phòng:", ["1. Sáp nhập."]), ("Hiệu lực từ ngày ký.", ())]),
            Paragraph(text="Mục lớn", style="section"),
            Paragraph(text="Mục nhỏ", style="subsection"),
            Paragraph(text="Ghi chú chữ nhỏ", style="note"),
            Paragraph(text="- Một ý", style="item"),
            *(Paragraph(text=each) for each in texts),
            table,
        ),
        signature=wording.signature(
            of, behalf="Ủy ban nhân dân", instead="Chủ tịch", capacity="Phó Chủ tịch", name="Trần Thị Hư Cấu"
        ),
        recipients_head=of.elements["recipients_head"].text,
        recipients=wording.recipients(of, ["Như Điều 2", "Bộ Nội vụ;"], "NC"),
        annexes=(Annex(number="PHỤ LỤC I", title="DANH MỤC", about="(Kèm theo)", blocks=(table,)),),
        footer=(
            *wording.ledger_lines("ab" * 32, 12, ON, datetime(2026, 2, 5, 8, 30, tzinfo=UTC)),
            wording.DEMONSTRATION,
        ),
    )
