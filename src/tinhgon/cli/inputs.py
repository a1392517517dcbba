"""What people type: days, moments, levels, and the options that every read shares."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from tinhgon import settings
from tinhgon.errors import Text, TinhGonError
from tinhgon.registry.domain.vocabulary import LEVELS

HERE = ZoneInfo(settings.TIME_ZONE)
"""The time zone in which days and moments are typed and shown."""


class UsageFault(TinhGonError):
    """A command line that cannot be understood: exit code 2."""

    code = "usage"


On = Annotated[
    str | None,
    typer.Option("--on", metavar="DATE", help="Có hiệu lực ngày (mặc định: hôm nay) / Valid on (default: today)"),
]
Known = Annotated[
    str | None,
    typer.Option(
        "--known",
        metavar="MOMENT",
        help="Theo hồ sơ tại thời điểm: ngày, ISO, hoặc #SỐ trong sổ (mặc định: hiện nay)"
        " / As known at: a date, ISO moment, or ledger #N (default: now)",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Kết quả dạng JSON / As JSON")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Kết quả dạng CSV / As CSV")]
Named = Annotated[
    str,
    typer.Argument(
        metavar="CODE|ID",
        help="Mã (03007), cấp:mã (commune:03007) hoặc số (#123) / Code, level:code or number (#123)",
    ),
]
Under = Annotated[
    str | None,
    typer.Option("--under", metavar="CODE|ID", help="Đơn vị này và mọi đơn vị bên dưới / It and all below it"),
]
AtLevel = Annotated[
    str | None,
    typer.Option("--level", metavar="LEVEL", help="province, district, commune, village"),
]

_VIETNAMESE_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def today() -> date:
    """Today, here."""
    return datetime.now(HERE).date()


def day_of(text: str | None, option: str = "--on") -> date:
    """A day typed as 2019-06-01 or 01/06/2019; None is today. Raises UsageFault."""
    if text is None:
        return today()
    try:
        return _day(text)
    except ValueError:
        raise UsageFault(
            Text(f"«{text}» không phải là ngày.", f"{text!r} is not a date."),
            where=option,
            mend=Text("Viết 01/06/2019 hoặc 2019-06-01.", "Write 2019-06-01 or 01/06/2019 (day/month/year)."),
        ) from None


def moment_of(text: str | None) -> datetime | None:
    """A moment typed as a date (its end, here), an ISO moment or `#N` (just after ledger entry N).

    None is now. The registry must be open for `#N`. Raises UsageFault.
    """
    if text is None:
        return None
    if text.startswith("#") and text[1:].isdigit():
        from tinhgon.registry import selectors

        return selectors.recorded_at(int(text[1:]))
    try:
        day = _day(text)
    except ValueError:
        return _moment(text)
    return datetime.combine(day, time.max, HERE)


def level_of(text: str | None) -> str | None:
    """A level by its name. Raises UsageFault."""
    if text is None or text in LEVELS:
        return text
    allowed = ", ".join(LEVELS)
    raise UsageFault(
        Text(f"Không có cấp «{text}».", f"There is no level {text!r}."),
        where="--level",
        mend=Text(f"Chọn một trong: {allowed}.", f"Choose one of: {allowed}."),
    )


def _day(text: str) -> date:
    parts = _VIETNAMESE_DAY.fullmatch(text.strip())
    if parts is None:
        return date.fromisoformat(text.strip())
    day, month, year = map(int, parts.groups())
    return date(year, month, day)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UsageFault(
            Text(f"«{text}» không phải là thời điểm.", f"{text!r} is not a moment."),
            where="--known",
            mend=Text(
                "Viết 01/06/2019 (hết ngày), 2019-06-01T08:30 (giờ Việt Nam) hoặc #12 (ngay sau mục 12 của sổ).",
                "Write 2019-06-01 (the end of that day), 2019-06-01T08:30 (Vietnam time)"
                " or #12 (just after ledger entry 12).",
            ),
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=HERE)
