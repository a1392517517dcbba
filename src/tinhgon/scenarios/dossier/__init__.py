"""The dossier of a scenario: submission, scheme and decision in the official layout, with numbers and ledger head."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from tinhgon.documents.domain.layouts import PaperKind
from tinhgon.documents.domain.paper import Paper
from tinhgon.documents.layouts import load_layouts
from tinhgon.documents.printing import Printed, printed
from tinhgon.scenarios.dossier import papers
from tinhgon.scenarios.dossier.composing import Desk, paper_key
from tinhgon.scenarios.dossier.material import Material
from tinhgon.scenarios.dossier.particulars import (
    PaperParticulars,
    Profile,
    default_particulars,
    particulars_from,
    plain_particulars,
)
from tinhgon.scenarios.models import Deciding, Scenario

Format = Literal["docx", "pdf"]

PAPERS: Mapping[PaperKind, Callable[[Desk], Paper]] = {
    "submission": papers.submission,
    "scheme": papers.scheme,
    "decision": papers.decision,
}
"""How each paper is written."""


def dossier(
    of: Scenario | Deciding,
    paper: PaperKind,
    profile: Profile = "state",
    particulars: PaperParticulars | None = None,
    *,
    phases: Sequence[int] | None = None,
    named: bool = True,
) -> Paper:
    """One paper of a scenario, or of a decision made from it (its own phases; a counter-decision for an undoing one).

    Without particulars they are proposed; `named` says whether people are called by name. Raises NoSuchLayout for
    a paper or profile there is none of.
    """
    load_layouts().kind(paper)
    if isinstance(of, Deciding):
        material = Material.of(of.scenario, of.phases, named, backwards=of.undoes_id is not None)
    else:
        material = Material.of(of, phases, named)
    desk = Desk.ready(of, paper, profile, particulars, material)
    if isinstance(of, Deciding) and of.undoes_id is not None and paper == "decision":
        return papers.counter_decision(desk)
    return PAPERS[paper](desk)


def dossier_file(
    of: Scenario | Deciding,
    paper: PaperKind,
    profile: Profile = "state",
    format_: Format = "docx",
    particulars: PaperParticulars | None = None,
    *,
    named: bool = True,
) -> Printed:
    """One paper as a file: its bytes, media type and name."""
    return printed(dossier(of, paper, profile, particulars, named=named), format_)


__all__ = [
    "PAPERS",
    "Format",
    "PaperKind",
    "PaperParticulars",
    "Profile",
    "default_particulars",
    "dossier",
    "dossier_file",
    "paper_key",
    "particulars_from",
    "plain_particulars",
]
