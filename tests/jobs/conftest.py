"""Accounts that ask for jobs, workers in this process and in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.jobs import sample
from tinhgon.accounts.models import Account
from tinhgon.jobs import services
from tinhgon.jobs.models import Run
from tinhgon.jobs.worker import work

_CODE = """
import sys
import django
django.setup()
from django.conf import settings
from django.db import connection
settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = sys.argv[1]
import tests.jobs.sample
from tinhgon.jobs.worker import work
work(2, wait=False)
"""

Worker = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture
def asker(registry_db: None) -> Account:
    """Somebody who asks for jobs."""
    return Account.objects.create(username="asker")


@pytest.fixture
def performed(asker: Account) -> Callable[..., Run]:
    """Asks for a job, lets a worker empty the queue, and gives the run as it then is."""
    assert sample

    def perform(name: str, **arguments: object) -> Run:
        run = services.ask(name, arguments, asker)
        work(wait=False)
        run.refresh_from_db()
        return run

    return perform


@pytest.fixture
def worker(registry_db: None) -> Iterator[Worker]:
    """Starts a worker in a process of its own; it ends when the queue is empty."""
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", _CODE, connection.settings_dict["NAME"]],
            cwd=Path(__file__).parents[2],
            env={"DJANGO_SETTINGS_MODULE": "tinhgon.settings", **os.environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
