"""The reorganisation of 1 July 2025: loaded and enacted, end to end."""

from __future__ import annotations

from bench.figures import Figure, peak_megabytes, timed
from bench.stage import Stage, teller
from tinhgon.demo.services import load_country


def measure(stage: Stage) -> None:
    """Load the demonstration into its own database."""
    report, seconds = timed(lambda: load_country(teller()))
    if not report.recorded:
        stage.notes.append("the reorganisation is on record in this home already: nothing to measure")
        return
    detail = {"decisions": report.recorded, "counts": dict(report.counts)}
    stage.add(Figure("reorganisation of 2025 loaded and enacted", seconds, "s", 90, detail=detail))
    stage.add(Figure("its peak memory", peak_megabytes(), "MB"))
