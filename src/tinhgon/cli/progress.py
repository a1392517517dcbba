"""Progress of long work, on standard error: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tinhgon.cli.output import number, say
from tinhgon.errors import Text, TinhGonError

Tell = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and how much there is."""

STAGES = {
    "read": Text("Đọc tệp", "Reading"),
    "plan": Text("Lập kế hoạch", "Planning"),
    "rehearse": Text("Thử các quyết định", "Trying the decisions"),
    "record": Text("Ghi nhận quyết định", "Recording decisions"),
    "verify": Text("Kiểm chứng", "Verifying"),
}

_EVERY = 5.0  # seconds between two lines where there is no terminal


class Interrupted(TinhGonError):
    """The person at the keyboard stopped the work."""

    code = "interrupted"


@contextmanager
def shown() -> Iterator[Tell]:
    """Show the progress told within; Ctrl-C ends the work with Interrupted."""
    try:
        if sys.stderr.isatty():
            with _bar() as tell:
                yield tell
        else:
            yield _lines()
    except KeyboardInterrupt:
        raise Interrupted(
            Text("Đã dừng theo yêu cầu.", "Stopped as you asked."),
            why=Text(
                "Quyết định nào đã ghi nhận thì ghi nhận trọn vẹn; quyết định đang ghi dở được bỏ.",
                "Every decision recorded so far is whole; the one under way was dropped.",
            ),
            mend=Text("Chạy lại lệnh này để làm tiếp.", "Run the same command again to go on."),
        ) from None


@contextmanager
def _bar() -> Iterator[Tell]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(_name(stage), total=total)
            progress.update(tasks[stage], completed=done, total=total)

        yield tell


def _lines() -> Tell:
    last = {"at": time.monotonic()}

    def tell(stage: str, done: int, total: int) -> None:
        if time.monotonic() - last["at"] >= _EVERY:
            last["at"] = time.monotonic()
            print(f"{_name(stage)}: {number(done)}/{number(total)}", file=sys.stderr, flush=True)

    return tell


def _name(stage: str) -> str:
    return say(STAGES[stage]) if stage in STAGES else stage
