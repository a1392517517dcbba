"""The page of findings: what contradicts the record, the law or a target, and on what ground."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import page
from tinhgon.frame.kept import kept
from tinhgon.frame.languages import said
from tinhgon.frame.tables import Column, Table
from tinhgon.registry.kinship import register_version
from tinhgon.registry.pictures import Stand, stand
from tinhgon.registry.selectors import labels
from tinhgon.registry.site.moments import moment_of
from tinhgon.registry.site.pages import scope_of
from tinhgon.rulebook.backgrounds import background_of
from tinhgon.rulebook.counting import apparatus_of
from tinhgon.rulebook.domain.findings import Finding, Severity
from tinhgon.rulebook.domain.rules import RULES, check
from tinhgon.rulebook.loading import load_rulebook
from tinhgon.rulebook.site.citing import cited
from tinhgon.rulebook.site.figures import scope_label
from tinhgon.rulebook.site.waiting import patient

SEVERITIES = {
    Severity.INTEGRITY: Text("hồ sơ mâu thuẫn", "record contradicts itself"),
    Severity.LAW: Text("chưa đúng quy định", "law not met"),
    Severity.TARGET: Text("chưa đạt chỉ tiêu", "target not reached"),
    Severity.INFO: Text("cần biết", "worth knowing"),
}
_VERIFIED = {
    True: Text("đã đối chiếu", "checked"),
    False: Text("chưa đối chiếu", "not checked"),
    "partial": Text("đối chiếu một phần", "partly checked"),
}
_KEPT = 50_000  # findings


@dataclass(frozen=True, slots=True)
class Line:
    """A finding with the name of what it is about."""

    finding: Finding
    subject: str


def found_of(of: Stand, on: date, under: int | None) -> tuple[Finding, ...]:
    """What the rules find in a scope by the law of the day, by a state of the record."""
    return _found(of, on, under, register_version())


@kept(_KEPT, len)
def _found(of: Stand, on: date, under: int | None, ties: tuple[int, int]) -> tuple[Finding, ...]:
    return tuple(check(apparatus_of(of, on, under), load_rulebook(), background=background_of(of, under, ties)))


@page(Permission.READ)
@patient
def findings(request: HttpRequest) -> HttpResponse:
    """What the rules find in the scope by the law of the day shown."""
    moment, under = moment_of(request), scope_of(request)
    found = found_of(stand(moment.seq), moment.on, under)
    called = labels({each.subjects[0][1] for each in found if each.subjects}, moment.on, moment.known)

    def subject(each: Finding) -> str:
        if not each.subjects:
            return ""
        label = called.get(each.subjects[0][1])
        return f"#{each.subjects[0][1]}" if label is None else said(label.text)

    def address(line: Line) -> str | None:
        if not line.finding.subjects:
            return None
        return moment.address(reverse("object", args=[line.finding.subjects[0][1]]))

    table: Table[Line] = Table(
        name="phat-hien",
        columns=[
            Column("severity", Text("Mức", "Severity"), lambda line: line.finding.severity.value,
                   shown=lambda line: said(SEVERITIES[line.finding.severity]),
                   choices=[(each.value, title) for each, title in SEVERITIES.items()]),
            Column("subject", Text("Đối tượng", "Subject"), lambda line: line.subject, link=address, searched=True),
            Column("message", Text("Nội dung", "What"), lambda line: line.finding.message, searched=True),
            Column("rule", Text("Quy tắc", "Rule"), lambda line: RULES[line.finding.rule].label
                   if line.finding.rule in RULES else line.finding.rule,
                   searched=True, hidden=True),
            Column("law", Text("Căn cứ", "Ground"), lambda line: _ground(line.finding), searched=True),
            Column("verified", Text("Đối chiếu văn bản", "Checked against the text"),
                   lambda line: _VERIFIED[line.finding.verified] if line.finding.citations else None),
        ],
        rows=[Line(each, subject(each)) for each in found],
        request=request,
        order="severity",
        caption=Text("Phát hiện", "Findings"),
        empty=Text("Không phát hiện điều gì trái quy định vào ngày đang xem.", "Nothing was found on the day shown."),
    )  # fmt: skip
    counts = [(title, sum(each.severity is severity for each in found)) for severity, title in SEVERITIES.items()]
    return table.answer("rulebook/findings.html", {"scope": scope_label(under, moment), "counts": counts})


def _ground(finding: Finding) -> str:
    """The instruments and articles a finding rests on, in the language of the page."""
    return "; ".join(sorted({cited(each.citation) for each in finding.citations}))
