"""Which processes of this machine belong to a PostgreSQL data folder, told apart from reused ids."""

from __future__ import annotations

import contextlib
from pathlib import Path

import psutil

TERMINATION_TIMEOUT = 20  # seconds


def serves(pid: int, data: Path) -> bool:
    """Whether process `pid` lives and is PostgreSQL at work in the data folder."""
    try:
        process = psutil.Process(pid)
        # A dead server not yet reaped by its parent (a container's first process, often) is a zombie,
        # for which the working folder cannot be read.
        return process.name().startswith("postgres") and Path(process.cwd()) == data.resolve()
    except (psutil.Error, OSError, ValueError):
        return False


def end_orphans(data: Path) -> None:
    """End the children that outlive a killed server; a new one may not start beside them.

    They hold uncommitted work only: the server that would have confirmed it is gone.
    """
    orphans = [psutil.Process(pid) for pid in psutil.pids() if serves(pid, data)]
    for orphan in orphans:
        with contextlib.suppress(psutil.NoSuchProcess):
            orphan.terminate()
    _, alive = psutil.wait_procs(orphans, timeout=TERMINATION_TIMEOUT)
    for orphan in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            orphan.kill()
    psutil.wait_procs(alive, timeout=TERMINATION_TIMEOUT)
