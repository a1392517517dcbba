"""Putting a paper together: its head, number, signature and foot around what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.utils import timezone

from tinhgon.documents.domain import wording
from tinhgon.documents.domain.layouts import Kind, Layout, PaperKind
from tinhgon.documents.domain.paper import Annex, Block, Paper, Paragraph
from tinhgon.documents.layouts import load_layouts
from tinhgon.documents.services import number_of
from tinhgon.registry.domain.decisions import Status as Step
from tinhgon.registry.domain.ledger import GENESIS
from tinhgon.registry.models import LedgerEntry
from tinhgon.scenarios.dossier.material import Material
from tinhgon.scenarios.dossier.particulars import PaperParticulars, Profile, default_particulars
from tinhgon.scenarios.models import Deciding, Scenario

ADDRESS: dict[str, str] = {"state": "ông (bà)", "party": "đồng chí"}
DRAFT = "DỰ THẢO"


def paper_key(of: Scenario | Deciding, paper: PaperKind, profile: Profile) -> str:
    """The name under which a paper's number and particulars are kept."""
    kind = "deciding" if isinstance(of, Deciding) else "scenario"
    return f"{kind}:{of.pk}:{paper}:{profile}"


@dataclass(frozen=True)
class Desk:
    """What one paper is written with."""

    of: Scenario | Deciding
    paper: PaperKind
    profile: Profile
    given: PaperParticulars
    material: Material

    @classmethod
    def ready(
        cls,
        of: Scenario | Deciding,
        paper: PaperKind,
        profile: Profile,
        given: PaperParticulars | None,
        material: Material,
    ) -> Desk:
        """With what is given, or else goes without saying, and what a number taken for the paper says."""
        fallback = default_particulars(of, paper, profile)
        said = given or fallback
        if not said.subject:
            said = msgspec.structs.replace(said, subject=fallback.subject)
        taken = None if isinstance(of, Deciding) else number_of(paper_key(of, paper, profile))
        if taken is not None and said.number is None:
            said = msgspec.structs.replace(said, number=taken.number, signed_on=said.signed_on or taken.signed_on)
        if isinstance(of, Deciding):
            said = msgspec.structs.replace(said, signed_on=said.signed_on or of.decision.signed_on)
        return cls(of, paper, profile, said, material)

    @property
    def layout(self) -> Layout:
        """The layout of the day of signing, of today while it is not known."""
        return load_layouts().of(self.profile, self.given.signed_on or timezone.localdate())

    @property
    def kind(self) -> Kind:
        """The kind of paper."""
        return load_layouts().kind(self.paper)

    @property
    def behind(self) -> str:
        """What stands behind the number."""
        return wording.symbol(self.layout, self.kind, self.given.body or wording.BLANK)

    @property
    def number(self) -> str:
        """The number as others cite it: that of the decision, or the one taken."""
        if isinstance(self.of, Deciding):
            return str(self.of.decision.number)
        if self.given.number is None:
            return f"{wording.BLANK}{self.layout.numbers.line.split('{number}')[1].format(symbol=self.behind)}"
        return wording.bare_number(self.layout, self.given.number, self.behind)

    @property
    def cited(self) -> str:
        """The paper as its annexes name it."""
        when = self.given.signed_on
        said = (
            wording.dated(self.layout, when)
            if when
            else f"ngày {wording.BLANK} tháng {wording.BLANK} năm {wording.BLANK}"
        )
        return f"{self.kind.label.vi} số {self.number} {said} của {self.given.issuer}"

    def composed(
        self,
        blocks: Sequence[Block],
        *,
        annexes: Sequence[tuple[str, Sequence[Block]]] = (),
        authority: str = "",
        addressees: Sequence[str] = (),
        subject: str = "",
    ) -> Paper:
        """The paper around its blocks; annexes are given by title."""
        layout, given = self.layout, self.given
        elements = layout.elements
        head = wording.heading(
            layout,
            superior=given.superior,
            issuer=given.issuer,
            number=wording.number_line(layout, self.number),
            place=given.place,
            on=given.signed_on,
            mark=DRAFT if self.is_draft else "",
        )
        return Paper(
            layout=layout.id,
            heading=head,
            kind=elements["kind"].cased(self.kind.label.vi),
            subject=subject or given.subject,
            subject_mark=elements["subject"].mark,
            issuer_mark=elements["issuer"].mark,
            authority=authority,
            addressees=tuple(addressees),
            blocks=tuple(blocks),
            signature=wording.signature(
                layout,
                behalf=given.behalf,
                instead=given.instead,
                capacity=given.capacity,
                name=given.signer,
            ),
            recipients_head=elements["recipients_head"].text,
            recipients=wording.recipients(layout, given.recipients, given.unit),
            annexes=tuple(self._annex(place, *each) for place, each in enumerate(annexes, start=1)),
            footer=self._footer(),
        )

    @property
    def is_draft(self) -> bool:
        """Whether the paper is not in force: all are that are not an enacted decision or have no number."""
        if isinstance(self.of, Deciding):
            return self.of.decision.status != Step.ENACTED
        return self.given.number is None

    def _annex(self, place: int, title: str, blocks: Sequence[Block]) -> Annex:
        return Annex(
            number=f"PHỤ LỤC {wording.roman(place)}",
            title=title.upper(),
            about=f"(Kèm theo {self.cited})",
            blocks=tuple(blocks),
        )

    def _footer(self) -> tuple[str, ...]:
        entry = self.material.head
        if isinstance(self.of, Deciding):
            entry = LedgerEntry.objects.filter(decision_id=self.of.decision_id).first() or entry
        digest, seq, known = (GENESIS, 0, None) if entry is None else (entry.digest, entry.seq, entry.recorded_at)
        lines = wording.ledger_lines(digest, seq, self.material.last_day, None if known is None else _local(known))
        return (*lines, wording.DEMONSTRATION) if self.material.demonstration else lines


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment)


def section(place: int, title: str) -> Paragraph:
    """The heading of a section: "I. SỰ CẦN THIẾT"."""
    return Paragraph(text=f"{wording.roman(place)}. {title.upper()}", style="section")


def items(texts: Sequence[str]) -> list[Paragraph]:
    """Points of a list, each with a dash and a semicolon, the last with a full stop."""
    last = len(texts) - 1
    return [
        Paragraph(text=f"- {each.rstrip(';. ')}{'.' if place == last else ';'}") for place, each in enumerate(texts)
    ]


def clauses(texts: Sequence[str]) -> list[str]:
    """Numbered clauses of an article, each with a semicolon, the last with a full stop."""
    last = len(texts) - 1
    return [f"{place + 1}. {each.rstrip(';. ')}{'.' if place == last else ';'}" for place, each in enumerate(texts)]
