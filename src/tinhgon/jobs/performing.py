"""One run performed: the job's function called, its work committed or undone, its end told."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.db import transaction

from tinhgon.errors import TinhGonError
from tinhgon.jobs import functions, services
from tinhgon.jobs.faults import Cancelled, Superseded, run_broke
from tinhgon.jobs.models import Run
from tinhgon.jobs.running import Running

log = logging.getLogger(__name__)


def perform(number: int, stopping: Callable[[], bool]) -> None:
    """Do the run with this id; `stopping` says whether the worker shuts down."""
    run = services.begin(number)
    if run is None:
        return
    started = time.monotonic()
    code = _outcome(run, stopping)
    fields = {"run": run.pk, "job": run.name, "account": run.asked_by_id, "outcome": code}
    log.info("job", extra={"fields": {**fields, "ms": round((time.monotonic() - started) * 1000)}})


def _outcome(run: Run, stopping: Callable[[], bool]) -> str:
    """Do the work and mark how it ended; gives a word for the log."""
    try:
        with Running(run, stopping) as running:
            _work(running)
    except Cancelled:
        services.end_cancelled(run)
        return "cancelled"
    except Superseded:
        return "superseded"
    except TinhGonError as error:
        services.end_failed(run.pk, error)
        return error.code
    except Exception as error:
        log.error("job broke", extra={"fields": {"run": run.pk, "job": run.name}}, exc_info=error)
        services.end_failed(run.pk, run_broke(run.pk, type(error).__name__))
        return "broke"
    return "done"


def _work(running: Running) -> None:
    run = running.run
    found = functions.find(run.name)
    if found.own_transactions:
        services.finish(run, found.function(running, **run.arguments))
        return
    with transaction.atomic():
        services.finish(run, found.function(running, **run.arguments))
