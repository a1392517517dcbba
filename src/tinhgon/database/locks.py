"""Locks between processes that the kernel releases when their holder dies, even by `kill -9`."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType

from tinhgon.database.errors import UnsupportedSystem
from tinhgon.errors import Text


def _flock(file: int, operation: str) -> None:
    """flock(2) with the operations named in `operation`, such as "EX NB"."""
    try:
        import fcntl
    except ImportError as error:  # Windows
        raise UnsupportedSystem(
            Text("PostgreSQL nhúng cần Linux hoặc macOS.", "The embedded PostgreSQL needs Linux or macOS."),
            mend=Text(
                "Dùng WSL, hoặc đặt DATABASE_URL tới một máy chủ PostgreSQL 15 trở lên.",
                "Use WSL, or set DATABASE_URL to a PostgreSQL server, version 15 or later.",
            ),
        ) from error
    flags = 0
    for name in operation.split():
        flags |= getattr(fcntl, f"LOCK_{name}")
    fcntl.flock(file, flags)


class FileLock:
    """A lock on an existing file: shared by many or exclusive to one, gone with its last holder.

    A child made by fork shares it; a program started by exec does not, unless the file is passed to it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    @classmethod
    def adopt(cls, path: Path, file: int) -> FileLock:
        """The lock that another process took on `file` and handed over open."""
        lock = cls(path)
        lock._file = file
        return lock

    def _open(self) -> int:
        if self._file is None:
            self._file = os.open(self.path, os.O_RDWR | os.O_CLOEXEC)
        return self._file

    def fileno(self) -> int:
        """The descriptor of the locked file."""
        return self._open()

    def share(self) -> None:
        """Wait for the lock together with any number of others."""
        _flock(self._open(), "SH")

    def wait(self) -> None:
        """Wait for the lock alone."""
        _flock(self._open(), "EX")

    def take(self) -> bool:
        """Take the lock alone if it is free now; say whether it was."""
        try:
            _flock(self._open(), "EX NB")
        except BlockingIOError:
            self.release()
            return False
        return True

    def release(self) -> None:
        """Let go; a holder made by fork keeps its share."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> FileLock:
        self.wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
