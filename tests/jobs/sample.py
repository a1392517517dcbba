"""Jobs for the tests, and what they need."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from tinhgon.accounts.models import Account, system_account
from tinhgon.errors import Text, TinhGonError
from tinhgon.jobs import services
from tinhgon.jobs.functions import job
from tinhgon.jobs.models import Run
from tinhgon.jobs.running import Running

COUNTING = Text("Đang đếm", "Counting")
WRITING = Text("Đang ghi", "Writing")


class NoPaper(TinhGonError):
    """The fault of a job that fails as foreseen."""

    code = "test.no-paper"


def elsewhere(action: Callable[[], None]) -> None:
    """Do something over a connection of its own, as another process would."""

    def act() -> None:
        action()
        connection.close()

    thread = threading.Thread(target=act)
    thread.start()
    thread.join()


@job("test.count", title=Text("Đếm", "Count"))
def count(run: Running, *, upto: int) -> dict[str, int]:
    """Count, leaving an account as the work done."""
    system_account(f"counted-by-{run.run.pk}", "")
    for done in range(1, upto + 1):
        run.progress(done, upto, COUNTING)
    return {"counted": upto, "process": os.getpid()}


@job("test.look", title=Text("Nhìn", "Look"))
def look(run: Running) -> list[object]:
    """What others see of this run while it goes on."""
    seen: list[Any] = []
    system_account("not-yet-committed", "")
    run.progress(1, 3, COUNTING, {"rows": 7})
    run.progress(2, 3, WRITING, {"faults": 1})
    elsewhere(lambda: seen.extend(Run.objects.values_list("done", "total", "phase", "found", "status").get()))
    elsewhere(lambda: seen.append(Account.objects.filter(username="not-yet-committed").exists()))
    return seen


@job("test.cancelled", title=Text("Bị hủy", "Cancelled"))
def cancelled(run: Running, *, steps_after: int) -> None:
    """Work that somebody cancels midway."""
    system_account("half-done", "")
    run.keep_file("half.txt", "text/plain", b"half")
    run.progress(1, 1_000_000, COUNTING)
    elsewhere(lambda: services.cancel(run.run, run.run.asked_by) and None)
    for done in range(steps_after):
        run.progress(done, steps_after, WRITING)


@job("test.given_up", title=Text("Bị bỏ", "Given up"))
def given_up(run: Running) -> None:
    """Work that is declared failed while it goes on, as by somebody who has not heard from its worker."""
    system_account("half-done", "")
    elsewhere(lambda: services.end_failed(run.run.pk, NoPaper(Text("Bỏ.", "Given up."))) and None)


@job("test.fail", title=Text("Hỏng", "Fail"))
def fail(run: Running) -> None:
    """Fail as foreseen."""
    system_account("half-done", "")
    raise NoPaper(Text("Hết giấy.", "No paper."), mend=Text("Thêm giấy.", "Add paper."))


@job("test.break", title=Text("Vỡ", "Break"))
def broken(run: Running) -> None:
    """Fail as nobody foresaw, with a message that quotes a person."""
    system_account("half-done", "")
    raise ValueError("Nguyễn Văn Kín, 01/02/1980")


@job("test.own", title=Text("Tự ghi", "Own"), own_transactions=True)
def own(run: Running) -> None:
    """Two steps of their own, the second of which fails."""
    system_account("first-step", "")
    raise NoPaper(Text("Hết giấy.", "No paper."))


@job("test.copy", title=Text("Chép", "Copy"))
def copy(run: Running) -> int:
    """Make a file of the file given."""
    given = run.file()
    return run.keep_file(f"copy of {given.name}", given.media_type, bytes(given.content)).pk


@job("test.chain", title=Text("Nối", "Chain"))
def chain(run: Running, *, fails: bool) -> int:
    """Ask for another job."""
    asked = services.ask("test.count", {"upto": 1}, run.run.asked_by)
    if fails:
        raise NoPaper(Text("Hết giấy.", "No paper."))
    return asked.pk


@job("test.hang", title=Text("Treo", "Hang"))
def hang(run: Running) -> None:
    """Say so on standard output, and never end: its input stays open."""
    system_account("half-done", "")
    run.progress(1, 2, COUNTING)
    print("begun", flush=True)
    sys.stdin.read()
