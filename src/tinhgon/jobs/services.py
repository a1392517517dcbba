"""What is done to runs: asked for, begun, ended, cancelled, given up, cleaned away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from procrastinate.contrib.django import app
from procrastinate.jobs import Status as Place

from tinhgon.accounts.models import Account
from tinhgon.errors import TinhGonError
from tinhgon.jobs import functions
from tinhgon.jobs.faults import Cancelled, Superseded, run_ended, run_not_found, run_stalled
from tinhgon.jobs.models import ENDED, Run, RunFile, Status
from tinhgon.jobs.running import store_file
from tinhgon.jobs.selectors import may_see, stalled

PERFORM = "tinhgon.jobs.perform"  # the one task of the queue: it runs any job
_RUNS_KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file given to a job."""

    name: str
    media_type: str
    content: bytes


@transaction.atomic
def ask(name: str, arguments: Mapping[str, Any], account: Account, files: Sequence[Upload] = ()) -> Run:
    """Queue a job for the next free worker; undone with the transaction it is asked in.

    `arguments` are plain JSON without personal data. Raises UnknownJob, FileTooLarge, and TypeError
    for arguments the job does not take.
    """
    functions.find(name).check(arguments)
    run = Run.objects.create(name=name, arguments=dict(arguments), asked_by=account)
    for each in files:
        store_file(run, each.name, each.media_type, each.content, made=False)
    run.queue_id = app.configure_task(PERFORM).defer(run=run.pk)
    run.save(update_fields=["queue_id"])
    run.refresh_from_db(fields=["asked_at"])
    return run


@transaction.atomic
def cancel(run: Run, account: Account) -> Run:
    """Cancel a run that waits at once, one that runs at its next step. Raises RunNotFound, RunEnded."""
    locked = Run.objects.select_for_update(no_key=True).get(pk=run.pk)  # files of the run refer to its key
    if not may_see(locked, account):
        raise run_not_found(run.pk)
    if locked.status in ENDED:
        raise run_ended(run.pk)
    if locked.status == Status.QUEUED:
        locked.status, locked.ended_at = Status.CANCELLED, Now()
        app.job_manager.cancel_job_by_id(locked.queue_id, delete_job=True)
    locked.cancel_asked = True
    locked.save(update_fields=["status", "ended_at", "cancel_asked"])
    locked.refresh_from_db()
    return locked


def begin(number: int) -> Run | None:
    """Take a queued run up, or None where it was cancelled or taken up before."""
    taken = Run.objects.filter(pk=number, status=Status.QUEUED).update(status=Status.RUNNING, started_at=Now())
    return Run.objects.select_related("asked_by").get(pk=number) if taken else None


def finish(run: Run, result: object) -> None:
    """Mark a run done, in the transaction of its work. Raises Cancelled or Superseded: undo the work then."""
    mine = Run.objects.filter(pk=run.pk, status=Status.RUNNING)
    if mine.filter(cancel_asked=False).update(status=Status.DONE, result=result, ended_at=Now()):
        return
    raise Cancelled if mine.exists() else Superseded


def end_cancelled(run: Run) -> None:
    """Mark a run whose work was undone as cancelled."""
    Run.objects.filter(pk=run.pk, status=Status.RUNNING).update(status=Status.CANCELLED, ended_at=Now())


def end_failed(number: int, error: TinhGonError) -> bool:
    """Mark a run as failed unless it has ended; say whether it had not."""
    waiting = Run.objects.filter(pk=number).exclude(status__in=ENDED)
    return bool(waiting.update(status=Status.FAILED, error=error.as_json(), ended_at=Now()))


def end_stalled() -> list[int]:
    """Mark the runs whose worker is gone as failed, and clear their places in the queue."""
    ended = []
    for each in stalled():
        with transaction.atomic():
            if end_failed(each.run, run_stalled(each.run)):
                ended.append(each.run)
                _leave_queue(each.queue_id)
    return ended


def clean() -> None:
    """Remove files of runs that ended some days ago, and runs that ended months ago."""
    ended = Run.objects.filter(status__in=ENDED)
    kept = timedelta(days=settings.RUN_FILES_KEPT_DAYS)
    RunFile.objects.filter(run__in=ended.filter(ended_at__lt=Now() - kept)).delete()
    ended.filter(ended_at__lt=Now() - _RUNS_KEPT).delete()


def _leave_queue(queue_id: int | None) -> None:
    if queue_id is None:
        return
    for place in app.job_manager.list_jobs(id=queue_id):
        if place.status == Place.DOING.value:
            async_to_sync(app.job_manager.finish_job_by_id_async)(queue_id, Place.FAILED, delete_job=True)
