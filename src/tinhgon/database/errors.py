"""What can go wrong with the database, each fault a class with a stable code."""

from __future__ import annotations

from tinhgon.errors import Text, TinhGonError

NO_SPACE = "No space left on device"


class DatabaseFault(TinhGonError):
    """Any fault of the database server, its files or its address."""

    code = "database"


class InvalidDatabaseUrl(DatabaseFault):
    """DATABASE_URL is not an address of a PostgreSQL database."""

    code = "database.url-invalid"


class DatabaseUnreachable(DatabaseFault):
    """No PostgreSQL server answers at the address."""

    code = "database.unreachable"


class ServerTooOld(DatabaseFault):
    """The server is older than the oldest version supported."""

    code = "database.server-too-old"


class HomeNotWritable(DatabaseFault):
    """The program may not write where it should keep its data."""

    code = "database.home-not-writable"


class DiskFull(DatabaseFault):
    """The disk that holds the data has no room left."""

    code = "database.disk-full"


class WrongDataVersion(DatabaseFault):
    """The data folder belongs to another major version of PostgreSQL."""

    code = "database.data-version"


class WrongOwner(DatabaseFault):
    """The data folder belongs to another user of this machine."""

    code = "database.data-owner"


class AccountUnavailable(DatabaseFault):
    """Run by root, and no unprivileged account to run PostgreSQL under."""

    code = "database.account"


class UnsupportedSystem(DatabaseFault):
    """The embedded server cannot run on this operating system."""

    code = "database.system"


class ServerFailed(DatabaseFault):
    """The embedded server or one of its programs failed."""

    code = "database.server-failed"


class ServerInUse(DatabaseFault):
    """Refused because another program is using the database."""

    code = "database.in-use"


class BackupFailed(DatabaseFault):
    """No backup was written."""

    code = "database.backup-failed"


class InvalidBackup(DatabaseFault):
    """The file is not a whole backup of a Tinh Gọn registry."""

    code = "database.backup-invalid"


class RestoreFailed(DatabaseFault):
    """The restore stopped before it replaced anything."""

    code = "database.restore-failed"


def disk_full(where: str) -> DiskFull:
    """The error for a full disk at the path `where`."""
    return DiskFull(
        Text("Hết chỗ trống trên đĩa.", "The disk is full."),
        where=where,
        mend=Text(
            "Giải phóng dung lượng rồi chạy lại lệnh; dữ liệu đã ghi không bị mất.",
            "Free some space and run the command again; nothing already recorded is lost.",
        ),
    )


def not_writable(where: str, reason: str) -> HomeNotWritable:
    """The error for a folder the program may not write to, with the system's reason."""
    return HomeNotWritable(
        Text("Không ghi được vào thư mục dữ liệu của Tinh Gọn.", "The data folder of Tinh Gọn is not writable."),
        where=where,
        why=Text(reason, reason),
        mend=Text(
            "Cấp quyền ghi, hoặc đặt TINHGON_HOME tới một thư mục bạn ghi được.",
            "Grant write permission, or set TINHGON_HOME to a folder you can write to.",
        ),
    )
