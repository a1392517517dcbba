"""The site's processes: gunicorn's master with its web workers, and one job worker beside them."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connections
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from tinhgon import logs
from tinhgon.jobs.worker import GRACE

_AGAIN = 5.0  # seconds between two starts of a job worker that does not stay up

log = logging.getLogger(__name__)


_COLLECTED_AFTER = 10_000
"""New objects after which garbage is looked for: a page makes many times the 700 after which Python would."""


class SiteServer(BaseApplication):
    """The site behind gunicorn, with the options of `tinhgon serve`."""

    def __init__(self, *, bind: str, workers: int, threads: int, with_worker: bool, when_ready: Callable[[], None]):
        self.with_worker = with_worker
        self._options: dict[str, Any] = {
            "bind": bind,
            "workers": workers,
            "threads": threads,
            "worker_class": "gthread",
            "preload_app": True,  # a fault of the program shows at once, and memory is shared
            "proc_name": "tinhgon",
            "logconfig_dict": logs.LOGGING,
            "control_socket_disable": True,
            "when_ready": lambda server: when_ready(),
        }
        super().__init__()

    def load_config(self) -> None:
        """Give gunicorn its settings; those a release does not know it does not need."""
        for name, value in self._options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """The application with everything it will need, loaded before the workers are forked."""
        from django.urls import get_resolver

        from tinhgon.rulebook.loading import load_rulebook
        from tinhgon.wsgi import application

        get_resolver().check()
        load_rulebook()
        connections.close_all()  # a connection must not be shared by processes
        # What is loaded stays: looking through it again and again takes 0.2 s each time, in the middle of a page.
        gc.collect()
        gc.freeze()
        gc.set_threshold(_COLLECTED_AFTER, 20, 50)
        return application

    def run(self) -> None:
        """Serve until told to stop; ends the process."""
        Master(self).run()


class Master(Arbiter):
    """Gunicorn's master, which also keeps one job worker running."""

    _jobs: subprocess.Popen[bytes] | None = None
    _started = float("-inf")

    def manage_workers(self) -> None:
        """Called every second: start what is missing."""
        super().manage_workers()
        if self.app.with_worker and time.monotonic() - self._started > _AGAIN and not self._job_worker_lives():
            if self._jobs is not None:
                log.warning("the job worker ended; starting another")
            self._started = time.monotonic()
            self._jobs = _start_job_worker()

    def stop(self, graceful: bool = True) -> None:
        """Stop the job worker and the web workers, letting both finish what they do."""
        jobs, self._jobs = self._jobs, None
        if jobs is not None and jobs.stdin is not None:
            jobs.stdin.close()  # which tells it to stop
        super().stop(graceful)
        if jobs is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                jobs.wait(GRACE)
            if jobs.poll() is None:
                jobs.kill()

    def _job_worker_lives(self) -> bool:
        return self._jobs is not None and self._jobs.poll() is None


def _start_job_worker() -> subprocess.Popen[bytes]:
    """One job worker, out of the terminal's reach: it stops when we close its input, or are gone."""
    package = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH")]))
    return subprocess.Popen(
        [sys.executable, "-P", "-c", "from tinhgon.jobs.worker import work_for_site; work_for_site()"],
        stdin=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
        start_new_session=True,
    )
