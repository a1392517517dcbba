"""Periods of dates and timelines: the one place where dates are compared."""

from tinhgon.temporal.periods import ALWAYS, EmptyPeriod, Period
from tinhgon.temporal.timeline import Overlap, Segment, Timeline, aligned

__all__ = ["ALWAYS", "EmptyPeriod", "Overlap", "Period", "Segment", "Timeline", "aligned"]
