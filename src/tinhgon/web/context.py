"""What the layout of every page needs: places the role may use, the moment shown, the language."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import standing_of
from tinhgon.frame.languages import current


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation; `of` are the beginnings of the route names it stands for."""

    route: str
    title: Text
    icon: str
    permission: Permission
    of: tuple[str, ...]


PLACES = (
    Place("dashboard", Text("Tổng quan", "Overview"), "layout-dashboard", Permission.READ, ("dashboard",)),
    Place("apparatus", Text("Bộ máy", "Apparatus"), "sitemap", Permission.READ, ("apparatus", "organization", "post")),
    Place("territory", Text("Địa giới", "Territory"), "map-2", Permission.READ, ("territory", "area")),
    Place("people", Text("Con người", "People"), "users", Permission.READ, ("people", "person")),
    Place("scenarios", Text("Phương án", "Scenarios"), "git-branch", Permission.READ, ("scenario",)),
    Place(
        "decisions",
        Text("Quyết định", "Decisions"),
        "certificate",
        Permission.READ,
        ("decision", "ledger", "compare", "play"),
    ),
    Place("figures", Text("Chỉ tiêu", "Figures"), "chart-bar", Permission.READ, ("figure", "seeds", "findings")),
    Place(
        "exchange",
        Text("Trao đổi dữ liệu", "Import and export"),
        "arrows-exchange",
        Permission.EXPORT,
        ("exchange", "import", "export", "runs", "run"),
    ),
    Place("accounts", Text("Tài khoản", "Accounts"), "user-shield", Permission.ADMINISTER, ("accounts", "account-")),
    Place("looks", Text("Nhật ký xem", "Look log"), "eye", Permission.AUDIT, ("looks",)),
)


def frame(request: HttpRequest) -> dict[str, object]:
    """Variables of the layout."""
    moment = getattr(request, "moment", None)
    return {"moment": moment, "language": current(), "places": _places(request) if moment else []}


def _places(request: HttpRequest) -> list[dict[str, object]]:
    standing = standing_of(request)
    route = request.resolver_match.view_name if request.resolver_match else ""
    moment = request.moment  # type: ignore[attr-defined]
    found = []
    for each in PLACES:
        if not standing.may(each.permission):
            continue
        try:
            path = reverse(each.route)
        except NoReverseMatch:
            continue
        under = request.GET.get("under")
        address = path if moment.is_present and not under else moment.address(path, under=under)
        found.append({"title": each.title, "icon": each.icon, "address": address, "here": route.startswith(each.of)})
    return found
