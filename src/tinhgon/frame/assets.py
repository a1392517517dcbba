"""Addresses of the built front-end files: each carries a digest of its content, so browsers may keep it."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles.storage import StaticFilesStorage

from tinhgon.deployment import ASSETS


class Assets(StaticFilesStorage):
    """Static files whose address changes with their content."""

    def url(self, name: str | None) -> str:
        """The address of a file, with a digest of its content where it is one of ours."""
        plain: str = super().url(name)
        found = ASSETS.parent / (name or "")
        return f"{plain}?v={_digest(found, found.stat().st_mtime_ns)}" if found.is_file() else plain


@lru_cache
def _digest(path: Path, changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
