"""Whether this process lives, and whether the site can serve: for load balancers and watchers."""

from __future__ import annotations

from collections.abc import Callable

from django.db import Error
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tinhgon import schema
from tinhgon.deployment import missing_assets
from tinhgon.errors import TinhGonError
from tinhgon.frame.access import public
from tinhgon.jobs.selectors import workers_alive


@public
@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is looked at."""
    return JsonResponse({"alive": True})


@public
@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Whether each thing the site needs is there, by name only; status 503 unless all are."""
    found = {name: _holds(check) for name, check in _CHECKS.items()}
    return JsonResponse({"ready": all(found.values()), "checks": found}, status=200 if all(found.values()) else 503)


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (Error, TinhGonError):  # what went wrong is for `tinhgon doctor`, not for whoever asks
        return False


def _database() -> bool:
    schema.applied()
    return True


def _migrations() -> bool:
    return schema.on_disk() <= schema.applied()


_CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "migrations": _migrations,
    "assets": lambda: not missing_assets(),
    "worker": lambda: workers_alive() > 0,
}
