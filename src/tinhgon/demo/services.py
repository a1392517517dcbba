"""Loading the demonstrations: the reorganisation of 1 July 2025, and Quảng Ninh from 2015 to 2021."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tinhgon.demo.domain.findings import Finding, report
from tinhgon.demo.domain.reorganisation_2025 import plan
from tinhgon.demo.legal_instruments import read_resolutions
from tinhgon.demo.quang_ninh import SEED, names_kept, planned
from tinhgon.demo.vietnam_units import read_source
from tinhgon.registry.recording import Progress, Recorded, planned_ids, record_all

DRAFTER = ("trinh-dien-soan", "Hệ thống: soạn dữ liệu trình diễn")
APPROVER = ("trinh-dien-duyet", "Hệ thống: duyệt dữ liệu trình diễn")


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What was recorded, and what the source left open."""

    source: str
    recorded: int
    already: int
    counts: Mapping[str, int]
    findings: Sequence[Finding]

    def as_json(self) -> dict[str, object]:
        """The report as plain values."""
        return {
            "recorded": self.recorded,
            "already": self.already,
            **report(self.source, self.counts, self.findings),
        }


def load(progress: Progress | None = None, dry_run: bool = False) -> DemoReport:
    """Record the reorganisation; what is on record already stays and is not recorded twice."""
    planned = plan(read_source(), read_resolutions(), planned_ids())
    done = record_all(planned.decisions, DRAFTER, APPROVER, progress, dry_run=dry_run)
    return DemoReport(planned.source, done.new, done.already, planned.counts, planned.findings)


def load_quang_ninh(progress: Progress | None = None, seed: int = SEED) -> Recorded:
    """Record Quảng Ninh 2015–2021 in a registry of its own; what is on record already stays.

    Another `seed` invents other people and chooses other communes to go first. Raises Refusal where
    the registry holds what the demonstration would contradict.
    """
    decisions, people = planned(seed)
    with names_kept(decisions, people):
        return record_all(decisions, DRAFTER, APPROVER, progress)
