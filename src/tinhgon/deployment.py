"""What the processes of one installation share beside the database: the key for signing, the note of a backup."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

from tinhgon.database.errors import not_writable
from tinhgon.database.places import home, make_home

_KEY = "secret_key"
_BACKUP = "last_backup"
ASSETS = Path(__file__).resolve().parent / "frame" / "static" / "tinhgon"
"""Where the bundled styles, scripts, fonts and icons are."""


def secret_key() -> str:
    """The key for signing: TINHGON_SECRET_KEY, the one kept in the home, or one for this process alone."""
    return os.environ.get("TINHGON_SECRET_KEY") or _kept_key() or secrets.token_urlsafe(50)


def keep_secret_key() -> str:
    """The key for signing, made and kept in the home on first use. Raises HomeNotWritable.

    Called before Django is set up by whatever answers requests, so that all its processes sign alike.
    """
    given = os.environ.get("TINHGON_SECRET_KEY") or _kept_key()
    if given:
        return given
    make_home(home())
    path = key_file()
    new = path.with_name(f"{_KEY}.new-{os.urandom(4).hex()}")
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(50))
        try:
            os.link(new, path)  # of two processes the first one's key holds
        except FileExistsError:
            pass
        finally:
            new.unlink()
    except OSError as error:
        raise not_writable(str(path), error.strerror or str(error)) from error
    return secret_key()


def key_file() -> Path:
    """Where a key that was not given is kept."""
    return home() / _KEY


def _kept_key() -> str:
    try:
        return key_file().read_text("ascii").strip()
    except OSError:
        return ""


def note_backup() -> None:
    """Remember that a backup was made now."""
    path = home() / _BACKUP
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(datetime.now(UTC).isoformat(), "ascii")


def last_backup() -> datetime | None:
    """When `tinhgon db backup` last succeeded here; None when not known."""
    try:
        return datetime.fromisoformat((home() / _BACKUP).read_text("ascii").strip())
    except (OSError, ValueError):
        return None


def missing_assets() -> list[str]:
    """The bundled files that are not there; empty when the pages can be shown as they should."""
    return missing_assets_of(ASSETS)


def missing_assets_of(folder: Path) -> list[str]:
    """The bundled files that are not in this folder."""
    return [name for name in ("main.css", "main.js", "icons.svg") if not (folder / name).is_file()]
