"""The dossier of a scenario: its papers to take away, what they say of themselves, and their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from tinhgon.accounts.access import today
from tinhgon.documents import services as numbers
from tinhgon.documents.domain.layouts import PaperKind
from tinhgon.documents.layouts import load_layouts
from tinhgon.documents.models import PROFILE_NAMES, NumberTaken, Profile
from tinhgon.documents.printing import FORMATS
from tinhgon.documents.services import Series, take_number
from tinhgon.errors import Text, TinhGonError
from tinhgon.frame.access import account_of, standing_of
from tinhgon.frame.domain.numbers import whole
from tinhgon.frame.faults import STATUS_OF
from tinhgon.frame.languages import said
from tinhgon.registry.site.moments import timeless
from tinhgon.scenarios.dossier import (
    PAPERS,
    Format,
    PaperParticulars,
    default_particulars,
    dossier_file,
    paper_key,
    particulars_from,
    plain_particulars,
)
from tinhgon.scenarios.models import Deciding, Scenario
from tinhgon.scenarios.site.access import edits, scenario_page
from tinhgon.scenarios.site.sight import Sight, address
from tinhgon.scenarios.site.typed import Typed


@dataclass(frozen=True, slots=True)
class Field:
    """One particular of a paper as the form asks for it; `many` has one on each line."""

    name: str
    title: Text
    many: bool = False
    hint: Text | None = None


FIELDS = (
    Field("issuer", Text("Cơ quan ban hành", "Issuer")),
    Field("superior", Text("Cơ quan chủ quản, cấp trên", "Body above the issuer")),
    Field("body", Text("Chữ viết tắt cơ quan trong số, ký hiệu", "Issuer's letters in the number"),
          hint=Text("Ví dụ: UBND, TU", "For example UBND, TU")),
    Field("term", Text("Nhiệm kỳ của cấp ủy", "Term of the committee"),
          hint=Text("Chỉ dùng cho văn bản của Đảng, ví dụ 2025-2030", "For party papers only, for example 2025-2030")),
    Field("place", Text("Địa danh", "Place")),
    Field("signed_on", Text("Ngày ký", "Signed on")),
    Field("subject", Text("Trích yếu", "Subject")),
    Field("addressees", Text("Kính gửi", "Addressees"), many=True),
    Field("proposer", Text("Cơ quan, người đề nghị", "Proposed by")),
    Field("responsible", Text("Cơ quan, người thi hành", "Carried out by"), many=True),
    Field("behalf", Text("Ký thay mặt (TM., T/M)", "Signed on behalf of")),
    Field("instead", Text("Ký thay (KT., K/T)", "Signed for")),
    Field("capacity", Text("Chức vụ người ký", "Signer's office")),
    Field("signer", Text("Họ và tên người ký", "Signer's name")),
    Field("recipients", Text("Nơi nhận", "Recipients"), many=True),
    Field("unit", Text("Đơn vị lưu", "Filed at")),
)  # fmt: skip
"""What the form asks for, in the order of a paper."""

_MANY = frozenset(each.name for each in FIELDS if each.many)


@dataclass(frozen=True, eq=False)
class Chosen:
    """The paper that a page is about: of a scenario, or of a decision made from it."""

    scenario: Scenario
    deciding: Deciding | None
    paper: PaperKind
    profile: Profile

    @classmethod
    def of(cls, request: HttpRequest, scenario: Scenario) -> Chosen:
        """As the address says; the draft decision of the state where it says nothing. Raises Http404."""
        given = {**request.GET.dict(), **request.POST.dict()}
        paper, profile = given.get("paper") or "submission", given.get("profile") or Profile.STATE.value
        if paper not in PAPERS or profile not in list(Profile):
            raise Http404
        return cls(scenario, _deciding(scenario, given.get("deciding", "")), cast(PaperKind, paper), Profile(profile))

    @property
    def source(self) -> Scenario | Deciding:
        """What the paper is made from."""
        return self.deciding or self.scenario

    @property
    def key(self) -> str:
        """The name its number and particulars are kept under."""
        return paper_key(self.source, self.paper, self.profile.value)

    @property
    def fallback(self) -> PaperParticulars:
        """What goes without saying."""
        return default_particulars(self.source, self.paper, self.profile.value)

    @property
    def particulars(self) -> PaperParticulars:
        """What was kept, over what goes without saying."""
        return particulars_from(numbers.particulars_of(self.key), self.fallback)

    @property
    def number(self) -> NumberTaken | None:
        """The number taken for it."""
        return None if self.deciding is not None else numbers.number_of(self.key)

    def parameters(self, **other: object) -> dict[str, object]:
        """The parameters of its address, some of them changed."""
        deciding = None if self.deciding is None else self.deciding.pk
        return {"paper": self.paper, "profile": self.profile.value, "deciding": deciding, **other}


@scenario_page()
@timeless
@require_http_methods(["GET", "POST"])
def dossier(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """The papers, and the form for what the chosen one says of itself."""
    sight, chosen = Sight.of(request, scenario), Chosen.of(request, scenario)
    if request.method == "GET":
        return _page(sight, chosen, _texts(chosen.particulars))
    if not _may_fill_in(request, scenario):
        raise PermissionDenied
    typed = Typed.sent(request, [each.name for each in FIELDS])
    try:
        given = _read(typed, chosen)
        if given is None:
            return _page(sight, chosen, typed.texts, typed, status=400)
        numbers.keep_particulars(chosen.key, plain_particulars(given), account_of(request))
        if request.POST.get("do") == "number":
            _take(request, chosen, given)
        else:
            messages.success(request, said(Text("Đã lưu thông tin văn bản.", "The particulars are kept.")))
    except TinhGonError as fault:
        return _page(sight, chosen, typed.texts, typed, fault, STATUS_OF.get(fault.code, 400))
    return redirect(address("scenario-dossier", scenario.pk, **chosen.parameters()))


@scenario_page()
@timeless
@require_GET
def dossier_paper(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """One paper as a file, DOCX unless another format is asked for."""
    chosen, format_ = Chosen.of(request, scenario), request.GET.get("format") or "docx"
    if format_ not in FORMATS:
        raise Http404
    sight = Sight.of(request, scenario)
    _ = sight.opened  # refuses a record too large to be opened whole
    made = dossier_file(chosen.source, chosen.paper, chosen.profile.value, cast(Format, format_), chosen.particulars,
                        named=sight.named)  # fmt: skip
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(made.content, content_type=made.media_type, headers=headers)


def _deciding(scenario: Scenario, asked: str) -> Deciding | None:
    if not asked:
        return None
    of = scenario.decidings.select_related("decision", "scenario", "undoes__decision")  # type: ignore[attr-defined]
    found = of.filter(pk=whole(asked) or 0).first()
    if found is None:
        raise Http404
    return cast(Deciding, found)


def _may_fill_in(request: HttpRequest, scenario: Scenario) -> bool:
    """Papers are filled in while the scenario is frozen too: that is when they are wanted."""
    return edits(account_of(request), standing_of(request), scenario)


def _read(typed: Typed, chosen: Chosen) -> PaperParticulars | None:
    """What the form says; None where a date is none."""
    signed = typed.day("signed_on") if typed.texts["signed_on"] else None
    if typed.faults:
        return None
    values: dict[str, Any] = {
        name: tuple(line.strip() for line in text.splitlines() if line.strip()) if name in _MANY else text
        for name, text in typed.texts.items()
    }
    return particulars_from({**values, "signed_on": signed}, chosen.fallback)


def _take(request: HttpRequest, chosen: Chosen, given: PaperParticulars) -> None:
    series = Series(chosen.profile, given.issuer, given.body, chosen.paper, given.term)
    on, by = given.signed_on or today(), account_of(request)
    taken = take_number(series, on, given.subject, by, paper=chosen.key)
    messages.success(request, said(Text(f"Số {taken.text} đã cấp cho văn bản này.", f"The paper has {taken.text}.")))


def _texts(given: PaperParticulars) -> dict[str, str]:
    plain = plain_particulars(given)
    return {each.name: "\n".join(plain[each.name]) if each.many else str(plain[each.name] or "") for each in FIELDS}


def _page(
    sight: Sight,
    chosen: Chosen,
    texts: dict[str, str],
    typed: Typed | None = None,
    fault: TinhGonError | None = None,
    status: int = 200,
) -> HttpResponse:
    scenario = chosen.scenario
    faults = {} if typed is None else typed.faults
    layout = load_layouts().of(chosen.profile.value, chosen.particulars.signed_on or today())
    context = {
        "chosen": chosen,
        "papers": _papers(chosen),
        "profiles": [
            (name, each is chosen.profile, address("scenario-dossier", scenario.pk, **chosen.parameters(profile=each)))
            for each, name in PROFILE_NAMES.items()
        ],
        "files": _files(chosen),
        "fields": [(each, texts[each.name], faults.get(each.name)) for each in FIELDS],
        "kind": load_layouts().kind(chosen.paper).label.text,
        "layout": layout,
        "layout_note": layout.note.text,
        "number": chosen.number,
        "may_fill_in": _may_fill_in(sight.request, scenario),
        "fault": fault,
    }
    return sight.show("scenarios/dossier.html", context, status=status)


def _papers(chosen: Chosen) -> list[dict[str, object]]:
    """Every paper there is: the three of the scenario, and one for each decision made from it."""
    scenario, layouts = chosen.scenario, load_layouts()
    found = []
    for paper in PAPERS:
        here = chosen.deciding is None and chosen.paper == paper
        where = address("scenario-dossier", scenario.pk, **chosen.parameters(paper=paper, deciding=None))
        taken = numbers.number_of(paper_key(scenario, paper, chosen.profile.value))
        found.append({"title": layouts.kind(paper).label.text, "number": taken and taken.text, "here": here,
                      "address": where})  # fmt: skip
    for each in scenario.decidings.select_related("decision").order_by("pk"):  # type: ignore[attr-defined]
        title = Text("Quyết định hoàn tác", "Decision that undoes") if each.undoes_id else (
            Text("Quyết định đã trình", "Decision submitted")
        )  # fmt: skip
        where = address("scenario-dossier", scenario.pk, **chosen.parameters(paper="decision", deciding=each.pk))
        here = chosen.deciding is not None and chosen.deciding.pk == each.pk
        found.append({"title": title, "number": each.decision.number, "here": here, "address": where})
    return found


def _files(chosen: Chosen) -> list[tuple[str, str]]:
    return [
        (name.upper(), address("scenario-dossier-file", chosen.scenario.pk, **chosen.parameters(format=name)))
        for name in FORMATS
    ]
