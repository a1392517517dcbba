"""What the papers of a dossier say: why, on what ground, what changes phase by phase, what it means and costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tinhgon.documents.domain.layouts import Layout
from tinhgon.documents.domain.paper import Block, Paragraph
from tinhgon.documents.domain.wording import dated
from tinhgon.documents.services import number_of
from tinhgon.registry.domain.vocabulary import CHOICE_NAMES
from tinhgon.registry.models import Decision
from tinhgon.scenarios.domain.fates import Fate, tally
from tinhgon.scenarios.domain.impact import totals
from tinhgon.scenarios.domain.issues import Status
from tinhgon.scenarios.domain.plan import Phase
from tinhgon.scenarios.dossier import annexes as lists
from tinhgon.scenarios.dossier import tables
from tinhgon.scenarios.dossier.clauses import MATTER_NAMES, Clauses, Matter, matter
from tinhgon.scenarios.dossier.composing import ADDRESS, Desk, items, paper_key
from tinhgon.scenarios.dossier.material import Material
from tinhgon.scenarios.dossier.particulars import small
from tinhgon.scenarios.dossier.saying import cited, day, dong, number, signed

_REASON = (
    "Việc sắp xếp nhằm tinh gọn đầu mối, khắc phục chồng chéo chức năng, nhiệm vụ, nâng cao hiệu lực, hiệu quả hoạt "
    "động của bộ máy và giảm chi ngân sách."
)


def why(material: Material) -> Iterator[Paragraph]:
    """Why it is proposed: the purpose as written, else what all such schemes are for."""
    for each in material.scenario.purpose.splitlines():
        if each.strip():
            yield Paragraph(text=f"{each.strip().rstrip('.')}.")
    if not material.scenario.purpose.strip():
        yield Paragraph(text=_REASON)


def state(material: Material) -> Paragraph:
    """The present state in one sentence."""
    held = totals(material.meaning.before)
    return Paragraph(
        text=f"Theo hồ sơ đăng ký, nếu không sắp xếp thì tại ngày {day(material.last_day)} có "
        f"{number(held['bodies'])} cơ quan, tổ chức (trong đó {number(held['rooms'])} phòng), "
        f"{number(held['heads'])} chức danh cấp trưởng, {number(held['deputies'])} chức danh cấp phó, "
        f"{number(held['posts'])} chỗ làm việc với {number(held['staff'])} người hưởng lương; "
        f"biên chế được giao {number(held['ceiling'])}."
    )


def grounds(desk: Desk) -> list[str]:
    """What the paper rests on, from the issuer's powers to the proposal."""
    material, given = desk.material, desk.given
    own = "Điều lệ Đảng Cộng sản Việt Nam" if desk.profile == "party" else (
        f"chức năng, nhiệm vụ, quyền hạn của {given.issuer}"
    )  # fmt: skip
    found = [f"Căn cứ {own}", *(f"Căn cứ {cited(each, desk.layout)}" for each in material.ground)]
    for each in material.waivers:
        decision = each.decision
        found.append(f"Căn cứ {decided(decision, desk.layout)} về {small(each.reason)}")
    return found


def proposed(desk: Desk) -> list[str]:
    """The last grounds of a decision: the submission considered, and who proposes."""
    found = []
    scenario = desk.material.scenario
    submission = number_of(paper_key(scenario, "submission", desk.profile))
    if submission is not None:
        when = dated(desk.layout, submission.signed_on)
        found.append(f"Xét Tờ trình số {submission.text} {when} {small(submission.subject)}")
    if desk.given.proposer:
        found.append(f"Theo đề nghị của {desk.given.proposer}")
    return found


def decided(decision: Decision, layout: Layout) -> str:
    """A decision as others name it: "Quyết định số 5/QĐ-UBND ngày … của …"."""
    kind, number_ = decision.kind, decision.number
    said = f"{kind[:1].upper()}{kind[1:]} số {number_}"
    return f"{said} {dated(layout, decision.signed_on)} của {decision.issuer}"


def phase_name(desk: Desk, phase: Phase) -> str:
    """A phase with its day; of an only phase the day alone."""
    when = f"từ {dated(desk.layout, phase.effective_on)}"
    return when if len(desk.material.phases) == 1 else f"{small(phase.name)}, {when}"


def told(desk: Desk, phase: Phase) -> dict[Matter, list[str]]:
    """The changes of a phase as clauses, by what they are about."""
    material = desk.material
    speaker = Clauses(material.called_in(phase), ADDRESS[desk.profile])
    found: dict[Matter, list[str]] = {each: [] for each in MATTER_NAMES}
    for step in material.steps(phase):
        found[matter(step.change)].append(speaker.say(step.change))
    return {each: said for each, said in found.items() if said}


def summed_up(desk: Desk, phase: Phase) -> Paragraph:
    """How many changes of each matter a phase has."""
    counted = Counter(matter(each.change) for each in desk.material.steps(phase))
    said = "; ".join(f"{number(counted[each])} nội dung {small(name)}" for each, name in MATTER_NAMES.items()
                     if counted[each])  # fmt: skip
    lead = phase_name(desk, phase)
    return Paragraph(lead=f"{lead[:1].upper()}{lead[1:]}:", text=f"{said}.")


def effect(material: Material) -> Iterator[Block]:
    """What it means: counts before and after, and who is affected."""
    yield tables.overall(material)
    if not material.fates:
        yield Paragraph(text="Phương án không làm thay đổi chức danh của người nào.")
        return
    met = tally(material.fates)
    displaced = met[Fate.DISPLACED]
    yield Paragraph(
        text=f"Có {number(len(material.fates))} người chịu tác động; "
        + (
            f"trong đó {number(displaced)} người mất chức danh, chưa bố trí, phải có phương án bố trí hoặc giải quyết "
            "chế độ theo quy định."
            if displaced
            else "tất cả đều được bố trí."
        )
    )


def checked(material: Material) -> Iterator[Block]:
    """What the rules say, and which waivers are asked for or given."""
    found = [each for each in material.issues if each.status is not Status.SAME]
    count = Counter(each.status for each in found)
    yield Paragraph(
        text=f"Đối chiếu với quy định tại ngày {day(material.plan.law_on or material.last_day)}: "
        f"{number(count[Status.NEW])} phát hiện phát sinh, {number(count[Status.GONE])} phát hiện được khắc phục, "
        f"{number(count[Status.WAIVED])} phát hiện được miễn áp dụng theo quyết định của cấp có thẩm quyền."
    )
    if found:
        yield tables.findings(material)


def money(material: Material) -> Iterator[Block]:
    """What it saves and costs, with what was assumed."""
    cost = material.meaning.cost
    saved, once = sum(each.saved for each in cost.years), sum(each.one_off for each in cost.years)
    years = len(cost.years)
    back = f" Số tiết kiệm bù đủ chi một lần vào năm {cost.pays_back_in}." if cost.pays_back_in and once else ""
    direction = f"giảm chi {dong(saved)} đồng" if saved >= 0 else f"tăng chi {dong(-saved)} đồng"
    yield Paragraph(
        text=f"Dự toán {number(years)} năm: {direction} so với không sắp xếp; chi một lần {dong(once)} đồng.{back}"
    )
    yield tables.costs(material)
    yield Paragraph(text=_assumed(material), style="note")
    if cost.one_off:
        yield from items(
            [f"{each.label.vi} (ngày {day(each.on)}): {number(each.number)} trường hợp, {dong(each.amount)} đồng"
             for each in cost.one_off]
        )  # fmt: skip


def _assumed(material: Material) -> str:
    assumed = material.meaning.cost.assumptions
    coefficients = ", ".join(
        f"{CHOICE_NAMES[name].vi} {_decimal(value)}" for name, value in assumed.coefficients.items()
    )
    return (
        f"Giả định: hệ số lương bình quân ({coefficients}); phụ cấp cấp trưởng {_decimal(assumed.head_supplement)}, "
        f"cấp phó {_decimal(assumed.deputy_supplement)}; chi hoạt động {dong(assumed.running_cost)} đồng mỗi cơ quan "
        f"mỗi năm; trợ cấp người dôi dư {_decimal(assumed.severance_months)} tháng lương; chi sắp xếp "
        f"{dong(assumed.reorganisation_cost)} đồng mỗi cơ quan."
    )


def _decimal(text: str) -> str:
    return text.replace(".", ",")


def difference(material: Material) -> str:
    """The change of the main counts in one sentence."""
    before, after = totals(material.meaning.before), totals(material.meaning.after)
    named = (("bodies", "cơ quan, tổ chức"), ("heads", "cấp trưởng"), ("deputies", "cấp phó"), ("ceiling", "biên chế"))
    said = [f"{name} {signed(after[key] - before[key])}" for key, name in named if after[key] != before[key]]
    return "; ".join(said) if said else "số lượng cơ quan, chức danh và biên chế không đổi"


def annexes(material: Material) -> list[tuple[str, list[Block]]]:
    """The lists of bodies, posts and people; those with nothing in them say so."""
    found: list[tuple[str, list[Block]]] = []
    for title, table, nothing in (
        ("Danh mục cơ quan, đơn vị sắp xếp", lists.bodies(material), "Không có cơ quan, đơn vị nào thay đổi."),
        ("Danh mục chức danh sắp xếp", lists.posts(material), "Không có chức danh nào thay đổi."),
        ("Danh sách nhân sự chịu tác động", lists.people(material), "Không có nhân sự nào chịu tác động."),
    ):
        found.append((title, [table] if table.rows else [Paragraph(text=nothing)]))
    return found


def responsible(desk: Desk) -> str:
    """Who carries a decision out."""
    named = [*desk.given.responsible] or ["Thủ trưởng các cơ quan, đơn vị có tên tại các Phụ lục"]
    kind = desk.kind.label.vi
    who = "; ".join([*named, "các tổ chức, cá nhân có liên quan"])
    return f"{who} chịu trách nhiệm thi hành {kind} này."
