"""Reading what pages say: addresses at a moment, the words of a page, files."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

from django.http import HttpResponse


def at(path: str, day: date, known: int = 2, **more: object) -> str:
    """An address at a moment."""
    given = "".join(f"&{key}={value}" for key, value in more.items())
    return f"{path}?on={day.isoformat()}&known={known}{given}"


def text(response: HttpResponse) -> str:
    """The words of a page without its marks."""
    page = re.sub(r"(?s)<(script|style).*?</\1>", " ", response.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("&nbsp;", " ").split())


def links(response: HttpResponse) -> list[str]:
    """The addresses of a page."""
    return [
        each.replace("&amp;", "&") for each in re.findall(r'(?:href|data-src)="([^"]+)"', response.content.decode())
    ]


def lines(response: HttpResponse) -> list[dict[str, str]]:
    """The rows of a CSV file by the heads of its columns."""
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
