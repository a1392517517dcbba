"""Opening the registry: Django set up, the database brought up to what this program needs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tinhgon import schema
from tinhgon.database.notices import notice
from tinhgon.errors import Text, TinhGonError

_MIGRATING = 0x7469_6E68_676F_6D  # the advisory lock under which the database is brought up to date


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
    wanted = schema.on_disk()
    applied = schema.applied()
    if newer := schema.newer(wanted, applied):
        raise NewerDatabase(
            Text("Cơ sở dữ liệu thuộc phiên bản Tinh Gọn mới hơn.", "The database is of a later Tinh Gọn."),
            where=", ".join(newer),
            mend=Text("Cài phiên bản Tinh Gọn mới hơn.", "Install a later Tinh Gọn."),
        )
    if wanted <= applied:
        return
    with _alone():
        if wanted <= schema.applied():
            return
        _migrate(first=not applied)


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
