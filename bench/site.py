"""The site: every page's time on the server, the overview's figures, many readers and writers at once, first load."""

from __future__ import annotations

import functools
import gc
import gzip
import math
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, reset_queries
from django.test import Client

from bench import naive
from bench.figures import Figure, spread, timed
from bench.site_load import Outcome, Reader, Writer, run
from bench.stage import Stage, teller
from tinhgon.accounts import services as accounts
from tinhgon.accounts.domain.roles import Role
from tinhgon.accounts.models import Account, system_account
from tinhgon.demo import nation
from tinhgon.demo.domain.quang_ninh.writer import KEYS
from tinhgon.demo.services import load
from tinhgon.frame.kept import Kept
from tinhgon.registry.domain.ledger import GENESIS
from tinhgon.registry.models import AreaState, Decision, LedgerEntry, MembershipState, OrganizationState, PostState
from tinhgon.rulebook.loading import load_rulebook

WARM = 9  # times each page is asked for again
READERS, WRITERS = 50, 5
TODAY = date(2020, 12, 15)
"""The day that the pages show: the demonstration's province still has its three tiers."""

_ORDER = {"overview": "/tong-quan/", "its figures": "/tong-quan/so-lieu/", "its trends": "/tong-quan/so-lieu/?trends=1"}


def measure(stage: Stage) -> None:
    """Load what lacks, then the pages, the overview against the naive way, the load, the bytes."""
    _load(stage)
    province = home_province()
    reader = account_with("bench-reader", Role.READER, province)
    addresses = _addresses(province)
    target = 1.0 if stage.record == "nation" else 0.3
    _pages(stage, reader, addresses, target)
    _figures(stage, reader, province)
    with served() as place:
        _first_load(stage, reader, place)
        _under_load(stage, reader, province, place, addresses)


def _load(stage: Stage) -> None:
    if Decision.objects.exists():
        stage.notes.append("the record of an earlier run is used again")
    elif stage.record == "nation":
        _, seconds = timed(lambda: nation.generate(stage.scale, 20, 1, 1.0, teller()))
        stage.notes.append(f"nation at {stage.scale:g} generated in {seconds:.0f} s")
    else:
        _, seconds = timed(load)
        stage.add(Figure("demonstration of Quảng Ninh loaded", seconds, "s", 60))


def home_province() -> int:
    """The province of the demonstration, or the first of the nation."""
    rows = AreaState.objects.filter(level="province", recorded__upper_inf=True, valid__contains=TODAY)
    return int(rows.order_by("object_id").values_list("object_id", flat=True)[0])


def account_with(username: str, role: Role, scope: int) -> Account:
    by = system_account("bench-accounts", "Đo: tài khoản")
    found: Account | None = Account.objects.filter(username=username).first()
    if found is None:
        found = accounts.make(username, by, last_name=username)
        accounts.give(found, role, scope, by)
    return found


def _addresses(province: int) -> dict[str, str]:
    """An address of every page that shows the record, by name."""
    body = _body(province)
    stands = {"recorded__upper_inf": True, "valid__contains": TODAY}
    posts = PostState.objects.filter(organization_id=body, **stands).order_by("object_id")
    post = posts.values_list("object_id", flat=True)[0]
    held = MembershipState.objects.filter(post_id=post, **stands)
    holder = held.order_by("object_id").values_list("person_id", flat=True)[0]
    largest = Decision.objects.filter(ledger_entry__isnull=False).order_by("-effective_on", "-id")[0].pk
    below = AreaState.objects.filter(parent_id=province, recorded__upper_inf=True, valid__contains=TODAY)[0].object_id
    found = {
        **_ORDER,
        "map of the overview": "/chi-tieu/secretary_is_committee_chair.commune/ban-do/?by=commune",
        "figures": "/chi-tieu/",
        "a figure": "/chi-tieu/secretary_is_committee_chair.commune/",
        "its trend": "/chi-tieu/secretary_is_committee_chair.commune/xu-huong/",
        "findings": "/chi-tieu/phat-hien/",
        "rulebook": "/chi-tieu/quy-tac/",
        "apparatus, tree": "/bo-may/",
        "apparatus, list": "/bo-may/?view=list",
        "apparatus, chart": "/bo-may/so-do/",
        "a body": f"/co-quan/{body}/",
        "a post": f"/chuc-danh/{post}/",
        "people": "/con-nguoi/",
        "a person": f"/con-nguoi/{holder}/",
        "territory": "/dia-gioi/",
        "an area": f"/dia-gioi/{below}/",
        "search": "/tim/?q=so+noi+vu",
        "comparison of two days": "/so-sanh/?start=2019-12-31&end=2020-12-15",
        "course": "/xem-dien-bien/",
        "decisions": "/quyet-dinh/",
        "a decision": f"/quyet-dinh/{largest}/",
        "ledger": "/so-quyet-dinh/",
        "import and export": "/trao-doi/",
    }
    if Decision.objects.filter(key__startswith=KEYS).exists():
        found["figures of the articles"] = "/chi-tieu/bai-bao/"
    return {name: f"{each}{'&' if '?' in each else '?'}on={TODAY}&under={province}" for name, each in found.items()}


def _body(province: int) -> int:
    """A body of the province that has posts, the first by number."""
    bodies = OrganizationState.objects.filter(
        area_id=province, parent__isnull=True, recorded__upper_inf=True, valid__contains=TODAY
    ).values("object_id")
    posts = PostState.objects.filter(organization_id__in=bodies, recorded__upper_inf=True, valid__contains=TODAY)
    return int(posts.order_by("organization_id").values_list("organization_id", flat=True)[0])


def _pages(stage: Stage, reader: Account, addresses: dict[str, str], target: float) -> None:
    """Each page first with nothing kept in the process, then again and again."""
    browser, head = _browser(reader), LedgerEntry.objects.count()
    every_warm: list[float] = []
    every_cold: list[float] = []
    for name, address in addresses.items():
        asked = f"{address}&known={head}"
        forget()
        first = _seconds(browser, asked)
        warm = spread([_seconds(browser, asked) for _ in range(WARM)])
        settings.DEBUG = True
        reset_queries()
        _seconds(browser, asked)
        queries = len(connection.queries)
        settings.DEBUG = False
        detail = warm | {"first": first, "queries": queries}
        stage.add(Figure(f"page: {name}, median", warm["median"], "s", target, first, detail))
        every_warm.append(warm["median"])
        every_cold.append(first)
    slowest = {"slowest again": max(every_warm), "slowest first": max(every_cold)}
    stage.add(Figure("pages: median of all, again", statistics.median(every_warm), "s", target, None, slowest))
    stage.add(Figure("pages: median of all, first", statistics.median(every_cold), "s", None, None, slowest))


def _seconds(browser: Client, address: str) -> float:
    """The time of one answer, which must be a page."""
    begin = time.perf_counter()
    answer = browser.get(address, headers={"host": "localhost"})
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    b"".join(answer) if answer.streaming else answer.content
    return time.perf_counter() - begin


def forget() -> None:
    """Empty every cache of the program in this process but the rulebook, which the site reads as it starts."""
    for each in gc.get_objects():
        # By exact type: asking a lazy object of Django's for its class would evaluate it.
        if type(each) is functools._lru_cache_wrapper and (each.__module__ or "").startswith("tinhgon."):
            each.cache_clear()
        elif type(each) is Kept:
            each.clear_kept()
    load_rulebook()


def _browser(account: Account) -> Client:
    browser = Client(headers={"accept-language": "vi"})
    browser.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return browser


def _figures(stage: Stage, reader: Account, province: int) -> None:
    """The overview's figures with nothing kept, against walking the same objects with the ORM."""
    browser, head = _browser(reader), LedgerEntry.objects.count()
    address = f"/tong-quan/so-lieu/?on={TODAY}&under={province}&known={head}"
    first = []
    for _ in range(5):
        forget()
        first.append(_seconds(browser, address))
    counts, slow = timed(lambda: naive.province_snapshot(province, TODAY, None))
    detail = spread(first) | {"objects": sum(counts.values())}
    stage.add(Figure("overview's figures of the province, first", statistics.median(first), "s", 1.0, slow, detail))


@contextmanager
def served() -> Iterator[tuple[str, int]]:
    """The site in processes of its own: gunicorn with two workers, as `tinhgon serve` starts it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        place = probe.getsockname()
    code = "from tinhgon.cli.main import run; run()"
    command = [sys.executable, "-P", "-c", code, "serve", "--port", str(place[1]), "--workers", "2", "--no-worker"]
    with subprocess.Popen(command, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            assert process.stdout is not None
            if not process.stdout.readline():
                raise RuntimeError("the site did not start")
            yield place
        finally:
            process.terminate()


def session_of(account: Account) -> str:
    """The key of a session in which an account is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def _first_load(stage: Stage, reader: Account, place: tuple[str, int]) -> None:
    """Bytes a browser fetches with the first page: the page, packed, and what it names, packed as it is served."""
    client = Reader(place, session_of(reader), [])
    page = client.fetch(f"/tong-quan/?on={TODAY}&known={LedgerEntry.objects.count()}")
    named = sorted(set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page.decode())))
    sizes = {urlsplit(each).path: len(client.fetch(each, packed=True)) for each in named}
    whole = len(gzip.compress(page)) + sum(sizes.values())
    stage.add(Figure("first page: bytes without fonts", whole / 1e3, "kB", 1000, None, {"page": len(page), **sizes}))


def _under_load(
    stage: Stage, reader: Account, province: int, place: tuple[str, int], addresses: dict[str, str]
) -> None:
    """Readers who open page after page, and writers whose decisions pass both signatures meanwhile."""
    drafter = account_with("bench-drafter-site", Role.DRAFTER, province)
    approver = account_with("bench-approver-site", Role.APPROVER, province)
    body = _body(province)
    before = LedgerEntry.objects.count()
    connection.close()
    readers = [Reader(place, session_of(reader), list(addresses.values()), each) for each in range(READERS)]
    writers = [Writer(place, (session_of(drafter), session_of(approver)), body, each) for each in range(WRITERS)]
    connection.close()
    outcome = run([*readers, *writers], stage.seconds)
    enacted = LedgerEntry.objects.count() - before
    if enacted != outcome.decisions:
        raise RuntimeError(f"{outcome.decisions} decisions reported enacted, {enacted} in the ledger")
    _report(stage, outcome)
    if LedgerEntry.objects.order_by("seq").values_list("previous", flat=True)[0] != GENESIS:
        raise RuntimeError("the chain does not begin at its beginning")


def _report(stage: Stage, outcome: Outcome) -> None:
    name = f"{READERS} readers, {WRITERS} writers, {stage.seconds:.0f} s"
    ordered = sorted(outcome.reads)
    p95 = ordered[math.ceil(0.95 * len(ordered)) - 1]
    detail = spread(ordered) | {
        "reads a second": len(ordered) / stage.seconds,
        "decisions enacted": outcome.decisions,
        "faults": outcome.faults[:20],
    }
    stage.add(Figure(f"{name}: errors", len(outcome.faults), "", 0, None, detail))
    stage.add(Figure(f"{name}: pages a second", len(ordered) / stage.seconds, "/s", None, None, detail))
    stage.add(Figure(f"{name}: page, median", statistics.median(ordered), "s", None, None, detail))
    stage.add(Figure(f"{name}: page, p95", p95, "s", None, None, detail))
    if outcome.writes:
        whole = spread(outcome.writes)
        stage.add(Figure(f"{name}: draft to enactment, median", whole["median"], "s", None, None, whole))
        stage.add(Figure(f"{name}: decisions enacted", outcome.decisions, "", None, None, whole))
