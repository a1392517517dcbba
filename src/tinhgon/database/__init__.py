"""PostgreSQL for the program: embedded and looked after by us, or any server named by DATABASE_URL."""

from __future__ import annotations

import os

from tinhgon.database.archive import backup, restore
from tinhgon.database.places import home
from tinhgon.database.server import Server, Status
from tinhgon.database.sessions import check_server, facts
from tinhgon.database.urls import parse, url_to_django, without_password

__all__ = [
    "Server",
    "Status",
    "backup",
    "check_server",
    "database_url",
    "home",
    "restore",
    "status",
    "url_to_django",
]


def database_url() -> str:
    """The address of the database: DATABASE_URL, or the embedded server's, started when needed.

    Raises InvalidDatabaseUrl, or what keeps the embedded server from starting.
    """
    external = os.environ.get("DATABASE_URL")
    if external:
        parse(external)
        return external
    return Server(home()).url()


def status() -> Status:
    """The state of the database server in use, found without starting anything."""
    external = os.environ.get("DATABASE_URL")
    if not external:
        return Server(home()).status()
    found = facts(external)
    return Status(
        embedded=False,
        running=True,
        url=without_password(external),
        pid=None,
        version=found.version,
        data_folder=None,
        socket=None,
        size_bytes=found.size_bytes,
        connections=found.connections,
        kept=True,
        in_use=found.connections > 0,
        stale_lock=False,
        previous_databases=found.previous_databases,
    )
