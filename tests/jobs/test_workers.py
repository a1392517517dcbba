"""Workers take every run once; a run whose worker was killed is found and told."""

from __future__ import annotations

from django.db import connection

from tests.jobs.conftest import Worker
from tinhgon.accounts.models import Account
from tinhgon.jobs import selectors, services
from tinhgon.jobs.models import Run, Status


def places_in_queue() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [services.PERFORM])
        return int(cursor.fetchone()[0])


def silence_workers() -> None:
    """Let two minutes pass since every worker's last sign of life."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'")


def test_two_workers_take_no_run_twice(asker: Account, worker: Worker) -> None:
    runs = [services.ask("test.count", {"upto": 3}, asker).pk for _ in range(30)]
    pair = [worker(), worker()]
    assert [each.wait(60) for each in pair] == [0, 0]
    ended = Run.objects.filter(pk__in=runs)
    assert {each.status for each in ended} == {Status.DONE}
    assert {each.result["process"] for each in ended} <= {each.pid for each in pair}
    assert Account.objects.filter(username__startswith="counted-by-").count() == len(runs)
    assert places_in_queue() == 0


def test_a_run_is_taken_up_once(asker: Account) -> None:
    run = services.ask("test.count", {"upto": 1}, asker)
    assert services.begin(run.pk) is not None
    assert services.begin(run.pk) is None


def test_a_run_whose_worker_was_killed_is_found_and_told(asker: Account, worker: Worker) -> None:
    run = services.ask("test.hang", {}, asker)
    process = worker()
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    assert (selectors.workers_alive(), services.end_stalled()) == (1, [])
    process.kill()
    process.wait()
    silence_workers()
    assert (selectors.workers_alive(), [each.run for each in selectors.stalled()]) == (0, [run.pk])
    assert services.end_stalled() == [run.pk]
    run.refresh_from_db()
    assert (run.status, run.error["code"]) == (Status.FAILED, "job.stalled")
    assert "tinhgon doctor" in run.error["mend"]["vi"]
    assert not Account.objects.filter(username="half-done").exists()
    assert (places_in_queue(), services.end_stalled()) == (0, [])


def test_a_run_that_waits_is_not_stalled_however_long(asker: Account) -> None:
    services.ask("test.count", {"upto": 1}, asker)
    silence_workers()
    assert services.end_stalled() == []
    assert selectors.queue_length() == 1


def test_a_run_that_lost_its_place_in_the_queue_is_found(asker: Account) -> None:
    run = services.ask("test.count", {"upto": 1}, asker)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [run.queue_id])
    assert services.end_stalled() == [run.pk]
