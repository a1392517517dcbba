"""What a paper says of itself besides what its scenario says: who issues it, to whom it goes, who signs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

import msgspec

from tinhgon.documents.domain.layouts import IssuerKind, PaperKind
from tinhgon.errors import Text, TinhGonError
from tinhgon.registry.selectors.labels import labels
from tinhgon.scenarios.dossier.called import inside
from tinhgon.scenarios.models import Deciding, Scenario
from tinhgon.scenarios.services import plan_of

Profile = IssuerKind


class PaperParticulars(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Lines of a paper that somebody fills in; what is left empty is left out or leaves room.

    `body` are the letters of the issuer in the number, `behalf` those on whose behalf is signed ("Ủy ban nhân dân"),
    `instead` for whom ("Chủ tịch"), `capacity` the signer's own office; `unit` is where the paper is filed, `term`
    the term of a party committee, `proposer` who proposes a decision, `responsible` who carries it out.
    """

    superior: str = ""
    issuer: str = ""
    body: str = ""
    place: str = ""
    signed_on: date | None = None
    number: int | None = None
    subject: str = ""
    addressees: tuple[str, ...] = ()
    behalf: str = ""
    instead: str = ""
    capacity: str = ""
    signer: str = ""
    recipients: tuple[str, ...] = ()
    unit: str = ""
    term: str = ""
    proposer: str = ""
    responsible: tuple[str, ...] = ()


class InvalidParticulars(TinhGonError):
    """Particulars of a paper that cannot be read."""

    code = "invalid_particulars"


def particulars_from(plain: Mapping[str, Any], fallback: PaperParticulars) -> PaperParticulars:
    """Particulars from plain values by name; what is not named is that of `fallback`. Raises InvalidParticulars."""
    try:
        return msgspec.convert({**msgspec.to_builtins(fallback), **plain}, PaperParticulars)
    except msgspec.ValidationError as error:
        raise InvalidParticulars(
            Text("Thông tin của văn bản không hợp lệ", "The particulars of the paper are not valid"),
            where=str(error),
            mend=Text("Sửa mục đã nêu rồi làm lại.", "Mend the field named and do it again."),
        ) from None


def plain_particulars(given: PaperParticulars) -> dict[str, Any]:
    """Particulars as plain values, the empty ones too: they were left empty on purpose."""
    values = {name: getattr(given, name) for name in given.__struct_fields__}
    return cast(dict[str, Any], msgspec.to_builtins(values))


def default_particulars(of: Scenario | Deciding, paper: PaperKind, profile: Profile) -> PaperParticulars:
    """What can be said of a paper without asking: the province's committee issues it and proposes its own name."""
    scenario = of.scenario if isinstance(of, Deciding) else of
    place = _place(scenario)
    short = place.removeprefix("Tỉnh ").removeprefix("Thành phố ").removeprefix("Huyện ")
    decided = of.decision if isinstance(of, Deciding) else None
    common: dict[str, Any] = {
        "place": short,
        "subject": _subject(scenario.name, paper),
        "signed_on": None if decided is None else decided.signed_on,
    }
    if decided is not None and paper == "decision":
        common |= {"subject": _about(decided.subject)}
    if profile == "party":
        return PaperParticulars(
            issuer=f"Tỉnh ủy {short}" if place.startswith("Tỉnh ") else f"Đảng bộ {short}",
            body="TU",
            behalf="Ban Thường vụ",
            capacity="Bí thư",
            addressees=() if paper != "submission" else ("Ban Chấp hành Đảng bộ tỉnh",),
            **common,
        )
    return PaperParticulars(
        issuer=f"Ủy ban nhân dân {inside(place)}",
        body="UBND",
        behalf="Ủy ban nhân dân",
        capacity="Chủ tịch",
        addressees=() if paper != "submission" else (f"Hội đồng nhân dân {inside(place)}",),
        **common,
    )


def _place(scenario: Scenario) -> str:
    """The area a scenario is about, or a blank to be filled in."""
    if scenario.under is None:
        return "……"
    label = labels([scenario.under], plan_of(scenario).base.on).get(scenario.under)
    return "……" if label is None or label.name is None else label.name


def _subject(name: str, paper: PaperKind) -> str:
    if paper == "scheme":
        return name.removeprefix("Đề án").strip() or name
    said = name if name.lower().startswith("đề án") else f"Đề án {small(name)}"
    return f"Về việc {'đề nghị phê duyệt' if paper == 'submission' else 'phê duyệt và tổ chức thực hiện'} {said}"


def _about(subject: str) -> str:
    return subject if subject.lower().startswith("về ") else f"Về việc {small(subject)}"


def small(text: str) -> str:
    """A text as it goes on within a sentence: its first letter small, unless it begins with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
