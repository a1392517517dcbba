"""Draw what the README shows: commands with their answers. Run after `make demo`.

Needs Debian's packages chromium and fonts-jetbrains-mono (few monospaced fonts set Vietnamese well).

    .venv/bin/python docs/pictures/draw.py
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

HERE = Path(__file__).parent
WIDTH = 108
LINES = 26
SHOWN = {
    "lineage": ["tinhgon lineage commune:00004 --on 01/07/2025"],
    "before-and-after": [
        "tinhgon areas --on 30/06/2025 --level district --under province:22",
        "tinhgon show province:08 --on 01/07/2025",
    ],
    "decision": ["tinhgon decision show 1679/NQ-UBTVQH15"],
}
PAPER = TerminalTheme(
    (255, 255, 255),
    (34, 39, 46),
    [(34, 39, 46)] * 8,
    [(34, 39, 46)] * 8,
)
FORMAT = """<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">
<style>text {{ font-family: "JetBrains Mono", monospace; font-size: {char_height}px; }}
{styles}</style>
<rect width="100%" height="100%" fill="#fff"/>
<g transform="translate({terminal_x}, 12)">{backgrounds}{matrix}</g>
</svg>
"""


def answer(command: str) -> list[str]:
    """The lines a command prints, cut to the picture's width."""
    program = Path(sys.executable).with_name("tinhgon")
    done = subprocess.run(
        [program, *command.split()[1:]],
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "TINHGON_LANG": "vi"},
    )
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    shown = lines[:LINES] + ([f"… ({len(lines) - LINES} dòng nữa)"] if len(lines) > LINES else [])
    return [line if len(line) <= WIDTH else line[: WIDTH - 1] + "…" for line in shown]


def picture(name: str, commands: list[str]) -> None:
    """Write one picture as PNG."""
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    lines = [
        Text(line, style="bold" if line.startswith("$") else "")
        for command in commands
        for line in (f"$ {command}", *answer(command), "")
    ]
    console.print(*lines, sep="\n")
    with tempfile.TemporaryDirectory() as folder:
        drawing = Path(folder, "picture.svg")
        drawing.write_text(console.export_svg(title=name, theme=PAPER, code_format=FORMAT), encoding="utf-8")
        subprocess.run(
            [
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                f"--user-data-dir={folder}/profile",
                f"--window-size={round(WIDTH * 12.2) + 18},{round(len(lines) * 24.4) + 20}",
                f"--screenshot={HERE / name}.png",
                drawing.as_uri(),
            ],
            check=True,
            capture_output=True,
        )


def main() -> None:
    """Draw every picture."""
    for name, commands in SHOWN.items():
        picture(name, commands)


if __name__ == "__main__":
    main()
