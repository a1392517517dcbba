"""A worker: takes runs from the queue and performs them, until it is told to stop."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading

GRACE = 25.0  # seconds a run has to end when the worker is told to stop; service managers wait longer


def work(concurrency: int = 1, *, wait: bool = True) -> None:
    """Perform runs, `concurrency` at a time; without `wait`, only until the queue is empty."""
    from procrastinate import PsycopgConnector
    from procrastinate.contrib.django import DjangoApp, connector_params

    from tinhgon.jobs import services
    from tinhgon.jobs.tasks import tasks

    services.end_stalled()
    # An app of its own: what a job itself asks for goes over Django's connection, in the job's transaction.
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=concurrency + 2)
    queue = DjangoApp(connector=connector)
    queue.add_tasks_from(tasks, namespace="")

    async def run() -> None:
        async with queue.open_async():
            await queue.run_worker_async(
                concurrency=concurrency,
                wait=wait,
                shutdown_graceful_timeout=GRACE,
                delete_jobs="always",
                install_signal_handlers=threading.current_thread() is threading.main_thread(),
            )

    asyncio.run(run())


def _stop_with_the_site() -> None:
    """Standard input is a pipe from the site: it ends with it, however that ended."""
    while os.read(sys.stdin.fileno(), 1):  # not through its buffer, whose lock would outlive the interpreter
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def work_for_site() -> None:
    """Work as a child of the site, until it closes our standard input or is gone."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhgon.settings")
    import django

    django.setup()
    threading.Thread(target=_stop_with_the_site, daemon=True).start()
    work()
