"""What a benchmark reports, and the machine it ran on."""

from __future__ import annotations

import math
import os
import platform
import resource
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import psutil

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure; smaller is better. `naive` is the same work done the naive way.

    `detail` holds what stands behind the figure: counts, percentiles, single runs.
    """

    name: str
    value: float
    unit: str
    target: float | None = None
    naive: float | None = None
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """How many times slower the naive way is."""
        return None if self.naive is None or not self.value else self.naive / self.value

    @property
    def met(self) -> bool | None:
        """Whether the target is reached; None where there is none."""
        return None if self.target is None else self.value <= self.target

    def as_json(self) -> dict[str, Any]:
        """The figure with its ratio and whether the target is met."""
        return asdict(self) | {"ratio": self.ratio, "met": self.met}


class Clock:
    """Seconds of one piece of work, there when it is done."""

    seconds: float = 0.0


@contextmanager
def clock() -> Iterator[Clock]:
    """Time a piece of work."""
    measured = Clock()
    start = time.perf_counter()
    try:
        yield measured
    finally:
        measured.seconds = time.perf_counter() - start


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What `work` returns and the seconds it took."""
    with clock() as measured:
        result = work()
    return result, measured.seconds


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile and slowest of many runs."""
    ordered = sorted(seconds)
    return {
        "runs": len(ordered),
        "median": statistics.median(ordered),
        "p95": ordered[math.ceil(0.95 * len(ordered)) - 1],
        "slowest": ordered[-1],
    }


def peak_megabytes() -> float:
    """The most memory this process has held, in MB (10⁶ bytes)."""
    unit = 1 if platform.system() == "Darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def machine() -> dict[str, Any]:
    """The machine: processor, cores, memory, versions, and how busy it is with other work."""
    return {
        "cpu": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 2),
    }


def _processor() -> str:
    listing = Path("/proc/cpuinfo")
    if listing.exists():
        for line in listing.read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
