"""The process of one benchmark: `python -m bench.stage MODULE …` opens a database, measures, reports."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench.figures import Figure


@dataclass
class Stage:
    """One running benchmark: what it was asked for, and what it has found so far."""

    scale: float
    history: float
    seconds: float = 300.0
    record: str = "demo"
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, figure: Figure) -> None:
        """Take a figure into the report."""
        self.figures.append(figure)


def main() -> None:
    """Open the database, let the module measure, write the report, stop the server."""
    parser = argparse.ArgumentParser()
    parser.add_argument("module")
    parser.add_argument("--database", type=Path, required=True)
    parser.add_argument("--result", type=Path, required=True)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--history", type=float, default=1.0)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--record", default="demo")
    options = parser.parse_args()
    stage = Stage(options.scale, options.history, options.seconds, options.record)
    postgresql = open_database(options.database)
    try:
        # Only now: what is measured cannot be imported before Django is set up.
        importlib.import_module(f"bench.{options.module}").measure(stage)
        report = {
            "postgresql": postgresql,
            "notes": stage.notes,
            "figures": [each.as_json() for each in stage.figures],
        }
        options.result.write_text(json.dumps(report, default=str), "utf-8")
    finally:
        close_database(options.database)


def open_database(home: Path) -> str:
    """Start the embedded server of this home and bring the tables up to date; its version."""
    os.environ["TINHGON_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tinhgon.settings"
    from tinhgon.deployment import keep_secret_key

    keep_secret_key()  # sessions made here hold for a site started beside
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])


def close_database(home: Path) -> None:
    """Close our connection and stop the server of this home."""
    from django.db import connection

    from tinhgon.database import Server

    connection.close()
    Server(home).stop(force=True)


def teller() -> Callable[..., None]:
    """A progress line on the error stream."""

    def tell(*progress: object) -> None:
        if sys.stderr.isatty():
            print("\r" + " ".join(map(str, progress)).ljust(40), end="", file=sys.stderr, flush=True)

    return tell


if __name__ == "__main__":
    # Under its own name too, so that the modules it loads see the same classes.
    importlib.import_module("bench.stage").main()
