"""Django's PostgreSQL backend with the address taken from `tinhgon.database` when it connects."""

from __future__ import annotations

import os
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from django.db.utils import OperationalError

from tinhgon.database import database_url, url_to_django
from tinhgon.database.errors import DatabaseUnreachable
from tinhgon.database.server import DATABASE
from tinhgon.database.urls import require_version, unreachable


class ConnectionRefused(DatabaseUnreachable, OperationalError):
    """The database cannot be reached: a fault for the user, and for Django's own handling of such."""


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL at `database_url()`.

    The NAME of the settings stands for the database of that address when it is "tinhgon"; any other
    (a test database, or none for maintenance) is used as it is, on the same server.
    """

    settings_dict: dict[str, Any]

    def get_connection_params(self) -> dict[str, Any]:
        """Parameters for psycopg; starts the embedded server when it does not run."""
        declared = self.settings_dict
        self.settings_dict = _resolved(declared)
        try:
            return super().get_connection_params()  # type: ignore[no-any-return]
        finally:
            self.settings_dict = declared

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection to a server recent enough. Raises ConnectionRefused or ServerTooOld."""
        try:
            connection = super().get_new_connection(conn_params)
        except psycopg.OperationalError as error:
            raise unreachable(database_url(), str(error), ConnectionRefused) from error
        require_version(connection.info.server_version, database_url())
        return connection


def _resolved(settings: dict[str, Any]) -> dict[str, Any]:
    """Django's settings of the database with the server's address filled in."""
    found = url_to_django(database_url())
    options = {
        "application_name": f"tinhgon {os.getpid()}",
        **found["OPTIONS"],
        **settings.get("OPTIONS", {}),
    }
    name = found["NAME"] if settings["NAME"] == DATABASE else settings["NAME"]
    address = {key: found[key] for key in ("USER", "PASSWORD", "HOST", "PORT")}
    return {**settings, **address, "NAME": name, "OPTIONS": options}
