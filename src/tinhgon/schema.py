"""The migrations this program brings, and those the database has had."""

from __future__ import annotations

from pathlib import Path

Names = set[tuple[str, str]]
"""Migrations, each by application and name."""


def on_disk() -> Names:
    """The migrations of all installed applications, found without importing them."""
    from django.apps import apps

    folders = [(config.label, Path(config.path) / "migrations") for config in apps.get_app_configs()]
    return {(label, each.stem) for label, folder in folders for each in folder.glob("[0-9]*.py")}


def applied() -> Names:
    """The migrations the database has had; none for an empty one."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
        if cursor.fetchone() != (True,):
            return set()
        cursor.execute("SELECT app, name FROM django_migrations")
        return set(cursor.fetchall())


def newer(wanted: Names, had: Names) -> list[str]:
    """Names of our own migrations in the database that this program does not know: it is of a later version."""
    from django.apps import apps

    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("tinhgon.")}
    return sorted(name for app, name in had - wanted if app in ours)
