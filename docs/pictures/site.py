"""Take the pictures of the site: the demonstration in Chromium. Run beside `tinhgon demo`, with its password.

Needs Debian's package chromium. The day shown is fixed, so that the pictures change only when the pages do.

    TINHGON_DEMO_PASSWORD=… tinhgon demo &
    .venv/bin/python docs/pictures/site.py [ADDRESS]
"""

from __future__ import annotations

import os
import shutil
import sys
import zlib
from pathlib import Path
from struct import pack, unpack

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent / "site"
SITE = "http://127.0.0.1:8000"
WINDOW = {"width": 1280, "height": 840}
DAY = "on=2020-12-15"
SHOWN = {
    "overview": f"/tong-quan/?{DAY}",
    "chart": f"/bo-may/so-do/?{DAY}",
    "map": f"/dia-gioi/?{DAY}",
    "organization": "",
    "decision": "",
    "articles": f"/chi-tieu/bai-bao/?{DAY}",
}
"""Where each picture is taken; those without an address are found by searching for `SOUGHT`."""

SOUGHT = {"organization": "Sở Nội vụ", "decision": "837/NQ-UBTVQH14"}
MOST = 200_000  # bytes of a picture


def main() -> None:
    """Take every picture."""
    site = sys.argv[1] if len(sys.argv) > 1 else SITE
    HERE.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport=WINDOW, locale="vi-VN", base_url=site, reduced_motion="reduce")
        sign_in(page)
        for name, address in SHOWN.items():
            page.goto(address or found(page, SOUGHT[name]))
            page.wait_for_load_state("networkidle")
            if name == "map":
                page.locator("figure[data-chart=map]").evaluate("map => map.scrollIntoView({block: 'end'})")
            path = HERE / f"{name}.png"
            page.screenshot(path=path)
            path.write_bytes(packed(path.read_bytes()))
            print(path.name, path.stat().st_size)
            if path.stat().st_size > MOST:
                raise SystemExit(f"{path.name} is larger than {MOST} bytes")
        browser.close()


def sign_in(page: Page) -> None:
    """Sign in as the demonstration's drafter."""
    page.goto("/")
    page.get_by_label("Tên tài khoản").fill("soan-thao")
    page.get_by_label("Mật khẩu").fill(os.environ["TINHGON_DEMO_PASSWORD"])
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_load_state()


def found(page: Page, name: str) -> str:
    """The address of the first thing found under a name."""
    page.goto(f"/tim/?{DAY}&q={name}")
    return str(page.locator("#main a", has_text=name).first.get_attribute("href"))


def packed(png: bytes) -> bytes:
    """The same picture, its pixels compressed as well as zlib can."""
    chunks, place, pixels = [], 8, b""
    while place < len(png):
        (size,) = unpack(">I", png[place : place + 4])
        kind, content = png[place + 4 : place + 8], png[place + 8 : place + 8 + size]
        place += size + 12
        if kind == b"IDAT":
            pixels += content
        else:
            chunks.append((kind, content))
    chunks.insert(-1, (b"IDAT", zlib.compress(zlib.decompress(pixels), 9)))
    return png[:8] + b"".join(
        pack(">I", len(content)) + kind + content + pack(">I", zlib.crc32(kind + content)) for kind, content in chunks
    )


if __name__ == "__main__":
    main()
