"""The process that waits for the last user of the embedded server to end, and then stops it.

Run as `python -m tinhgon.database.keeper HOME FILE`; FILE is the open `keeper` lock handed over by the
process that starts us. It sleeps inside the kernel until the `users` lock is free, so it costs nothing
and cannot miss a user that was killed.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path

from tinhgon.database.locks import FileLock
from tinhgon.database.server import Server

DEFAULT_LINGER = 60.0  # seconds: commands in a row share one start


def linger() -> float:
    """Seconds the server outlives its last user: TINHGON_DB_LINGER or the default."""
    try:
        return max(0.0, float(os.environ["TINHGON_DB_LINGER"]))
    except (KeyError, ValueError):
        return DEFAULT_LINGER


def keep(home: Path, lock: FileLock) -> None:
    """Stop the server of `home` once nobody uses it; `lock` marks us as its keeper until then."""
    server = Server(home)
    users = server.users_lock()
    while True:
        users.wait()
        users.release()
        time.sleep(linger())
        with server.locked():
            if server.stop_if_unused():
                lock.release()  # before anybody else may start the server, and look for a keeper
                return
        time.sleep(1)  # somebody is connected without our lock, or came back


if __name__ == "__main__":
    os.chdir("/")
    keeper_home = Path(sys.argv[1])
    with contextlib.suppress(FileNotFoundError):  # the home was deleted: nothing left to keep
        keep(keeper_home, FileLock.adopt(keeper_home / "keeper", int(sys.argv[2])))
