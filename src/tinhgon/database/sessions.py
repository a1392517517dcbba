"""Questions to a running server about itself: its size, its sessions, its databases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tinhgon.database import urls

BEFORE_RESTORE = "_before_restore_"

_OTHERS = "backend_type = 'client backend' AND pid <> pg_backend_pid()"


@dataclass(frozen=True, slots=True)
class Facts:
    """What `db status` tells of a running server."""

    version: str
    size_bytes: int
    connections: int
    previous_databases: tuple[str, ...]


def connect(url: str) -> Any:
    """An autocommitting psycopg connection. Raises DatabaseUnreachable or ServerTooOld."""
    import psycopg

    parameters = {"connect_timeout": str(urls.CONNECT_TIMEOUT), **urls.parse(url)}
    try:
        connection = psycopg.connect("", autocommit=True, **parameters)  # type: ignore[arg-type]
    except psycopg.OperationalError as error:
        raise urls.unreachable(url, str(error)) from error
    try:
        urls.require_version(connection.info.server_version, url)
    except Exception:
        connection.close()
        raise
    return connection


def check_server(url: str) -> int:
    """The major version of the server at `url`.

    Raises InvalidDatabaseUrl, DatabaseUnreachable, or ServerTooOld before PostgreSQL 15.
    """
    with connect(url) as connection:
        return int(connection.info.server_version) // 10000


def facts(url: str) -> Facts:
    """Version, size in bytes, other sessions and databases kept by earlier restores."""
    with connect(url) as connection:
        row = connection.execute(
            "SELECT current_setting('server_version'), pg_database_size(current_database()),"  # noqa: S608
            f" (SELECT count(*) FROM pg_stat_activity WHERE {_OTHERS} AND datname = current_database()),"
            " ARRAY(SELECT datname::text FROM pg_database"
            "       WHERE starts_with(datname::text, current_database() || %s) ORDER BY 1)",
            [BEFORE_RESTORE],
        ).fetchone()
    return Facts(row[0], row[1], row[2], tuple(row[3]))


def other_sessions(url: str, database: str | None = None) -> list[str]:
    """The sessions of others, in one database or in all, each as "program (user, database)"."""
    with connect(url) as connection:
        rows = connection.execute(
            "SELECT coalesce(nullif(application_name, ''), 'pid ' || pid) || ' (' || usename || ', '"  # noqa: S608
            f" || coalesce(datname, '–') || ')' FROM pg_stat_activity WHERE {_OTHERS}"
            " AND (%(database)s::text IS NULL OR datname = %(database)s) ORDER BY 1",
            {"database": database},
        ).fetchall()
    return [row[0] for row in rows]
