"""Readers and writers of the site, each in a thread with a connection of its own, as browsers would ask."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from http.client import HTTPConnection, HTTPException, HTTPResponse
from random import Random
from urllib.parse import urlencode

_PATIENCE = 60.0  # seconds for one answer
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Outcome:
    """What all saw together: seconds of each page read and of each decision from draft to ledger, and faults."""

    reads: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def decisions(self) -> int:
        """Decisions that entered the ledger."""
        return len(self.writes)


class Browser:
    """One connection that is kept open, with the cookies of a session."""

    def __init__(self, place: tuple[str, int], session: str) -> None:
        self.place = place
        self.cookies = {"sessionid": session}
        self._connection = HTTPConnection(*place, timeout=_PATIENCE)

    def ask(
        self, method: str, address: str, body: str | None = None, packed: bool = False
    ) -> tuple[HTTPResponse, bytes]:
        """One request and its whole answer; a connection that the server has closed is opened anew, once."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"Accept-Encoding": "br, gzip"} if packed else {}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        try:
            self._connection.request(method, address, body, headers)
            answer = self._connection.getresponse()
        except (ConnectionError, HTTPException):
            self._connection.close()
            self._connection.request(method, address, body, headers)
            answer = self._connection.getresponse()
        for each in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = each.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer, answer.read()

    def fetch(self, address: str, packed: bool = False) -> bytes:
        """A page, wherever it leads. Raises OSError for anything but a page."""
        for _ in range(4):
            answer, content = self.ask("GET", address, packed=packed)
            if answer.status in (301, 302):
                address = str(answer.headers["Location"])
                if "/sign-in/" in address:
                    raise OSError(f"{address}: not signed in")
                continue
            if answer.status != 200:
                raise OSError(f"{address}: {answer.status}")
            return content
        raise OSError(f"{address}: sent round in circles")


class Reader(Browser):
    """Opens page after page, each as it stands now."""

    def __init__(self, place: tuple[str, int], session: str, addresses: list[str], number: int = 0) -> None:
        super().__init__(place, session)
        self.addresses, self.random = addresses, Random(number)

    def act(self, outcome: Outcome) -> None:
        """Read one page."""
        address = self.random.choice(self.addresses)
        begin = time.perf_counter()
        self.fetch(address)
        outcome.reads.append(time.perf_counter() - begin)


class Writer:
    """Two accounts: one drafts a small decision and lays it before the other, who approves and enacts it."""

    def __init__(self, place: tuple[str, int], sessions: tuple[str, str], body: int, number: int) -> None:
        self.drafter, self.approver = (Browser(place, each) for each in sessions)
        self.body, self.number, self.made = body, number, 0

    def act(self, outcome: Outcome) -> None:
        """One decision from draft to ledger."""
        self.made += 1
        begin = time.perf_counter()
        where = self._post(self.drafter, "/quyet-dinh/", "/quyet-dinh/moi/", {})
        draft = where.partition("sua/")[0]
        day = date.today().isoformat()  # noqa: DTZ011 a day of this machine will do
        number = f"{self.number}.{self.made}.{time.time_ns()}/ĐO"
        particulars = {"number": number, "kind": "quyết định", "issuer": "Đo", "subject": "Giao biên chế để đo"}
        days = {"signed_on": day, "effective_on": day}
        self._post(self.drafter, f"{draft}sua/", f"{draft}sua/", particulars | days)
        ceiling = {
            "organization": f"#{self.body}",
            "establishment_class": "contract",
            "funding": number,
            "amount": "1",
        }
        self._post(self.drafter, f"{draft}sua/", f"{draft}them/?verb=set_quota", ceiling)
        for browser, step in ((self.drafter, "trinh"), (self.approver, "duyet"), (self.approver, "ban-hanh")):
            self._post(browser, f"{draft}{step}/", f"{draft}{step}/", {})
        outcome.writes.append(time.perf_counter() - begin)

    def _post(self, browser: Browser, page: str, address: str, values: dict[str, str]) -> str:
        """Open a page and send a form of it; where that leads. Raises OSError unless it is taken."""
        token = _TOKEN.search(browser.fetch(page).decode())
        if token is None:
            raise OSError(f"{page}: no form to send")
        answer, _ = browser.ask("POST", address, urlencode({"csrfmiddlewaretoken": token[1], **values}))
        if answer.status != 302:
            raise OSError(f"{address}: {answer.status}")
        return str(answer.headers["Location"])


def run(visitors: Sequence[Reader | Writer], seconds: float) -> Outcome:
    """Let all act at once, over and over, for some time; each ends what it has begun."""
    outcome, end = Outcome(), time.monotonic() + seconds

    def visit(visitor: Reader | Writer) -> None:
        while time.monotonic() < end:
            try:
                visitor.act(outcome)
            except (OSError, HTTPException) as error:
                outcome.faults.append(f"{type(visitor).__name__}: {error}")

    threads = [threading.Thread(target=visit, args=(each,)) for each in visitors]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return outcome
