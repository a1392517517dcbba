"""The whole site in a browser: a small province, gunicorn, a job worker and Chromium, once for these tests."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.province import ADMINISTRATOR, APPROVER, DRAFTER, PASSWORD, READER, Province, small_province

CHECKOUT = Path(__file__).parents[2]
WIDE, PHONE = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}

_ON_THE_TEST_DATABASE = """
import sys
import django
django.setup()
from django.conf import settings
from django.db import connection
settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = sys.argv[1]
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]  # as tests'
"""
_SITE = f"""{_ON_THE_TEST_DATABASE}
from tinhgon.cli.site_server import SiteServer
ready = lambda: print("ready", flush=True)
SiteServer(bind=sys.argv[2], workers=1, threads=6, with_worker=False, when_ready=ready).run()
"""
_WORKER = f"""{_ON_THE_TEST_DATABASE}
from tinhgon.jobs.worker import work
work()
"""

SignedIn = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The system's Chromium; without one these tests are skipped."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.skip("no chromium, chromium-browser or google-chrome on PATH: the browser tests need one")


@pytest.fixture(scope="package")
def province(chromium_path: str, registry_tables: None, django_db_blocker: Any) -> Iterator[Province]:
    """The province on record for all tests of this folder; what a test enacts stays."""
    from django.db import connection

    from tests.registry.conftest import empty_registry

    with django_db_blocker.unblock():
        empty_registry()
        try:
            made = small_province()
            connection.close()
            yield made
        finally:
            empty_registry()
            connection.close()


@contextmanager
def _process(code: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A process beside this one, ended with it."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tinhgon.settings"}
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments], cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)  # at once, whatever is still open
        try:
            process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


@pytest.fixture(scope="package")
def site(province: Province) -> Iterator[str]:
    """The address of the site, served by gunicorn from the tests' database."""
    from django.db import connection

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    with _process(_SITE, connection.settings_dict["NAME"], address) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready"
        yield f"http://{address}"


@pytest.fixture(scope="package")
def worker(province: Province) -> Iterator[None]:
    """A job worker, for imports and exports."""
    from django.db import connection

    with _process(_WORKER, connection.settings_dict["NAME"]):
        yield


@pytest.fixture(scope="package")
def chromium(site: str, chromium_path: str) -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def sessions(chromium: Browser, site: str) -> dict[str, Any]:
    """The cookies of each account after it signed in through the page."""
    found: dict[str, Any] = {}
    for username in (READER, DRAFTER, APPROVER, ADMINISTRATOR):
        context = chromium.new_context(locale="vi-VN", base_url=site)
        sign_in(context.new_page(), username)
        found[username] = context.storage_state()
        context.close()
    return found


def sign_in(page: Page, username: str) -> None:
    """Sign in as a person does."""
    page.goto("/")
    page.get_by_label("Tên tài khoản").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_load_state()
    assert "/sign-in/" not in page.url, page.inner_text("main")


class Watched(list[str]):
    """What a browser complained about or fetched from elsewhere."""

    def watch(self, context: BrowserContext, site: str) -> None:
        """Note every error of a page, refused resource and request to another host."""
        context.on("console", lambda each: self.append(each.text) if each.type in ("error", "warning") else None)
        context.on("weberror", lambda each: self.append(str(each.error)))
        context.on("request", lambda each: None if self.is_ours(each.url, site) else self.append(each.url))

    @staticmethod
    def is_ours(url: str, site: str) -> bool:
        """Whether an address leads to the site or nowhere."""
        return url.startswith((f"{site}/", "data:", "blob:"))


@pytest.fixture
def complaints() -> Iterator[Watched]:
    """What the browser complains about in a test: nothing, or the test fails."""
    found = Watched()
    yield found
    assert found == []


@pytest.fixture
def opened(chromium: Browser, site: str, sessions: dict[str, Any], complaints: Watched) -> Iterator[SignedIn]:
    """Opens a page of a browser in which an account is signed in: `opened(DRAFTER, language="en")`."""
    contexts: list[BrowserContext] = []

    def open_page(username: str = READER, language: str = "vi", viewport: Any = WIDE, **options: Any) -> Page:
        context = chromium.new_context(
            storage_state=sessions[username], locale=language, viewport=viewport, base_url=site, **options
        )
        context.set_default_timeout(10_000)
        context.add_cookies([{"name": "tinhgon_language", "value": language, "url": site}])
        complaints.watch(context, site)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for each in contexts:
        each.close()
