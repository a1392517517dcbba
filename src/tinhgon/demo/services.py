"""Loading the demonstrations: Quảng Ninh from 2015 to today, or the country on 1 July 2025."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tinhgon.demo.domain.findings import Finding, report
from tinhgon.demo.domain.quang_ninh.writer import KEYS
from tinhgon.demo.domain.reorganisation_2025 import COUNTRY_KEYS, plan
from tinhgon.demo.legal_instruments import read_resolutions
from tinhgon.demo.quang_ninh import SEED, names_kept, planned
from tinhgon.demo.vietnam_units import read_source
from tinhgon.errors import Text, TinhGonError
from tinhgon.registry.models import Decision
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


class OtherDemonstration(TinhGonError):
    """The registry holds the other demonstration: their units have the same codes."""

    code = "other_demonstration"


def load(progress: Progress | None = None, seed: int = SEED) -> Recorded:
    """Record Quảng Ninh from 2015 on with the small sets beside it; what is on record already stays.

    Another `seed` invents other people and chooses other communes to go first. Raises OtherDemonstration
    where the registry holds the country, Refusal where it holds what else the demonstration would contradict.
    """
    _refuse_beside(COUNTRY_KEYS)
    decisions, people = planned(seed)
    with names_kept(decisions, people):
        return record_all(decisions, DRAFTER, APPROVER, progress)


def load_country(progress: Progress | None = None, dry_run: bool = False) -> DemoReport:
    """Record the reorganisation of 1 July 2025; what is on record already stays and is not recorded twice.

    Raises OtherDemonstration where the registry holds Quảng Ninh.
    """
    _refuse_beside(KEYS)
    planned_country = plan(read_source(), read_resolutions(), planned_ids())
    done = record_all(planned_country.decisions, DRAFTER, APPROVER, progress, dry_run=dry_run)
    return DemoReport(planned_country.source, done.new, done.already, planned_country.counts, planned_country.findings)


def _refuse_beside(keys: str) -> None:
    if Decision.objects.filter(key__startswith=keys).exists():
        raise OtherDemonstration(
            Text(
                "Sổ đăng ký đã có bộ dữ liệu trình diễn kia; hai bộ dùng chung mã đơn vị nên không để chung được",
                "The registry holds the other demonstration; both use the codes of the same units",
            ),
            mend=Text(
                "Dùng một TINHGON_HOME khác, hoặc thêm --reset để xóa bộ kia rồi nạp.",
                "Use another TINHGON_HOME, or add --reset to remove the other one first.",
            ),
        )
