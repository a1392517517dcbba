"""The API as a whole: how answers are written, and the description of all routes that programs read."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from tinhgon.registry.domain.changes import Change

_CHANGE = "#/components/schemas/Change"


class Plain(JSONRenderer):
    """JSON in which Vietnamese can be read."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        """The answer in UTF-8. What is no text, such as half a surrogate pair quoted in an error, is replaced."""
        return str(super().render(request, data, response_status=response_status)).encode("utf-8", "replace")


class Site(NinjaAPI):
    """The API; it keeps the response under way on the request, for headers that are set before the view returns."""

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:
        """The response that the answer will be written into. What one account may see is for no other's cache."""
        response = super().create_temporal_response(request)
        response["Cache-Control"] = "private, no-cache"
        response["Vary"] = "Authorization, Cookie"
        request.response = response  # type: ignore[attr-defined]
        return response

    def get_openapi_schema(self, **given: Any) -> Any:
        """The description of all routes, with the schema of each verb of a change."""
        found = super().get_openapi_schema(**given)
        faults: dict[str, Any] = {}
        for methods in found["paths"].values():
            for operation in methods.values():
                for each in operation["parameters"]:
                    _without_null(each["schema"])
                for status in [each for each in operation["responses"] if each >= HTTPStatus.BAD_REQUEST]:
                    faults[f"Fault{status}"] = operation["responses"][status]
                    operation["responses"][status] = {"$ref": f"#/components/responses/Fault{status}"}
        found["components"]["responses"] = faults
        found["components"]["schemas"] |= _verbs()
        found["components"]["schemas"] = _with_changes(found["components"]["schemas"])
        return found


def _without_null(schema: dict[str, Any]) -> None:
    """A parameter of an address is left out rather than null."""
    kinds = [each for each in schema.pop("anyOf", []) if each != {"type": "null"}]
    if len(kinds) == 1:
        schema.update(kinds[0])
    elif kinds:
        schema["anyOf"] = kinds
    if schema.get("default", "") is None:
        del schema["default"]


def _verbs() -> dict[str, Any]:
    """The schema of a change, and of what its verbs are made of."""
    (change,), parts = msgspec.json.schema_components([Change], ref_template=f"{_CHANGE}{{name}}")
    return {"Change": change, **{f"Change{name}": each for name, each in parts.items()}}


def _with_changes(value: Any) -> Any:
    """With the schema of a change wherever a draft says that it holds one."""
    if isinstance(value, list):
        return [_with_changes(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value.get("x-ref") == "Change":
        return {"$ref": _CHANGE}
    return {key: _with_changes(each) for key, each in value.items()}
