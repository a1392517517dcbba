"""The jobs there are: functions registered by name, in modules named by the setting JOB_MODULES."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from tinhgon.errors import Text
from tinhgon.jobs.faults import unknown_job

Function = Callable[..., Any]
"""Takes a `Running` and keyword arguments that JSON can hold, gives a result that JSON can hold."""


@dataclass(frozen=True, slots=True)
class Job:
    """A kind of background work.

    All a function writes is committed with its success, or not at all. One with `own_transactions`
    opens its own (enacting a decision does) and must leave whole steps behind by itself.
    """

    name: str
    title: Text
    function: Function
    own_transactions: bool

    def check(self, arguments: Mapping[str, Any]) -> None:
        """Raise TypeError unless the function takes these arguments."""
        inspect.signature(self.function).bind(None, **arguments)


_jobs: dict[str, Job] = {}


def job(name: str, title: Text, *, own_transactions: bool = False) -> Callable[[Function], Function]:
    """Register the function below as a job. Raises ValueError for a name that is taken."""

    def register(function: Function) -> Function:
        if name in _jobs:
            raise ValueError(f"two jobs are named {name!r}")
        _jobs[name] = Job(name, title, function, own_transactions)
        return function

    return register


def find(name: str) -> Job:
    """The job of this name. Raises UnknownJob."""
    for module in settings.JOB_MODULES:
        importlib.import_module(module)
    if name not in _jobs:
        raise unknown_job(name)
    return _jobs[name]


def title(name: str) -> Text:
    """What people call the job; its bare name when this version does not know it any more."""
    known = _jobs.get(name)
    return known.title if known is not None else Text(name, name)
