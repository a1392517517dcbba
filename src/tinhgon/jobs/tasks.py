"""The tasks of the queue: performing a run, and looking after runs."""

from __future__ import annotations

from procrastinate import Blueprint, JobContext

from tinhgon.jobs import services
from tinhgon.jobs.performing import perform

tasks = Blueprint()


@tasks.task(name=services.PERFORM, pass_context=True)
def perform_run(context: JobContext, *, run: int) -> None:
    """Perform one run."""
    perform(run, context.should_abort)


@tasks.periodic(cron="* * * * *")
@tasks.task(name="tinhgon.jobs.end_stalled", queueing_lock="tinhgon.jobs.end_stalled")
def end_stalled(timestamp: int) -> None:
    """Every minute: tell of runs whose worker is gone."""
    services.end_stalled()


@tasks.periodic(cron="17 3 * * *")
@tasks.task(name="tinhgon.jobs.clean", queueing_lock="tinhgon.jobs.clean")
def clean(timestamp: int) -> None:
    """Every night: remove what is no longer needed."""
    services.clean()
