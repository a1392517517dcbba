"""Puts freshly built styles, scripts, fonts and icons into the wheel and the source archive."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MISSING = (
    "Thiếu tệp giao diện đã dựng; hãy chạy trước: make assets\n"
    "The built front-end files are missing; run first: make assets"
)


class Assets(BuildHookInterface):  # type: ignore[type-arg,misc]
    """Builds in a checkout; an unpacked source archive already carries the built files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make sure the files are there, except for an editable install, which reads them where they are."""
        if version == "editable":
            return
        root = Path(self.root)
        if (root / ".git").exists():
            subprocess.run(["make", "assets"], cwd=root, check=True)  # noqa: S607 - whichever make the path has
        if not (root / "src/tinhgon/frame/static/tinhgon/main.css").is_file():
            raise FileNotFoundError(MISSING)
