"""Questions about runs, and about the workers and the queue behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from tinhgon.accounts.access import standing
from tinhgon.accounts.domain.roles import Permission
from tinhgon.accounts.models import Account
from tinhgon.jobs.faults import run_not_found
from tinhgon.jobs.models import ENDED, Run, RunFile, Status

SILENT = 60  # seconds without a heartbeat after which a worker counts as gone; it beats every ten

_STALLED = """
    SELECT run.id, run.queue_id
    FROM jobs_run AS run
    LEFT JOIN procrastinate_jobs AS place ON place.id = run.queue_id
    LEFT JOIN procrastinate_workers AS worker
           ON worker.id = place.worker_id AND worker.last_heartbeat > now() - make_interval(secs => %s)
    WHERE run.status IN ('queued', 'running') AND worker.id IS NULL AND place.status IS DISTINCT FROM 'todo'
    ORDER BY run.id
"""
_WORKERS = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s)"


@dataclass(frozen=True, slots=True)
class Stalled:
    """A run whose worker is gone, and the id of its place in the queue."""

    run: int
    queue_id: int | None


def may_see(run: Run, account: Account) -> bool:
    """Whether this account may see the run, its files and its result: its own, or as administrator."""
    return run.asked_by_id == account.pk or _administers(account)


def run(number: int, account: Account) -> Run:
    """One run. Raises RunNotFound, also for a run this account may not see."""
    found = Run.objects.filter(pk=number).select_related("asked_by").first()
    if found is None or not may_see(found, account):
        raise run_not_found(number)
    return found


def runs_of(account: Account) -> QuerySet[Run]:
    """The runs this account asked for, the latest first."""
    return Run.objects.filter(asked_by=account).order_by("-asked_at", "-pk")


def all_runs(account: Account) -> QuerySet[Run]:
    """Every run for an administrator, their own for others; the latest first."""
    return Run.objects.order_by("-asked_at", "-pk") if _administers(account) else runs_of(account)


def under_way(name: str, arguments: Mapping[str, Any], account: Account) -> Run | None:
    """A run of a job with these arguments that this account asked for and that has not ended."""
    asked = Run.objects.filter(name=name, arguments=dict(arguments), asked_by=account)
    return asked.exclude(status__in=ENDED).first()


def latest_done(name: str) -> Run | None:
    """The run of a job that was done last, whoever asked for it."""
    done = Run.objects.filter(name=name, status=Status.DONE).select_related("asked_by")
    return done.order_by("-ended_at").first()


def made_files(of: Run) -> list[RunFile]:
    """The files a run has made, without their content."""
    return list(RunFile.objects.filter(run=of, made=True).defer("content").order_by("pk"))


def made_file(of: Run, number: int) -> RunFile:
    """One file a run has made, with its content. Raises RunNotFound."""
    found = RunFile.objects.filter(run=of, made=True, pk=number).first()
    if found is None:
        raise run_not_found(of.pk)
    return found


def stalled() -> list[Stalled]:
    """Runs that will never end by themselves: their worker is gone, or their place in the queue is."""
    with connection.cursor() as cursor:
        cursor.execute(_STALLED, [SILENT])
        return [Stalled(*row) for row in cursor.fetchall()]


def workers_alive() -> int:
    """How many workers have given a sign of life lately."""
    with connection.cursor() as cursor:
        cursor.execute(_WORKERS, [SILENT])
        return int(cursor.fetchone()[0])


def queue_length() -> int:
    """How many runs wait for a worker."""
    return Run.objects.filter(status="queued").count()


def _administers(account: Account) -> bool:
    return account.is_superuser or standing(account).everywhere(Permission.ADMINISTER)
