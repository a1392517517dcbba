"""Run benchmarks: `python -m bench [NAMES…] [--json FILE] [--scale X] [--home FOLDER] [--seconds N] [--record R]`.

Each runs in its own process with its own embedded database, so that memory is counted for it alone and
nothing is warmed up by another. Nothing outside the home folder is touched.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.figures import machine

CHECKOUT = Path(__file__).parents[1]

# The order in which they run: what a stage is called, the module that measures it, its own arguments.
STAGES: dict[str, list[tuple[str, list[str]]]] = {
    "reorganisation_2025": [("reorganisation_2025", [])],
    "units_history": [("units_history", [])],
    "workbook": [("workbook", [])],
    "site": [("site", ["--record", "demo"])],
    "scenarios": [("scenarios", ["--record", "demo"])],
    "editor": [("editor", [])],
    "nation": [("nation", ["--history", "1"]), ("nation", ["--history", "0.1"])],
}


def main() -> int:
    """Run what was asked for, print the table, write the JSON."""
    options = _options()
    report: dict[str, Any] = {"machine": machine(), "figures": []}
    with tempfile.TemporaryDirectory(prefix="tinhgon-bench-") as temporary:
        home = options.home or Path(temporary)
        home.chmod(0o711) if options.home is None else home.mkdir(parents=True, exist_ok=True)
        for each in ("site", "scenarios"):
            STAGES[each] = [(each, ["--record", options.record])]
        for name in options.names or STAGES:
            stages = [_run(module, arguments, home, options) for module, arguments in STAGES[name]]
            report["machine"]["postgresql"] = stages[0]["postgresql"]
            figures = [figure for stage in stages for figure in stage["figures"]]
            if name == "nation":
                figures += _growth(*(stage["figures"] for stage in stages))
            _print(name, figures, stages)
            report["figures"] += [{"benchmark": name, **each} for each in figures]
    print(f"\n{json.dumps(report['machine'], ensure_ascii=False)}")
    if options.json:
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1, default=str) + "\n", "utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*STAGES, []], metavar="NAME", help=", ".join(STAGES))
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    parser.add_argument("--scale", type=float, default=1.0, help="size of the generated nation (1: the whole)")
    parser.add_argument("--home", type=Path, help="keep the databases here and use them again (default: nowhere)")
    parser.add_argument("--seconds", type=float, default=300.0, help="how long the site is read and written at once")
    record = parser.add_argument("--record", choices=["demo", "nation"], default="demo")
    record.help = "what the site and scenarios are measured on: the demonstration, or the generated nation at --scale"
    return parser.parse_args()


def _run(module: str, arguments: list[str], home: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Run one stage in a process of its own and read what it reports."""
    database, result = home / "-".join([module, f"{options.scale:g}", *arguments[1:]]), home / "result.json"
    result.unlink(missing_ok=True)
    command = [sys.executable, "-m", "bench.stage", module, "--database", str(database), "--result", str(result)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(CHECKOUT), str(CHECKOUT / "src")))}
    environment.pop("DATABASE_URL", None)
    command += ["--scale", str(options.scale), "--seconds", str(options.seconds), *arguments]
    subprocess.run(command, check=True, cwd=CHECKOUT, env=environment)
    found: dict[str, Any] = json.loads(result.read_text("utf-8"))
    return found


def _growth(full: list[dict[str, Any]], tenth: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How much slower each figure is with ten times the history on the same apparatus."""
    before = {each["name"].rpartition(" (")[0]: each["value"] for each in tenth}
    found = []
    for each in full:
        name = each["name"].rpartition(" (")[0]
        if name.endswith("median") and before.get(name):
            ratio = each["value"] / before[name]
            found.append(
                {
                    "name": f"{name}: ten times the history",
                    "value": ratio,
                    "unit": "×",
                    "target": 2.0,
                    "naive": None,
                    "ratio": None,
                    "met": ratio <= 2.0,
                    "detail": {"with a tenth": before[name], "with all": each["value"]},
                }
            )
    return found


def _print(name: str, figures: list[dict[str, Any]], stages: list[dict[str, Any]]) -> None:
    print(f"\n{name}")
    for stage in stages:
        for note in stage["notes"]:
            print(f"  {note}")
    for each in figures:
        value = f"{each['value']:.3g} {each['unit']}"
        target = "" if each["target"] is None else f"≤ {each['target']:g} {each['unit']}"
        verdict = {True: "met", False: "NOT MET", None: ""}[each["met"]]
        naive = "" if each["naive"] is None else f"naive {each['naive']:.3g} {each['unit']}, {each['ratio']:.0f}×"
        print(f"  {each['name']:<58} {value:>12} {target:>12} {verdict:<8} {naive}")


if __name__ == "__main__":
    sys.exit(main())
