"""The embedded PostgreSQL server of one home: initialised, started, shared, recovered and stopped.

Three locks in the home, all released by the kernel when their holder dies, guard its life
(docs/adr/0002-embedded-postgresql.md):

- `lock`, exclusive: held while somebody initialises, starts, recovers or stops the server;
- `users`, shared: held by every process that uses the server, from its first use until it ends;
- `keeper`, exclusive: held by the one process that stops the server when no user is left.

A file `keep` says that `tinhgon db start` asked for the server to stay.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shlex
import shutil
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from tinhgon.database import places, processes, programs, sessions, urls
from tinhgon.database.errors import (
    ServerFailed,
    ServerInUse,
    WrongDataVersion,
    WrongOwner,
    disk_full,
    not_writable,
)
from tinhgon.database.locks import FileLock
from tinhgon.database.notices import notice
from tinhgon.database.places import Account
from tinhgon.errors import Text

DATABASE = "tinhgon"
PORT = "5432"  # only part of the socket's name: the server listens on no network
START_TIMEOUT = 300  # seconds; crash recovery of a large database takes its time
STOP_TIMEOUT = 60  # seconds

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "fsync": "on",
    "synchronous_commit": "on",
    **({"recovery_init_sync_method": "syncfs"} if sys.platform == "linux" else {}),  # one call, not one a file
    "timezone": "UTC",
    "log_timezone": "UTC",
}
FAST_AND_UNSAFE = {"fsync": "off", "full_page_writes": "off"}  # survives a kill, not a power cut
LARGEST_LOG = 10_000_000  # bytes

_leases: dict[Path, FileLock] = {}
_threads = threading.RLock()


@dataclass(frozen=True, slots=True)
class Postmaster:
    """What a running server says of itself in its `postmaster.pid`."""

    pid: int
    socket_folder: Path
    ready: bool

    @classmethod
    def read(cls, data: Path) -> Postmaster | None:
        """The server last started on this data folder, alive or not; None when stopped in order."""
        try:
            lines = (data / "postmaster.pid").read_text("utf-8").splitlines()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _owned_by_another(data) from error
        lines += [""] * (8 - len(lines))
        pid = int(lines[0]) if lines[0].strip().isdigit() else 0
        return cls(pid, Path(lines[4]), lines[7].strip() == "ready")

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return urls.build({"dbname": database, "user": DATABASE, "host": str(self.socket_folder), "port": PORT})

    def answers(self) -> bool:
        """Whether something listens on its socket."""
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.socket_folder / places.SOCKET_NAME))
            except OSError:
                return False
        return True


@dataclass(frozen=True, slots=True)
class Status:
    """The state of the database server. `kept`: started by `db start`, stays until `db stop`."""

    embedded: bool
    running: bool
    url: str | None
    pid: int | None
    version: str | None
    data_folder: str | None
    socket: str | None
    size_bytes: int | None
    connections: int | None
    kept: bool
    in_use: bool
    stale_lock: bool
    previous_databases: tuple[str, ...] = ()


class Server:
    """The embedded server of one home."""

    def __init__(self, home: Path) -> None:
        self.home = home

    @property
    def data(self) -> Path:
        """The data folder of PostgreSQL."""
        return places.data_folder(self.home)

    # ── use ────────────────────────────────────────────────────────────────────────────────────────

    def url(self) -> str:
        """The address of the database; starts the server when needed and keeps it up while we live."""
        with _threads:
            running = self._ready() if self.home in _leases else None
            if running is None:
                running = self._join()
        return running.url(DATABASE)

    def start(self) -> bool:
        """Start the server to stay until `stop`; say whether it had to be started."""
        was_running = self._ready() is not None
        self.url()
        self._keep.touch()
        return not was_running

    def stop(self, *, force: bool = False) -> bool:
        """Stop the server; say whether it ran. Raises ServerInUse unless forced."""
        if not self.data.exists():
            return False
        with _threads, self.locked():
            _release_lease(self.home)
            running = self._lives()
            if running and not force and (users := self._users()):
                raise _in_use(users)
            self._keep.unlink(missing_ok=True)
            if running:
                self._stop_now()
            return running

    def stop_if_unused(self) -> bool:
        """For the keeper, under the lock: stop unless used or asked to stay; say whether it is settled."""
        if self._keep.exists():
            return True
        if self._users():
            return False
        if self._lives():
            self._stop_now()
        return True

    def status(self) -> Status:
        """The state of the server, found without starting it."""
        with _threads:
            ready = self._ready()
            facts = sessions.facts(ready.url(DATABASE)) if ready is not None else None
        return Status(
            embedded=True,
            running=ready is not None,
            url=ready.url(DATABASE) if ready else None,
            pid=ready.pid if ready else None,
            version=facts.version if facts else None,
            data_folder=str(self.data),
            socket=str(ready.socket_folder / places.SOCKET_NAME) if ready else None,
            size_bytes=facts.size_bytes if facts else None,
            connections=facts.connections if facts else None,
            kept=self._keep.exists(),
            in_use=self._is_leased(),
            stale_lock=Postmaster.read(self.data) is not None and not self._lives(),
            previous_databases=facts.previous_databases if facts else (),
        )

    # ── locks and files ────────────────────────────────────────────────────────────────────────────

    @property
    def _keep(self) -> Path:
        return self.home / "keep"

    def locked(self) -> FileLock:
        """The lock of whoever initialises, starts, recovers or stops the server."""
        return FileLock(self.home / "lock")

    def users_lock(self) -> FileLock:
        """The lock every user of the server shares."""
        return FileLock(self.home / "users")

    def _lives(self) -> bool:
        """Whether the server's process runs, though perhaps still starting or out of reach."""
        postmaster = Postmaster.read(self.data)
        return postmaster is not None and processes.serves(postmaster.pid, self.data)

    def _is_leased(self) -> bool:
        lock = self.users_lock()
        if not lock.path.exists():
            return False
        free = lock.take()
        lock.release()
        return not free

    def _users(self) -> list[str]:
        """Who uses the server: names of sessions, or one entry for a process that has none open."""
        postmaster = self._ready()
        names = sessions.other_sessions(postmaster.url("postgres")) if postmaster is not None else []
        return names or (["tinhgon"] if self._is_leased() else [])

    def _join(self) -> Postmaster:
        """Become a user of the server, starting it when needed."""
        places.make_home(self.home)
        for name in ("lock", "users", "keeper"):
            _touch(self.home / name)
        with self.locked():
            if self.home not in _leases:
                lease = self.users_lock()
                lease.share()
                _leases[self.home] = lease
            self._ensure_keeper()
            return self._ready() or self._launch()

    def _ensure_keeper(self) -> None:
        """Start the process that stops the server after its last user, unless one waits already."""
        if self._keep.exists():
            return
        lock = FileLock(self.home / "keeper")
        if not lock.take():
            return
        # -P: a file of the working folder must not pass for a module of ours.
        command = [sys.executable, "-P", "-m", "tinhgon.database.keeper", str(self.home), str(lock.fileno())]
        package = str(Path(__file__).parents[2])  # the keeper finds us however we were found
        path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH")]))
        with (self.home / "keeper.log").open("w") as log:
            subprocess.Popen(  # noqa: S603
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "PYTHONPATH": path},
                pass_fds=[lock.fileno()],
                start_new_session=True,
            )
        lock.release()  # ours only: the keeper holds the same lock open

    # ── life of the server, all under the lock ─────────────────────────────────────────────────────

    def _ready(self) -> Postmaster | None:
        """The running server that accepts connections, or None."""
        postmaster = Postmaster.read(self.data)
        return postmaster if postmaster is not None and postmaster.ready and postmaster.answers() else None

    def _launch(self) -> Postmaster:
        """Initialise if needed, recover if needed, and start."""
        account = places.server_account()
        data = places.choose_data_folder(self.home, account)
        if not data.exists():
            self._initialise(data, account)
        self._check(data, account)
        self._clear_remains(data)
        self._stop_if_unreachable()
        if not self._lives():
            self._start(data, account)
        return self._wait_until_ready(data)

    def _initialise(self, data: Path, account: Account) -> None:
        """Make the data folder with its empty database, wholly or not at all."""
        notice(Text(f"Đang tạo cơ sở dữ liệu tại {data} …", f"Creating the database in {data} …"))
        for leftover in data.parent.glob(f"{data.name}.new-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        new = data.with_name(f"{data.name}.new-{os.urandom(4).hex()}")
        folder = programs.for_server(account)
        try:
            new.mkdir(mode=0o700, parents=True)
            account.own(new)
            settings = [f"--set={name}={value}" for name, value in SETTINGS.items()]
            programs.run(
                folder / "initdb",
                [
                    f"--pgdata={new}",
                    f"--username={DATABASE}",
                    "--auth-local=trust",  # the socket's folder lets in nobody but us and root
                    "--auth-host=reject",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",  # sorts alike on every machine and under every libc
                    *settings,
                    *(["--no-sync"] if _fast_and_unsafe() else []),
                ],
                account=account,
            )
            programs.run(
                folder / "postgres",
                ["--single", "-D", str(new), "postgres"],
                account=account,
                stdin=f"CREATE DATABASE {DATABASE};\n",
            )
            new.rename(data)
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise disk_full(str(data)) from error
            raise not_writable(str(data.parent), error.strerror or str(error)) from error
        finally:
            shutil.rmtree(new, ignore_errors=True)

    def _check(self, data: Path, account: Account) -> None:
        """Raise unless this account and this version of PostgreSQL can serve the data folder."""
        if data.stat().st_uid != account.uid:
            raise _owned_by_another(data)
        try:
            version = (data / "PG_VERSION").read_text("utf-8").strip()
        except PermissionError as error:
            raise _owned_by_another(data) from error
        except OSError:
            version = "?"
        if version != str(programs.MAJOR_VERSION):
            raise WrongDataVersion(
                Text(
                    f"Thư mục dữ liệu thuộc PostgreSQL {version}, không phải {programs.MAJOR_VERSION}.",
                    f"The data folder belongs to PostgreSQL {version}, not {programs.MAJOR_VERSION}.",
                ),
                where=str(data),
                mend=Text(
                    "Sao lưu bằng bản Tinh Gọn đã tạo ra nó, chuyển thư mục đi chỗ khác rồi khôi phục.",
                    "Back it up with the Tinh Gọn that made it, move the folder away, then restore.",
                ),
            )

    def _clear_remains(self, data: Path) -> None:
        """After a server that died without stopping: wait for its last children, drop its lock files."""
        postmaster = Postmaster.read(data)
        if postmaster is None or processes.serves(postmaster.pid, data):
            return
        notice(
            Text(
                f"Máy chủ cơ sở dữ liệu đã dừng đột ngột (tiến trình {postmaster.pid} không còn); "
                "đang phục hồi, các quyết định đã ban hành được giữ nguyên.",
                f"The database server stopped abruptly (process {postmaster.pid} is gone); "
                "recovering, everything committed is kept.",
            )
        )
        processes.end_orphans(data)
        # PostgreSQL would refuse to start when the dead server's process id now belongs to another program.
        (data / "postmaster.pid").unlink(missing_ok=True)
        if postmaster.socket_folder.is_absolute():
            for name in (places.SOCKET_NAME, f"{places.SOCKET_NAME}.lock"):
                (postmaster.socket_folder / name).unlink(missing_ok=True)

    def _stop_if_unreachable(self) -> None:
        """Stop a server whose socket was deleted under it: nobody could connect any more."""
        postmaster = Postmaster.read(self.data)
        if postmaster is None or not postmaster.ready:
            return
        if not (postmaster.socket_folder / places.SOCKET_NAME).exists():
            notice(
                Text(
                    "Ổ cắm của máy chủ cơ sở dữ liệu đã bị xóa; đang khởi động lại máy chủ.",
                    "The socket of the database server was deleted; restarting the server.",
                )
            )
            self._stop_now()

    def _start(self, data: Path, account: Account) -> None:
        """Start the server and wait until it has recovered and accepts connections."""
        log = data / "server.log"
        if log.exists() and log.stat().st_size > LARGEST_LOG:
            log.replace(data / "server.log.1")
        already_logged = log.stat().st_size if log.exists() else 0
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(places.choose_socket_folder(data, account)),
        }
        if _fast_and_unsafe():
            options |= FAST_AND_UNSAFE
        server_options = " ".join(f"-c {name}={shlex.quote(value)}" for name, value in options.items())
        try:
            programs.run(
                programs.for_server(account) / "pg_ctl",
                [
                    "start",
                    "--wait",
                    f"--timeout={START_TIMEOUT}",
                    f"--pgdata={data}",
                    f"--log={log}",
                    f"--options=-p {PORT} {server_options}",
                ],
                account=account,
            )
        except ServerFailed as error:
            written = ""
            if log.exists():
                written = log.read_bytes()[already_logged:].decode(errors="replace")
            raise programs.failure("postgres", f"{error.why.en if error.why else ''}\n{written}") from error

    def _wait_until_ready(self, data: Path) -> Postmaster:
        """Wait for a server that is starting, perhaps started by a command that died meanwhile."""
        deadline = time.monotonic() + START_TIMEOUT
        while time.monotonic() < deadline:
            if (ready := self._ready()) is not None:
                return ready
            if not self._lives():
                break
            time.sleep(0.05)
        raise ServerFailed(
            Text("PostgreSQL không sẵn sàng nhận kết nối.", "PostgreSQL does not accept connections."),
            where=str(data / "server.log"),
            mend=Text("Xem nhật ký của máy chủ.", "Look at the server's log."),
        )

    def _stop_now(self) -> None:
        """End every session and stop in order."""
        account = places.server_account()
        postmaster = Postmaster.read(self.data)
        programs.run(
            programs.for_server(account) / "pg_ctl",
            ["stop", "--wait", f"--timeout={STOP_TIMEOUT}", "--mode=fast", f"--pgdata={self.data}"],
            account=account,
        )
        if postmaster is not None and postmaster.socket_folder != self.data:
            with contextlib.suppress(OSError):
                postmaster.socket_folder.rmdir()


def _release_lease(home: Path) -> None:
    if (lease := _leases.pop(home, None)) is not None:
        lease.release()


def _touch(path: Path) -> None:
    """Create a lock file if missing; raise HomeNotWritable when it is not ours to lock."""
    try:
        path.touch(mode=0o600)
    except OSError as error:
        raise not_writable(str(path), error.strerror or str(error)) from error


def _fast_and_unsafe() -> bool:
    """Whether the data may be lost on a crash of the machine: only in tests."""
    return os.environ.get("TINHGON_TEST_FAST") == "1"


def _owned_by_another(data: Path) -> WrongOwner:
    return WrongOwner(
        Text(
            "Thư mục dữ liệu thuộc về một người dùng khác của máy này.",
            "The data folder belongs to another user of this machine.",
        ),
        where=str(data),
        mend=Text(
            "Chạy lệnh bằng người dùng đã tạo ra nó, hoặc đặt TINHGON_HOME tới thư mục khác.",
            "Run the command as the user who made it, or set TINHGON_HOME to another folder.",
        ),
    )


def _in_use(users: list[str]) -> ServerInUse:
    return ServerInUse(
        Text("Cơ sở dữ liệu đang được dùng; không dừng.", "The database is in use; not stopped."),
        where=", ".join(users),
        mend=Text(
            "Đợi các chương trình đó xong, hoặc thêm --force để ngắt chúng.",
            "Wait until those programs are done, or add --force to cut them off.",
        ),
    )
