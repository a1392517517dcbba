"""Opening the registry: Django set up, the database brought up to what this program needs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tinhgon.database.notices import notice
from tinhgon.errors import Text, TinhGonError

_MIGRATING = 0x7469_6E68_676F_6D  # the advisory lock under which the database is brought up to date

Names = set[tuple[str, str]]


class NewerDatabase(TinhGonError):
    """The database was brought up to date by a later version of the program."""

    code = "newer_database"


def open_registry() -> None:
    """Make the registry usable in this process; says so when tables were made or altered.

    Only commands that read or write the registry call this: everything else starts without Django.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhgon.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    bring_up_to_date()


@contextmanager
def reading() -> Iterator[None]:
    """The registry opened for an answer: all of it comes from one moment, whoever enacts meanwhile."""
    open_registry()
    from tinhgon.registry.store import one_picture

    with one_picture():
        yield


def bring_up_to_date() -> None:
    """Apply the migrations the database lacks; of two commands at once the second waits for the first."""
    wanted = _on_disk()
    applied = _applied()
    ours = {"accounts", "registry"}
    if newer := sorted(name for app, name in applied - wanted if app in ours):
        raise NewerDatabase(
            Text("Cơ sở dữ liệu thuộc phiên bản Tinh Gọn mới hơn.", "The database is of a later Tinh Gọn."),
            where=", ".join(newer),
            mend=Text("Cài phiên bản Tinh Gọn mới hơn.", "Install a later Tinh Gọn."),
        )
    if wanted <= applied:
        return
    with _alone():
        if wanted <= _applied():
            return
        _migrate(first=not applied)


def _on_disk() -> Names:
    """The migrations of all installed applications, found without importing them."""
    from django.apps import apps

    folders = [(config.label, Path(config.path) / "migrations") for config in apps.get_app_configs()]
    return {(label, each.stem) for label, folder in folders for each in folder.glob("[0-9]*.py")}


def _applied() -> Names:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
        if cursor.fetchone() != (True,):
            return set()
        cursor.execute("SELECT app, name FROM django_migrations")
        return set(cursor.fetchall())


def _migrate(*, first: bool) -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    if first:
        notice(Text("Đã tạo các bảng của sổ đăng ký.", "The tables of the registry were created."))
    else:
        notice(
            Text(
                "Đã nâng cấp các bảng của sổ đăng ký cho phiên bản này.",
                "The tables of the registry were brought up to this version.",
            )
        )


@contextmanager
def _alone() -> Iterator[None]:
    with _cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATING])
    try:
        yield
    finally:
        with _cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATING])


def _cursor() -> Any:
    from django.db import connection

    return connection.cursor()


def empty_registry() -> None:
    """Remove every table with all it holds, and make them anew."""
    from django.db import connection

    with _alone():
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        _migrate(first=True)
