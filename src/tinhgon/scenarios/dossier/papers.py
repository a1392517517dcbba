"""The papers of a dossier: submission, scheme, decision, and the decision that takes one back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tinhgon.documents.domain import wording
from tinhgon.documents.domain.paper import Block, Paper, Paragraph
from tinhgon.scenarios import deciding
from tinhgon.scenarios.dossier import tables, telling
from tinhgon.scenarios.dossier.clauses import MATTER_NAMES, Matter
from tinhgon.scenarios.dossier.composing import Desk, clauses, items, section
from tinhgon.scenarios.dossier.particulars import small
from tinhgon.scenarios.dossier.saying import number
from tinhgon.scenarios.models import Deciding

_TOLD_IN_SUBMISSION = 40  # changes of bodies that a submission names; the scheme names all

Article = tuple[str, Sequence[str]]


def submission(desk: Desk) -> Paper:
    """Tờ trình: why, the ground, what is proposed, what it means and costs, what is asked for."""
    to = wording.listed(desk.given.addressees)
    return desk.composed(list(_submission(desk, to)), addressees=(f"Kính gửi: {to}",) if to else ())


def _submission(desk: Desk, to: str) -> Iterator[Block]:
    material, given = desk.material, desk.given
    scheme = _scheme_name(desk)
    yield Paragraph(text=f"{given.issuer} kính trình {to or wording.BLANK} {scheme} với những nội dung chủ yếu sau:")
    yield section(1, "Sự cần thiết")
    yield from telling.why(material)
    yield telling.state(material)
    yield section(2, "Căn cứ")
    yield from items([each.removeprefix("Căn cứ ") for each in telling.grounds(desk)])
    yield section(3, "Nội dung đề nghị phê duyệt")
    for phase in material.phases:
        yield telling.summed_up(desk, phase)
        said = telling.told(desk, phase).get(Matter.BODIES, [])
        yield from items(said[:_TOLD_IN_SUBMISSION])
        if len(said) > _TOLD_IN_SUBMISSION:
            rest = number(len(said) - _TOLD_IN_SUBMISSION)
            yield Paragraph(text=f"{rest} nội dung sắp xếp khác nêu tại Đề án kèm theo.")
    yield section(4, "Tác động của phương án")
    yield from telling.effect(material)
    yield from list(telling.checked(material))[:1]
    yield section(5, "Kinh phí")
    yield from telling.money(material)
    yield section(6, "Kiến nghị")
    yield Paragraph(text=f"{given.issuer} kính trình {to or wording.BLANK} xem xét, phê duyệt {scheme}./.")
    yield Paragraph(text="Hồ sơ kèm theo:", style="subsection")
    yield from items(
        ["Dự thảo Đề án và các phụ lục", "Dự thảo Quyết định kèm danh mục cơ quan, chức danh và danh sách nhân sự"]
    )


def scheme(desk: Desk) -> Paper:
    """Đề án: purpose, present state, proposal by phase, findings, before and after, people, money, annexes."""
    return desk.composed(list(_scheme(desk)), annexes=telling.annexes(desk.material))


def _scheme(desk: Desk) -> Iterator[Block]:
    material = desk.material
    yield section(1, "Sự cần thiết và mục đích")
    yield from telling.why(material)
    yield Paragraph(text="Căn cứ xây dựng Đề án:", style="subsection")
    yield from items([each.removeprefix("Căn cứ ") for each in telling.grounds(desk)])
    yield section(2, "Thực trạng")
    yield telling.state(material)
    yield tables.present(material)
    yield section(3, "Phương án sắp xếp")
    for phase in material.phases:
        yield telling.summed_up(desk, phase)
        for about, said in telling.told(desk, phase).items():
            yield Paragraph(text=f"{MATTER_NAMES[about]} ({number(len(said))} nội dung)", style="subsection")
            yield from (Paragraph(text=each) for each in clauses(said))
    yield section(4, "Đối chiếu với quy định")
    yield from telling.checked(material)
    yield section(5, "Kết quả sau sắp xếp")
    yield Paragraph(text=f"So với không sắp xếp: {telling.difference(material)}.")
    yield tables.overall(material)
    yield tables.by(material, "sector", "Theo khối")
    yield tables.by(material, "tier", "Theo cấp")
    figures = tables.figures(material)
    if figures.rows:
        yield figures
    yield section(6, "Nhân sự chịu tác động")
    if material.fates:
        yield tables.affected(material)
        yield Paragraph(text="Danh sách từng người tại Phụ lục III.")
    else:
        yield Paragraph(text="Phương án không làm thay đổi chức danh của người nào.")
    yield section(7, "Kinh phí")
    yield from telling.money(material)
    yield section(8, "Tổ chức thực hiện")
    for phase in material.phases:
        when = telling.phase_name(desk, phase)
        yield Paragraph(text=f"Thực hiện {when}: bàn giao tổ chức, biên chế, tài chính, tài sản, hồ sơ và con dấu theo "
                             "quy định.")  # fmt: skip
    yield Paragraph(text=telling.responsible(desk))


def decision(desk: Desk) -> Paper:
    """Quyết định: grounds, articles by phase and matter with every change, who carries it out, when, annexes."""
    material = desk.material
    given: list[Article] = []
    for phase in material.phases:
        when = telling.phase_name(desk, phase)
        for about, said in telling.told(desk, phase).items():
            given.append((f"{MATTER_NAMES[about]}, thực hiện {when}:", clauses(said)))
    given.append(("Kèm theo Quyết định này là danh mục cơ quan, đơn vị (Phụ lục I), danh mục chức danh (Phụ lục II) và "
                  "danh sách nhân sự (Phụ lục III).", ()))  # fmt: skip
    given.append(_handing_over())
    given.append((telling.responsible(desk), ()))
    given.append(("Quyết định này có hiệu lực kể từ ngày ký; từng nội dung được thực hiện từ ngày nêu tại các điều "
                  "trên. Các quy định trước đây trái với Quyết định này hết hiệu lực.", ()))  # fmt: skip
    return _decided(desk, [*telling.grounds(desk), *telling.proposed(desk)], given)


def counter_decision(desk: Desk) -> Paper:
    """Quyết định that takes an enacted one back: what it annuls, what is restored, what decided since stays."""
    assert isinstance(desk.of, Deciding) and desk.of.undoes is not None  # noqa: S101  # its caller asked
    undone = desk.of.undoes
    was = undone.decision
    name = telling.decided(was, desk.layout)
    since = [each.decision for each in deciding.built_on(undone) if each.decision_id != desk.of.decision_id]
    given: list[Article] = [
        (f"Hủy bỏ toàn bộ {name} về {small(was.subject)}.", ()),
        (f"Kể từ {wording.dated(desk.layout, was.effective_on)}, tổ chức bộ máy, chức danh và nhân sự trở lại như khi "
         "chưa có quyết định bị hủy bỏ, theo danh mục tại Phụ lục I, Phụ lục II và danh sách tại Phụ lục III, lập theo "
         "hồ sơ khi ban hành quyết định đó.", ()),
    ]  # fmt: skip
    if since:
        kept = [telling.decided(each, desk.layout) for each in since]
        given.append(("Các quyết định ban hành sau đó có liên quan vẫn giữ nguyên hiệu lực:", clauses(kept)))
    given += [
        _handing_over(),
        (telling.responsible(desk), ()),
        ("Quyết định này có hiệu lực kể từ ngày ký.", ()),
    ]
    return _decided(desk, [telling.grounds(desk)[0], f"Căn cứ {name}", *telling.proposed(desk)], given)


def _handing_over() -> Article:
    return (
        "Các cơ quan, đơn vị có tên tại Phụ lục I bàn giao nguyên trạng tổ chức, biên chế, tài chính, tài sản, hồ sơ "
        "và con dấu; cơ quan tiếp nhận tiếp tục thực hiện các công việc đang giải quyết, không để gián đoạn.",
        (),
    )


def _decided(desk: Desk, grounds: list[str], given: list[Article]) -> Paper:
    of = f"{desk.given.behalf} {desk.given.issuer}" if desk.profile == "party" else desk.given.issuer
    blocks: list[Block] = [
        *wording.grounds(grounds),
        Paragraph(text="QUYẾT ĐỊNH:", style="centre"),
        *wording.articles(given),
    ]
    return desk.composed(blocks, annexes=telling.annexes(desk.material), authority=of.strip().upper())


def _scheme_name(desk: Desk) -> str:
    name = desk.material.scenario.name
    return name if name.lower().startswith("đề án") else f"Đề án {small(name)}"
