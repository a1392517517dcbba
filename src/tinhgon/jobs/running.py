"""A run seen from inside: the files given to it, its progress, and the wish to cancel it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any

from django.conf import settings
from django.db import connection

from tinhgon.errors import Text
from tinhgon.jobs.faults import Cancelled, Superseded, file_too_large, worker_stopped
from tinhgon.jobs.models import Run, RunFile

_EVERY = 0.1  # seconds between two notes of progress in one phase: a step may be far shorter

_NOTE = """
    UPDATE jobs_run SET done = %s, total = %s, phase = %s, found = found || %s
    WHERE id = %s AND status = 'running' RETURNING cancel_asked
"""


class Running:
    """Given to the job's function as its first argument.

    Progress goes over a connection of its own, so that it is seen before the work is committed.
    """

    def __init__(self, run: Run, stopping: Callable[[], bool]) -> None:
        self.run = run
        self._stopping = stopping
        self._notes = connection.copy()
        self._noted_at = float("-inf")
        self._phase: Text | None = None

    def __enter__(self) -> Running:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._notes.close()

    def progress(self, done: int, total: int, phase: Text, found: Mapping[str, Any] | None = None) -> None:
        """Tell that `done` of `total` steps of a phase are through, and what was found so far.

        Raises Cancelled when somebody asked for it, WorkerStopped when the worker shuts down,
        Superseded when the run was given up meanwhile. Let them pass: the work is then undone.
        """
        if phase == self._phase and not found and time.monotonic() - self._noted_at < _EVERY:
            return
        if self._stopping():
            raise worker_stopped(self.run.pk)
        self._note(min(done, total), total, phase, found or {})
        self._phase, self._noted_at = phase, time.monotonic()

    def _note(self, done: int, total: int, phase: Text, found: Mapping[str, Any]) -> None:
        words = json.dumps({"vi": phase.vi, "en": phase.en})
        with self._notes.cursor() as cursor:
            cursor.execute(_NOTE, [done, total, words, json.dumps(found), self.run.pk])
            row = cursor.fetchone()
        if row is None:
            raise Superseded
        if row[0]:
            raise Cancelled

    def file(self, name: str | None = None) -> RunFile:
        """The file of this name given to the run, or the only one. Raises RunFile.DoesNotExist."""
        given = RunFile.objects.filter(run=self.run, made=False)
        return given.get() if name is None else given.get(name=name)

    def keep_file(self, name: str, media_type: str, content: bytes) -> RunFile:
        """Keep a file the run has made, for whoever asked to download. Raises FileTooLarge."""
        return store_file(self.run, name, media_type, content, made=True)


def store_file(run: Run, name: str, media_type: str, content: bytes, *, made: bool) -> RunFile:
    """Keep one file of a run. Raises FileTooLarge."""
    if len(content) > settings.RUN_FILE_LIMIT:
        raise file_too_large(name, len(content), settings.RUN_FILE_LIMIT)
    return RunFile.objects.create(
        run=run, made=made, name=name, media_type=media_type, size=len(content), content=content
    )
