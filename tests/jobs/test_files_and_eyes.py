"""Files of runs are kept in the database, within a limit and for some days; runs are shown to few."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from tinhgon.accounts.access import grant
from tinhgon.accounts.domain.roles import Role
from tinhgon.accounts.models import Account
from tinhgon.jobs import selectors, services
from tinhgon.jobs.faults import FileTooLarge, RunNotFound
from tinhgon.jobs.models import Run, RunFile, Status
from tinhgon.jobs.services import Upload
from tinhgon.jobs.worker import work

PAPER = Upload("giấy.txt", "text/plain", b"\x00 to be copied")


@pytest.fixture
def copied(asker: Account) -> Run:
    """A run that has copied a file."""
    run = services.ask("test.copy", {}, asker, [PAPER])
    work(wait=False)
    run.refresh_from_db()
    assert run.status == Status.DONE
    return run


def test_a_file_given_is_read_by_the_job_and_a_file_made_can_be_fetched(copied: Run) -> None:
    (made,) = selectors.made_files(copied)
    assert (made.name, made.media_type, made.size) == ("copy of giấy.txt", "text/plain", len(PAPER.content))
    assert bytes(selectors.made_file(copied, made.pk).content) == PAPER.content


def test_a_file_of_another_run_or_one_that_was_given_is_not_fetched(copied: Run, asker: Account) -> None:
    other = services.ask("test.copy", {}, asker, [PAPER])
    (made,) = selectors.made_files(copied)
    for run, number in ((other, made.pk), (copied, copied.files.get(made=False).pk)):
        with pytest.raises(RunNotFound):
            selectors.made_file(run, number)


def test_a_file_above_the_limit_is_refused_and_nothing_is_queued(asker: Account, settings: Any) -> None:
    settings.RUN_FILE_LIMIT = len(PAPER.content) - 1
    with pytest.raises(FileTooLarge) as refused:
        services.ask("test.copy", {}, asker, [PAPER])
    assert refused.value.where == PAPER.name
    assert not Run.objects.exists()


def test_files_go_some_days_after_the_end_and_runs_months_after(copied: Run, asker: Account) -> None:
    waiting = services.ask("test.copy", {}, asker, [PAPER])
    old = Run.objects.all()
    old.update(asked_at=F("asked_at") - timedelta(days=400))
    services.clean()
    assert RunFile.objects.count() == 3
    old.filter(pk=copied.pk).update(ended_at=F("ended_at") - timedelta(days=8))
    services.clean()
    assert [each.run_id for each in RunFile.objects.all()] == [waiting.pk]
    assert Run.objects.filter(pk=copied.pk).exists()
    old.filter(pk=copied.pk).update(ended_at=F("ended_at") - timedelta(days=90))
    services.clean()
    assert [each.pk for each in Run.objects.all()] == [waiting.pk]


def test_a_run_is_shown_to_who_asked_and_to_administrators_of_the_whole(asker: Account) -> None:
    run = services.ask("test.count", {"upto": 1}, asker)
    owner = Account.objects.create(username="owner", is_superuser=True)
    administrator, local, reader = (Account.objects.create(username=each) for each in ("administrator", "local", "r"))
    grant(administrator, Role.ADMINISTRATOR, None, owner)
    grant(local, Role.ADMINISTRATOR, 7, owner)
    grant(reader, Role.READER, None, owner)
    for allowed in (asker, owner, administrator):
        assert selectors.run(run.pk, allowed) == run
    for refused in (local, reader):
        with pytest.raises(RunNotFound):
            selectors.run(run.pk, refused)
        with pytest.raises(RunNotFound):
            services.cancel(run, refused)
    assert list(selectors.all_runs(administrator)) == [run]
    assert list(selectors.all_runs(reader)) == list(selectors.runs_of(reader)) == []
    assert services.cancel(run, administrator).status == Status.CANCELLED


def test_a_run_that_is_not_there_is_refused_like_one_that_may_not_be_seen(asker: Account) -> None:
    with pytest.raises(RunNotFound):
        selectors.run(404, asker)
