"""Addresses of PostgreSQL databases: read, checked, and turned into what each client wants."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from tinhgon.database.errors import DatabaseUnreachable, InvalidDatabaseUrl, ServerTooOld
from tinhgon.errors import Text

OLDEST_SERVER = 15
CONNECT_TIMEOUT = 10  # seconds

_SCHEMES = ("postgresql://", "postgres://")


def parse(url: str) -> dict[str, str]:
    """The libpq parameters of an address: host, port, user, password, dbname and options.

    Raises InvalidDatabaseUrl, never showing the password.
    """
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    if not url.startswith(_SCHEMES):
        raise _invalid(Text("Địa chỉ phải bắt đầu bằng postgresql://", "It must begin with postgresql://"))
    try:
        parameters = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    except psycopg.ProgrammingError as error:
        raise _invalid(Text("libpq không đọc được địa chỉ này.", "libpq cannot read it.")) from error
    if not parameters.get("dbname"):
        raise _invalid(Text("Thiếu tên cơ sở dữ liệu.", "It names no database."))
    return parameters


def _invalid(why: Text) -> InvalidDatabaseUrl:
    return InvalidDatabaseUrl(
        Text("DATABASE_URL không hợp lệ.", "DATABASE_URL is not valid."),
        where="DATABASE_URL",
        why=why,
        mend=Text(
            "Viết theo dạng postgresql://người_dùng:mật_khẩu@máy_chủ:5432/tên_csdl",
            "Write it as postgresql://user:password@host:5432/database",
        ),
    )


def build(parameters: dict[str, str]) -> str:
    """The address with these libpq parameters; all but the database go into the query part."""
    rest = {name: value for name, value in parameters.items() if name != "dbname"}
    return f"postgresql:///{quote(parameters['dbname'], safe='')}?{urlencode(rest, quote_via=quote)}"


def with_database(url: str, name: str) -> str:
    """The same server and user, another database."""
    return build({**parse(url), "dbname": name})


def without_password(url: str) -> str:
    """The address fit to be shown."""
    return build({name: value for name, value in parse(url).items() if "password" not in name})


def url_to_django(url: str) -> dict[str, Any]:
    """The address as an entry of Django's DATABASES, Unix-socket hosts included."""
    parameters = parse(url)
    return {
        "ENGINE": "tinhgon.database.backend",
        "NAME": parameters.pop("dbname"),
        "USER": parameters.pop("user", ""),
        "PASSWORD": parameters.pop("password", ""),
        "HOST": parameters.pop("host", ""),
        "PORT": parameters.pop("port", ""),
        "OPTIONS": parameters,
    }


def unreachable(url: str, reason: str, kind: type[DatabaseUnreachable] = DatabaseUnreachable) -> DatabaseUnreachable:
    """The error, of class `kind`, for a server that does not let us in, with its or libpq's reason."""
    return kind(
        Text("Không kết nối được cơ sở dữ liệu.", "The database cannot be reached."),
        where=without_password(url),
        why=Text(reason.strip(), reason.strip()),
        mend=Text(
            "Kiểm tra máy chủ có chạy không và DATABASE_URL có đúng không; bỏ DATABASE_URL để dùng PostgreSQL nhúng.",
            "Check that the server runs and that DATABASE_URL is right; "
            "unset DATABASE_URL to use the embedded PostgreSQL.",
        ),
    )


def require_version(version: int, url: str) -> None:
    """Raise ServerTooOld unless the server's number (150004 for 15.4) is recent enough."""
    if version < OLDEST_SERVER * 10000:
        raise ServerTooOld(
            Text(
                f"Máy chủ PostgreSQL {version // 10000} quá cũ; cần phiên bản {OLDEST_SERVER} trở lên.",
                f"The PostgreSQL server is version {version // 10000}; {OLDEST_SERVER} or later is needed.",
            ),
            where=without_password(url),
            mend=Text(
                "Nâng cấp máy chủ, hoặc bỏ DATABASE_URL để dùng PostgreSQL nhúng.",
                "Upgrade the server, or unset DATABASE_URL to use the embedded PostgreSQL.",
            ),
        )
