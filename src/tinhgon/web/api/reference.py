"""The page that lists all routes for programs, made from the same description that programs read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tinhgon.accounts.domain.roles import PERMISSION_NAMES, Permission
from tinhgon.errors import Text
from tinhgon.frame.access import page
from tinhgon.registry.site.moments import timeless

TAGS: Mapping[str, Text] = {
    "meta": Text("Phiên bản và đầu sổ", "Version and ledger head"),
    "areas": Text("Đơn vị hành chính", "Areas"),
    "organizations": Text("Cơ quan, tổ chức", "Organizations"),
    "posts": Text("Chức danh", "Posts"),
    "memberships": Text("Việc giữ chức danh", "Memberships"),
    "quotas": Text("Biên chế", "Quotas"),
    "people": Text("Con người", "People"),
    "decisions": Text("Quyết định", "Decisions"),
    "ledger": Text("Sổ quyết định", "The ledger"),
    "indicators": Text("Chỉ tiêu", "Figures"),
    "law": Text("Phát hiện, bộ quy tắc, số liệu bài báo", "Findings, rulebook, figures of the articles"),
    "records": Text("Tìm, so sánh, xuất", "Search, compare, export"),
    "drafts": Text("Dự thảo", "Drafts"),
    "steps": Text("Trình, duyệt, ban hành", "Submit, approve, enact"),
    "scenarios": Text("Phương án", "Scenarios"),
    "planning": Text("Soạn phương án", "Editing scenarios"),
    "scheming": Text("Quyết định từ phương án, ý kiến, chia sẻ", "Deciding scenarios, remarks, shares"),
}
"""What each group of routes is about, in the order of the page."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that a route takes besides its body."""

    name: str
    place: str
    kind: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Route:
    """One route of the page."""

    name: str
    method: str
    path: str
    summary: Text
    description: str
    permissions: list[Text]
    parameters: list[Parameter]
    body: str


@dataclass(frozen=True, slots=True)
class Group:
    """The routes of one subject."""

    slug: str
    title: Text
    routes: list[Route]


@timeless
@page()
@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Every route by subject: what it does, whom it is for, what it takes."""
    from tinhgon.web.api.urls import api  # the addresses of the API name this page

    description = api.get_openapi_schema(path_prefix=reverse("api:api-root"))
    return render(
        request, "web/api.html", {"groups": groups_of(description), "version": description["info"]["version"]}
    )


def groups_of(description: Mapping[str, Any]) -> list[Group]:
    """The routes that a description tells, by subject."""
    routes: dict[str, list[Route]] = {tag: [] for tag in TAGS}
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            routes[operation["tags"][0]].append(_route(path, method, operation))
    return [Group(tag, title, routes[tag]) for tag, title in TAGS.items()]


def _route(path: str, method: str, operation: Mapping[str, Any]) -> Route:
    body = operation.get("requestBody", {}).get("content", {})
    return Route(
        name=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=Text(**operation["x-summary"]),
        description=operation.get("description", ""),
        permissions=[PERMISSION_NAMES[Permission(each)] for each in operation["x-permissions"]],
        parameters=[_parameter(each) for each in operation["parameters"]],
        body=", ".join(f"{media}: {_kind(each['schema'])}" for media, each in body.items()),
    )


def _parameter(given: Mapping[str, Any]) -> Parameter:
    return Parameter(
        given["name"], given["in"], _kind(given["schema"]), given["required"], given["schema"].get("description", "")
    )


def _kind(schema: Mapping[str, Any]) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return " | ".join(_kind(each) for each in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(each) for each in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    return str(schema.get("format") or schema.get("type") or schema.get("title", ""))
