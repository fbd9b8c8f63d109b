"""What a programmer reads: the list of operations as a page, and the same as OpenAPI."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from arcs.web.site.api import api

ROOT = "/api/"


@dataclass(frozen=True, kw_only=True)
class Told:
    """One operation for a reader: how it is asked, what it needs, what it answers."""

    method: str
    path: str
    summary: str
    description: str
    scopes: tuple[str, ...]
    parameters: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Group:
    """The operations of one room."""

    name: str
    operations: tuple[Told, ...]


@cache
def description() -> dict[str, Any]:
    """The whole interface as OpenAPI 3.1; the same for everybody, so it is made once in a process."""
    return dict(api.get_openapi_schema(path_prefix=ROOT))


@cache
def groups() -> tuple[Group, ...]:
    """The operations by room, in the order of their paths."""
    told: dict[str, list[Told]] = {}
    for room, one in _operations():
        told.setdefault(room, []).append(one)
    return tuple(Group(name=room, operations=tuple(ones)) for room, ones in told.items())


def _operations() -> Iterator[tuple[str, Told]]:
    for path, methods in description()["paths"].items():
        for method, one in methods.items():
            yield (
                one["tags"][0],
                Told(
                    method=method.upper(),
                    path=path,
                    summary=one["summary"],
                    description=one.get("description", ""),
                    scopes=tuple(one["x-scopes"]),
                    parameters=_given(one),
                ),
            )


def _given(one: dict[str, Any]) -> tuple[str, ...]:
    """What may be given: words of the question, and the names within a body."""
    asked = [each["name"] for each in one["parameters"] if each["in"] == "query"]
    body = one.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return (*asked, *body.get("properties", {}))


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description that tools read."""
    return JsonResponse(description())


@require_safe
def programs(request: HttpRequest) -> HttpResponse:
    """The page: how to ask, and what."""
    words = {
        "groups": groups(),
        "a_minute": settings.ARCS_API_CALLS_A_MINUTE,
        "address": request.build_absolute_uri(f"{ROOT}studies?limit=10"),
    }
    return render(request, "site/programs.html", words)
