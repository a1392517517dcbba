"""Emptying the registry's tables between tests."""

from __future__ import annotations

from django.db import connection


def empty_registry() -> None:
    """Empty every table; triggers that refuse this do not fire for a replica."""
    kept = "'django_migrations', 'django_content_type', 'auth_permission'"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables"
            f" WHERE schemaname = 'public' AND tablename NOT IN ({kept})"
        )
        (tables,) = cursor.fetchone()
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(f"TRUNCATE {tables} CASCADE")
        cursor.execute("SET session_replication_role = origin")
