"""The moment of a request: `on` and `known` of its address, checked and completed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from tinhgon.accounts.access import today
from tinhgon.errors import Text, TinhGonError
from tinhgon.frame.domain.moment import Moment
from tinhgon.frame.domain.numbers import whole
from tinhgon.frame.faults import fault_page
from tinhgon.registry.models import LedgerEntry
from tinhgon.temporal import Period

SHOWABLE = Period(date(1800, 1, 1), date(2200, 1, 1))
"""The days that pages show: each has days before and after it, in every calendar and spreadsheet."""


class UnknownMoment(TinhGonError):
    """An address whose `on` or `known` cannot be understood."""

    code = "unknown_moment"


class MomentMiddleware:
    """Puts `request.moment` on every request and completes the address of pages that lack a moment.

    So every address in the browser carries `on` and `known` and shows the same when opened again. Parts
    of pages, files, actions and routes for programs are taken as they come. Views marked `timeless` have no
    moment in their address.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer at the moment asked for."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """Read the moment; the page of an error, or the complete address, where it is not to be read."""
        if not request.user.is_authenticated or getattr(view, "permissions", None) is None:
            return None
        try:
            moment = read(request.GET.get("on"), request.GET.get("known"))
        except TinhGonError as error:
            request.moment = read(None, None)  # type: ignore[attr-defined]
            return fault_page(request, error, 400)
        request.moment = moment  # type: ignore[attr-defined]
        if _to_be_completed(request, view):
            query = request.GET.copy()
            for key, value in moment.parameters.items():
                query[key] = value
            return HttpResponseRedirect(f"{request.path}?{query.urlencode()}")
        return None


def _to_be_completed(request: HttpRequest, view: object) -> bool:
    whole_page = request.method == "GET" and not request.headers.get("HX-Request")
    lacking = not (request.GET.get("on") and whole(request.GET.get("known", "")) is not None)
    return whole_page and lacking and not getattr(view, "timeless", False)


def timeless(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view shows no moment: sign-in, accounts, runs, files, routes for programs."""
    view.timeless = True  # type: ignore[attr-defined]
    return view


def moment_of(request: HttpRequest) -> Moment:
    """The moment of a request."""
    return request.moment  # type: ignore[attr-defined, no-any-return]


def read(on: str | None, known: str | None) -> Moment:
    """The moment that an address names; missing parts are today and now. Raises UnknownMoment.

    `on` is a day, 2019-06-01 or 01/06/2019; `known` the number of a ledger entry.
    """
    now = today()
    newest = LedgerEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    seq = newest if not known else _entry(known, newest)
    shown = now if not on else read_day(on, "on")
    return Moment(shown, seq, _recorded(seq, newest), now, newest)


def _recorded(seq: int, newest: int) -> datetime | None:
    if seq == newest:
        return None
    return LedgerEntry.objects.values_list("recorded_at", flat=True).get(seq=seq)


def _entry(text: str, newest: int) -> int:
    number = whole(text.removeprefix("#"))
    if number is not None and (1 <= number <= newest or number == newest):
        return number
    raise UnknownMoment(
        Text(f"Sổ không có mục «{text}»", f"The ledger has no entry {text!r}"),
        where=f"known={text}",
        mend=Text(f"Chọn một số từ 1 đến {newest}, hoặc bỏ trống.", f"Choose 1 to {newest}, or leave it out."),
    )


def read_day(text: str, parameter: str) -> date:
    """A day of an address, 2019-06-01 or 01/06/2019, that pages can look around. Raises UnknownMoment."""
    parts = text.strip().split("/")
    try:
        day = date(int(parts[2]), int(parts[1]), int(parts[0])) if len(parts) == 3 else date.fromisoformat(text.strip())
    except (ValueError, OverflowError):
        raise UnknownMoment(
            Text(f"«{text}» không phải là ngày", f"{text!r} is not a date"),
            where=f"{parameter}={text}",
            mend=Text("Viết 01/06/2019 hoặc 2019-06-01.", "Write 2019-06-01 or 01/06/2019 (day/month/year)."),
        ) from None
    if day not in SHOWABLE:
        raise UnknownMoment(
            Text(f"Không xem được ngày {day:%d/%m/%Y}", f"The day {day.isoformat()} cannot be shown"),
            where=f"{parameter}={text}",
            mend=Text("Chọn một ngày từ 01/01/1800 đến 31/12/2199.", "Choose a day from 1800-01-01 to 2199-12-31."),
        )
    return day
