"""A run ends as done, failed or cancelled, is told as such, and leaves all of its work or none."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from tests.jobs import sample
from tinhgon.accounts.models import Account
from tinhgon.jobs import selectors, services
from tinhgon.jobs.faults import RunEnded, UnknownJob
from tinhgon.jobs.models import Run, RunFile, Status
from tinhgon.jobs.performing import perform
from tinhgon.jobs.worker import work
from tinhgon.logs import JsonLines

Performed = Callable[..., Run]


def account(username: str) -> bool:
    return Account.objects.filter(username=username).exists()


def test_a_run_is_done_with_its_result_and_its_work(performed: Performed) -> None:
    run = performed("test.count", upto=3)
    assert (run.status, run.result["counted"], run.error) == (Status.DONE, 3, None)
    assert run.asked_at <= run.started_at <= run.ended_at
    assert account(f"counted-by-{run.pk}")
    assert selectors.queue_length() == 0


def test_progress_is_seen_before_the_work_is(performed: Performed) -> None:
    run = performed("test.look")
    phase = {"vi": "Đang ghi", "en": "Writing"}
    assert run.result == [2, 3, phase, {"rows": 7, "faults": 1}, "running", False]
    assert account("not-yet-committed")


@pytest.mark.parametrize("steps_after", [5, 0], ids=["midway", "after the last step"])
def test_a_run_cancelled_while_it_runs_leaves_nothing(performed: Performed, steps_after: int) -> None:
    run = performed("test.cancelled", steps_after=steps_after)
    assert (run.status, run.result, run.error) == (Status.CANCELLED, None, None)
    assert not account("half-done")
    assert not RunFile.objects.exists()


def test_a_run_cancelled_while_it_waits_is_never_begun(asker: Account) -> None:
    run = services.ask("test.count", {"upto": 1}, asker)
    assert services.cancel(run, asker).status == Status.CANCELLED
    work(wait=False)
    run.refresh_from_db()
    assert (run.status, run.started_at) == (Status.CANCELLED, None)


def test_what_has_ended_cannot_be_cancelled(performed: Performed, asker: Account) -> None:
    run = performed("test.count", upto=1)
    with pytest.raises(RunEnded):
        services.cancel(run, asker)
    run.refresh_from_db()
    assert (run.status, run.cancel_asked) == (Status.DONE, False)


def test_a_failing_job_is_told_in_both_languages_and_leaves_nothing(performed: Performed) -> None:
    run = performed("test.fail")
    assert run.status == Status.FAILED
    assert run.error["code"] == "test.no-paper"
    assert run.error["what"] == {"vi": "Hết giấy.", "en": "No paper."}
    assert run.error["mend"] == {"vi": "Thêm giấy.", "en": "Add paper."}
    assert not account("half-done")


def test_a_job_that_breaks_tells_its_kind_and_never_its_message(performed: Performed) -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    log = logging.getLogger("tinhgon.jobs")
    log.addHandler(handler)
    level = log.level
    log.setLevel(logging.INFO)
    try:
        run = performed("test.break")
    finally:
        log.setLevel(level)
        log.removeHandler(handler)
    assert run.error["what"]["en"] == "An unexpected error (ValueError)."
    assert not account("half-done")
    broke, told = [json.loads(each) for each in written.getvalue().splitlines()]
    assert (broke["run"], broke["error"]) == (run.pk, ["builtins.ValueError"])
    assert broke["where"][-1].startswith("tests.jobs.sample:")
    assert (told["job"], told["outcome"], told["account"]) == ("test.break", "broke", run.asked_by_id)
    assert "Kín" not in written.getvalue() + json.dumps(run.error, ensure_ascii=False)


def test_a_run_given_up_meanwhile_stays_failed_and_leaves_nothing(performed: Performed) -> None:
    run = performed("test.given_up")
    assert (run.status, run.error["what"]["en"]) == (Status.FAILED, "Given up.")
    assert not account("half-done")


def test_a_run_ends_when_its_worker_stops(asker: Account) -> None:
    run = services.ask("test.count", {"upto": 5}, asker)
    perform(run.pk, lambda: True)
    run.refresh_from_db()
    assert (run.status, run.error["code"]) == (Status.FAILED, "job.worker-stopped")
    assert not account(f"counted-by-{run.pk}")


def test_a_job_with_its_own_transactions_keeps_its_whole_steps(performed: Performed) -> None:
    assert performed("test.own").status == Status.FAILED
    assert account("first-step")


@pytest.mark.parametrize("fails", [False, True])
def test_a_job_asked_for_by_a_job_is_queued_only_with_its_work(performed: Performed, fails: bool) -> None:
    performed("test.chain", fails=fails)
    followers = Run.objects.filter(name="test.count").values_list("status", flat=True)
    assert list(followers) == ([] if fails else [Status.DONE])


def test_a_run_asked_for_in_a_transaction_undone_is_not_queued(asker: Account) -> None:
    with transaction.atomic():
        services.ask("test.count", {"upto": 1}, asker)
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone() == (0,)


def test_a_job_nobody_registered_is_refused(asker: Account) -> None:
    with pytest.raises(UnknownJob):
        services.ask("test.nonesuch", {}, asker)


def test_arguments_the_job_does_not_take_are_refused_when_asked(asker: Account) -> None:
    with pytest.raises(TypeError):
        services.ask("test.count", {"up_to": 3}, asker)
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"status": "failed"}, {"status": "done"}, {"done": 2, "total": 1}, {"status": "asleep"}], ids=str
)
def test_the_database_refuses_a_run_that_contradicts_itself(asker: Account, wrong: dict[str, object]) -> None:
    run = services.ask("test.count", {"upto": 1}, asker)
    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.filter(pk=run.pk).update(**wrong)


def test_sample_jobs_have_titles() -> None:
    from tinhgon.jobs.functions import title

    assert sample
    assert (title("test.count").vi, title("gone").en) == ("Đếm", "gone")
