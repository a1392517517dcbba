"""Where the embedded database lives, and the account of this machine it runs under.

PostgreSQL refuses to run as root, so root lends it an unprivileged account. That account must reach the
data; folders above it that belong to somebody else are never opened up. When they are closed (root's own
home, say) the data lives under /var/lib/tinhgon and a pointer file in the home says where.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from tinhgon.database.errors import AccountUnavailable, ServerFailed, not_writable
from tinhgon.database.notices import notice
from tinhgon.errors import Text

ACCOUNT_NAME = "tinhgon"
STATE_FOLDER = Path("/var/lib/tinhgon")
POINTER = "data.location"
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 100  # bytes; Linux allows 107, macOS 103


def home() -> Path:
    """The folder that holds everything of one installation: TINHGON_HOME or the user's data folder."""
    chosen = os.environ.get("TINHGON_HOME")
    return Path(chosen).expanduser().resolve() if chosen else platformdirs.user_data_path("tinhgon")


@dataclass(frozen=True, slots=True)
class Account:
    """The account PostgreSQL runs under; `lent` when root runs it for somebody else."""

    uid: int
    gid: int
    lent: bool

    def run_options(self) -> dict[str, Any]:
        """Arguments of subprocess.run that make a program run under this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.lent else {}

    def own(self, path: Path) -> None:
        """Give the file or folder to this account."""
        if self.lent:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def can(self, permission: str, path: Path) -> bool:
        """Whether this account may read ("r"), write ("w") or enter and execute ("x") the path."""
        if not self.lent:
            return os.access(path, {"r": os.R_OK, "w": os.W_OK, "x": os.X_OK}[permission])
        probe = ["/bin/sh", "-c", f'test -{permission} "$0"', str(path)]
        try:
            return subprocess.run(probe, check=False, cwd="/", **self.run_options()).returncode == 0  # noqa: S603
        except (OSError, subprocess.SubprocessError) as error:
            raise _no_account(f"setuid {self.uid}: {error}") from error


def server_account() -> Account:
    """The account for the server: ours, or when we are root an unprivileged one, created if missing.

    TINHGON_DB_USER names another existing account. Raises AccountUnavailable.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), lent=False)
    import pwd

    chosen = os.environ.get("TINHGON_DB_USER")
    name = chosen or ACCOUNT_NAME
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        if chosen:
            raise _no_account(f"TINHGON_DB_USER={chosen}: no such account") from None
        _create_account(name)
        entry = pwd.getpwnam(name)
    if entry.pw_uid == 0:
        raise _no_account(f"{name} is root")
    return Account(entry.pw_uid, entry.pw_gid, lent=True)


def _create_account(name: str) -> None:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/bin/false", name]
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603
    except OSError as error:
        raise _no_account(f"useradd: {error.strerror}") from error
    already_there = 9  # exit code: another process has just created it
    if done.returncode not in (0, already_there):
        raise _no_account(done.stderr.strip() or f"useradd: {done.returncode}")


def _no_account(reason: str) -> AccountUnavailable:
    return AccountUnavailable(
        Text(
            "PostgreSQL không chạy dưới quyền root, và không có tài khoản thường nào để chạy thay.",
            "PostgreSQL does not run as root, and there is no unprivileged account to run it under.",
        ),
        why=Text(reason, reason),
        mend=Text(
            "Chạy bằng người dùng thường, hoặc tạo một tài khoản hệ thống và đặt TINHGON_DB_USER "
            "bằng tên đó, hoặc đặt DATABASE_URL.",
            "Run as an ordinary user, or create a system account and name it in TINHGON_DB_USER, or set DATABASE_URL.",
        ),
    )


def make_home(path: Path) -> None:
    """Create the home if missing. Raises HomeNotWritable."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise not_writable(str(path), error.strerror or str(error)) from error
    if not path.is_dir() or not os.access(path, os.W_OK | os.X_OK):
        raise not_writable(str(path), os.strerror(13))


def data_folder(home: Path) -> Path:
    """Where the data of this home is, or would be when not pointed elsewhere."""
    pointer = home / POINTER
    return Path(pointer.read_text("utf-8").strip()) if pointer.exists() else home / "data"


def choose_data_folder(home: Path, account: Account) -> Path:
    """Where to create the data: in the home, or when `account` cannot get there under STATE_FOLDER."""
    if data_folder(home).exists() or (home / POINTER).exists() or account.can("x", home):
        return data_folder(home)
    name = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    folder = STATE_FOLDER / name / "data"
    make_shared_folder(folder.parent)
    _write(home / POINTER, f"{folder}\n")
    notice(
        Text(
            f"Tài khoản chạy PostgreSQL không vào được {home}; dữ liệu đặt tại {folder}.",
            f"The account that runs PostgreSQL cannot enter {home}; the data is kept in {folder}.",
        )
    )
    return folder


def make_shared_folder(path: Path) -> None:
    """Create a folder below STATE_FOLDER that every account may pass through. Raises HomeNotWritable."""
    missing = [folder for folder in (STATE_FOLDER, path) if not folder.exists()]
    try:
        path.mkdir(parents=True, exist_ok=True)
        for folder in missing:  # ours, made just now: the umask must not close them
            folder.chmod(0o755)
    except OSError as error:
        raise not_writable(str(path), error.strerror or str(error)) from error


def _write(path: Path, text: str) -> None:
    """Write a small file wholly or not at all."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)


def choose_socket_folder(data: Path, account: Account) -> Path:
    """A folder only `account` may enter, with a path short enough for a Unix socket.

    The data folder itself when its path is short, otherwise one in the system's folder for such files.
    """
    if _fits(data):
        return data
    name = f"tinhgon-{hashlib.sha256(os.fsencode(data)).hexdigest()[:12]}"
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    parents = [Path("/run")] if account.lent else [Path(runtime)] if runtime else []
    for parent in (*parents, Path(tempfile.gettempdir()), Path("/tmp")):  # noqa: S108
        folder = parent / name
        if _fits(folder) and parent.is_dir() and _make_private(folder, account):
            return folder
    raise ServerFailed(
        Text("Không có chỗ đặt ổ cắm (socket) PostgreSQL.", "There is no place for the PostgreSQL socket."),
        where=str(data),
        mend=Text("Đặt TINHGON_HOME tới một đường dẫn ngắn hơn.", "Set TINHGON_HOME to a shorter path."),
    )


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / SOCKET_NAME)) <= LONGEST_SOCKET_PATH


def _make_private(folder: Path, account: Account) -> bool:
    """Create the folder for `account` alone; refuse one that somebody else has put there."""
    try:
        folder.mkdir(mode=0o700)
        account.own(folder)
    except FileExistsError:
        pass
    except OSError:
        return False
    found = folder.lstat()
    return folder.is_dir() and not folder.is_symlink() and (found.st_uid, found.st_mode & 0o777) == (account.uid, 0o700)
