"""Editing a scenario in the browser: from sending an edit until the answer is painted, and panning the chart.

The site runs as it is served, with two workers; Chromium shares the machine with it. Edits are made with the
keyboard, as a person would: find a body, rename it, and now and then take it back.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import connection
from playwright.sync_api import Page, sync_playwright

from bench.figures import Figure, spread
from bench.scenarios import loaded
from bench.site import account_with, home_province, served, session_of
from bench.stage import Stage
from tinhgon.accounts.domain.roles import Role
from tinhgon.accounts.models import Account
from tinhgon.registry.models import LedgerEntry
from tinhgon.scenarios import services
from tinhgon.scenarios.domain.plan import Base
from tinhgon.scenarios.models import Scenario

BASE, EFFECTIVE = date(2025, 12, 1), date(2026, 1, 1)
EDITS = 60
BROWSER = os.environ.get("TINHGON_CHROMIUM", "/usr/bin/chromium")
_ENTRIES = "performance.getEntriesByName('tg-edit').map(each => [each.duration, each.detail.server])"
_PANNING = """async () => {
  const stage = document.querySelector('.tg-editor-stage'), times = [];
  const box = stage.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
  const send = (type, dx) => stage.dispatchEvent(new WheelEvent(type, {deltaX: dx, deltaY: dx, bubbles: true,
    cancelable: true, clientX: x, clientY: y}));
  let last = performance.now();
  for (let n = 0; n < 60; n++) {
    send('wheel', n % 2 ? 40 : -30);
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    times.push((now - last) / 1000);
    last = now;
  }
  return times;
}"""


def measure(stage: Stage) -> None:
    """Load what lacks, then edit in a browser."""
    loaded(stage)
    province = home_province()
    drafter = account_with("bench-editor", Role.DRAFTER, province)
    scenario = _scenario(province, drafter)
    session = session_of(drafter)
    connection.close()
    with served() as (host, port), _page(f"http://{host}:{port}", session) as page:
        page.goto(f"/phuong-an/{scenario.pk}/sua/")
        page.wait_for_selector('#tg-editor:not([aria-busy="true"])')
        for number in range(EDITS):
            _rename(page, number)
        found = page.evaluate(_ENTRIES)
        edits = spread([whole / 1000 for whole, _ in found])
        server = spread([answered / 1000 for _, answered in found])
        stage.add(Figure("edit in the browser until painted, median", edits["median"], "s", 0.2, None, edits))
        stage.add(Figure("edit in the browser until painted, p95", edits["p95"], "s", 0.5, None, edits))
        stage.add(Figure("its answer from the server, median", server["median"], "s", None, None, server))
        frames = spread(page.evaluate(_PANNING))
        boxes = page.locator(".tg-org-count").inner_text()
        stage.add(Figure("a frame while the chart is moved, median", frames["median"], "s", 1 / 30, None, frames))
        stage.notes.append(boxes)


def _scenario(province: int, owner: Account) -> Scenario:
    base = Base(on=BASE, seq=LedgerEntry.objects.order_by("-seq")[0].seq)
    return services.new_scenario("Đo trong trình duyệt", owner, base, EFFECTIVE, under=province)


@contextmanager
def _page(address: str, session: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        context = chromium.new_context(base_url=address, viewport={"width": 1440, "height": 900}, bypass_csp=True)
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        yield context.new_page()
        chromium.close()


def _rename(page: Page, number: int) -> None:
    """Find rooms, rename one with F2, and wait until that is shown."""
    done = len(page.evaluate(_ENTRIES))
    page.locator("#tg-find").fill("phong")
    rows: Any = page.locator(".tg-outline-row:not([data-mark]):not([data-area])")
    rows.nth(4).click()
    page.keyboard.press("F2")
    dialog = page.locator("dialog.tg-dialog-edit")
    dialog.locator("[name=name]").fill(f"Phòng đo {number}")
    dialog.locator("[type=submit]").click()
    page.wait_for_function(f"performance.getEntriesByName('tg-edit').length > {done}")
    page.locator("#tg-find").fill("")
