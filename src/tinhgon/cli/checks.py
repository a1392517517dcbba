"""The checks of `tinhgon doctor`. Each answers ok, warning or fault, and what to do unless it is ok."""

from __future__ import annotations

import os
import shutil
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from tinhgon import database, deployment, settings
from tinhgon.database.places import data_folder
from tinhgon.errors import Text, TinhGonError

State = Literal["ok", "warning", "fault"]

_LITTLE_SPACE = 2_000_000_000  # bytes
_NO_SPACE = 200_000_000  # bytes
_CLOCK_DRIFTS, _CLOCK_WRONG = 2.0, 60.0  # seconds between our clock and the database's
_OLD_BACKUP = 7  # days
_LONG_QUEUE = 20  # runs


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name for programs, its title, how it stands, what was found, and what to do."""

    name: str
    state: State
    title: Text
    found: Text
    mend: Text | None = None


def all_checks() -> list[Check]:
    """Every check in order. What rests on the database, or on its tables, is left out where these are not."""
    found = [_python(), _home(), _disk(), _secret_key(), _assets(), _backup(), _database()]
    if found[-1].state != "fault":
        found += [_clock(), _time_zone(), _migrations()]
        if found[-1].state != "fault":
            found += [_workers(), _queue(), _stalled()]
    return found


def _python() -> Check:
    title = Text("Python", "Python")
    running = ".".join(map(str, sys.version_info[:3]))
    said = Text(f"phiên bản {running}", f"version {running}")
    if sys.version_info >= (3, 11):  # noqa: UP036 a wheel can be unpacked under any version
        return Check("python", "ok", title, said)
    mend = Text("Cài Python 3.11 trở lên rồi cài lại Tinh Gọn.", "Install Python 3.11 or later, then Tinh Gọn anew.")
    return Check("python", "fault", title, said, mend)


def _home() -> Check:
    title = Text("Thư mục của hệ thống", "Home folder")
    home = database.home()
    if not home.exists():
        return Check("home", "ok", title, Text(f"{home} (sẽ được tạo khi cần)", f"{home} (made when needed)"))
    if not os.access(home, os.W_OK | os.X_OK):
        mend = Text(
            "Cấp quyền ghi, hoặc đặt TINHGON_HOME khác.", "Grant write permission, or set another TINHGON_HOME."
        )
        return Check("home", "fault", title, Text(f"{home}: không ghi được", f"{home}: not writable"), mend)
    if home.stat().st_mode & 0o022:
        mend = Text(f"Chạy: chmod go-w {home}", f"Run: chmod go-w {home}")
        said = Text(f"{home}: tài khoản khác ghi được", f"{home}: other accounts may write to it")
        return Check("home", "warning", title, said, mend)
    return Check("home", "ok", title, Text(str(home), str(home)))


def _disk() -> Check:
    title = Text("Dung lượng đĩa", "Disk space")
    folders = {_existing(database.home()), _existing(data_folder(database.home()))}
    free, folder = min((shutil.disk_usage(each).free, each) for each in folders)
    gigabytes = free / 1_000_000_000
    said = Text(f"còn {_comma(gigabytes)} GB tại {folder}", f"{gigabytes:.1f} GB free at {folder}")
    state: State = "fault" if free < _NO_SPACE else "warning" if free < _LITTLE_SPACE else "ok"
    mend = Text(
        "Giải phóng dung lượng; khi hết chỗ sẽ không ghi được gì.",
        "Free some space; without any, nothing can be recorded.",
    )
    return Check("disk", state, title, said, None if state == "ok" else mend)


def _secret_key() -> Check:
    title = Text("Khóa ký", "Secret key")
    if os.environ.get("TINHGON_SECRET_KEY"):
        return Check("secret_key", "ok", title, Text("lấy từ TINHGON_SECRET_KEY", "from TINHGON_SECRET_KEY"))
    path = deployment.key_file()
    if not path.exists():
        said = Text("chưa có; `tinhgon serve` sẽ tạo", "none yet; `tinhgon serve` makes one")
        return Check("secret_key", "ok", title, said)
    if path.stat().st_mode & 0o077:
        mend = Text(
            f"Chạy: chmod 600 {path}; rồi xóa tệp để tạo khóa mới.",
            f"Run: chmod 600 {path}; then delete it for a new key.",
        )
        return Check(
            "secret_key",
            "fault",
            title,
            Text(f"{path}: tài khoản khác đọc được", f"{path}: readable by other accounts"),
            mend,
        )
    said = Text(f"dùng chung trong {path}", f"shared in {path}")
    if os.environ.get("DATABASE_URL"):
        mend = Text(
            "Nếu trang chạy trên nhiều máy, đặt cùng một TINHGON_SECRET_KEY cho mọi máy.",
            "If the site runs on several machines, set the same TINHGON_SECRET_KEY on all of them.",
        )
        return Check("secret_key", "warning", title, said, mend)
    return Check("secret_key", "ok", title, said)


def _assets() -> Check:
    title = Text("Tệp giao diện", "Assets")
    missing = ", ".join(deployment.missing_assets())
    if not missing:
        return Check("assets", "ok", title, Text("đầy đủ", "complete"))
    mend = Text(
        "Cài lại từ gói wheel; trong mã nguồn, chạy: make assets",
        "Install the wheel again; in the source, run: make assets",
    )
    return Check("assets", "fault", title, Text(f"thiếu {missing}", f"missing: {missing}"), mend)


def _backup() -> Check:
    title = Text("Bản sao lưu", "Backup")
    mend = Text("Sao lưu hằng ngày: tinhgon db backup TỆP", "Back up every day: tinhgon db backup FILE")
    made = deployment.last_backup()
    if made is None:
        said = Text("không rõ lần gần nhất trên máy này", "none known on this machine")
        return Check("backup", "warning", title, said, mend)
    days = (datetime.now(UTC) - made).days
    said = Text(f"cách đây {days} ngày", f"{days} days ago")
    return Check("backup", "ok", title, said) if days < _OLD_BACKUP else Check("backup", "warning", title, said, mend)


def _database() -> Check:
    title = Text("Cơ sở dữ liệu", "Database")
    try:
        _set_up_django()
        _ask("SELECT 1")
        found = database.status()
    except TinhGonError as error:
        why = f": {error.why.en}" if error.why else ""
        said = Text(f"{error.what.vi} {error.where}{why}", f"{error.what.en} {error.where}{why}")
        return Check("database", "fault", title, said, error.mend)
    kind = Text("nhúng", "embedded") if found.embedded else Text("DATABASE_URL", "DATABASE_URL")
    size = (found.size_bytes or 0) / 1_000_000
    details = f"PostgreSQL {found.version}, {size:.0f} MB"
    connections = found.connections or 0
    return Check(
        "database",
        "ok",
        title,
        Text(f"{kind.vi}, {details}, {connections} kết nối", f"{kind.en}, {details}, connections: {connections}"),
    )


def _migrations() -> Check:
    from tinhgon import schema

    title = Text("Các bảng", "Tables")
    wanted, had = schema.on_disk(), schema.applied()
    if newer := schema.newer(wanted, had):
        said = Text(f"thuộc phiên bản mới hơn ({', '.join(newer)})", f"of a later version ({', '.join(newer)})")
        return Check(
            "migrations", "fault", title, said, Text("Cài phiên bản Tinh Gọn mới hơn.", "Install a later Tinh Gọn.")
        )
    if missing := len(wanted - had):
        said = Text(f"còn {missing} bước nâng cấp", f"{missing} migrations to apply")
        mend = Text(
            "Sao lưu, rồi chạy `tinhgon serve` hay `tinhgon worker`.",
            "Back up, then run `tinhgon serve` or `tinhgon worker`.",
        )
        return Check("migrations", "fault", title, said, mend)
    return Check("migrations", "ok", title, Text("đúng phiên bản này", "of this version"))


def _clock() -> Check:
    title = Text("Đồng hồ", "Clock")
    before = time.time()
    theirs = float(str(_ask("SELECT extract(epoch FROM clock_timestamp())")))
    apart = abs(theirs - (before + time.time()) / 2)
    said = Text(f"lệch {_comma(apart)} giây so với cơ sở dữ liệu", f"{apart:.1f} s from the database's")
    state: State = "fault" if apart > _CLOCK_WRONG else "warning" if apart > _CLOCK_DRIFTS else "ok"
    mend = Text("Bật đồng bộ giờ (NTP) trên cả hai máy.", "Turn on time synchronisation (NTP) on both machines.")
    return Check("clock", state, title, said, None if state == "ok" else mend)


def _time_zone() -> Check:
    title = Text("Múi giờ", "Time zone")
    name = settings.TIME_ZONE
    apart = "SELECT extract(epoch FROM (now() AT TIME ZONE %s) - (now() AT TIME ZONE 'UTC'))"
    theirs = timedelta(seconds=float(str(_ask(apart, name))))
    ours = datetime.now(ZoneInfo(name)).utcoffset()
    if ours == theirs:
        return Check("time_zone", "ok", title, Text(name, name))
    mend = Text(
        "Cập nhật dữ liệu múi giờ (tzdata) trên máy này và máy chủ PostgreSQL.",
        "Update the time zone data (tzdata) on this machine and on the PostgreSQL server.",
    )
    said = Text(
        f"{name}: UTC+{ours} ở đây, UTC+{theirs} ở cơ sở dữ liệu", f"{name}: UTC+{ours} here, UTC+{theirs} there"
    )
    return Check("time_zone", "fault", title, said, mend)


def _workers() -> Check:
    from tinhgon.jobs import selectors

    title = Text("Tiến trình xử lý công việc nền", "Job workers")
    alive = selectors.workers_alive()
    said = Text(f"{alive} đang hoạt động", f"{alive} alive")
    if alive:
        return Check("workers", "ok", title, said)
    mend = Text("Chạy `tinhgon serve` hoặc `tinhgon worker`.", "Run `tinhgon serve` or `tinhgon worker`.")
    return Check("workers", "warning", title, said, mend)


def _queue() -> Check:
    from tinhgon.jobs import selectors

    title = Text("Hàng đợi", "Queue")
    waiting = selectors.queue_length()
    said = Text(f"{waiting} công việc đang chờ", f"{waiting} runs wait")
    if waiting < _LONG_QUEUE:
        return Check("queue", "ok", title, said)
    mend = Text("Chạy thêm tiến trình: tinhgon worker --concurrency 2", "Add a worker: tinhgon worker --concurrency 2")
    return Check("queue", "warning", title, said, mend)


def _stalled() -> Check:
    from tinhgon.jobs import selectors

    title = Text("Công việc dang dở", "Stalled runs")
    numbers = ", ".join(f"#{each.run}" for each in selectors.stalled())
    if not numbers:
        return Check("stalled", "ok", title, Text("không có", "none"))
    mend = Text(
        "Chạy một tiến trình xử lý; nó đánh dấu không thành công trong một phút, rồi yêu cầu lại.",
        "Run a worker; within a minute it marks them as failed. Then ask for them again.",
    )
    return Check("stalled", "warning", title, Text(numbers, numbers), mend)


def _set_up_django() -> None:
    """As for any command that opens the registry, but without bringing tables up to date."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhgon.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def _ask(query: str, *values: object) -> object:
    """The one value a query gives."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()[0]


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next(each for each in (folder, *folder.parents) if each.exists())


def _comma(number: float) -> str:
    """A number as written in Vietnamese."""
    return f"{number:.1f}".replace(".", ",")
