"""The OpenAPI 3.1 document, made from the table of routes and the models of what comes and goes."""

import json
from functools import cache

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from amends import __version__

from .routes import ROUTES, Route, Who
from .views import ProblemView

REFERENCE = "#/components/schemas/{model}"
FORM = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "string", "contentMediaType": "application/octet-stream"},
        "kind": {"type": "string"},
    },
}


@cache
def text() -> str:
    """Return the document as it is checked in."""
    paths: dict[str, dict[str, object]] = {}
    for route in ROUTES:
        paths.setdefault(f"/{route.path}", {})[route.method.lower()] = _operation(route)
    whole = {
        "openapi": "3.1.0",
        "info": {"title": "Amends", "version": __version__, "license": {"name": "Apache-2.0"}},
        "servers": [{"url": "/api/v1"}],
        "security": [{"bearer": []}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _operation(route: Route) -> dict[str, object]:
    said = (route.act.__doc__ or "").strip().partition("\n")[0]
    operation: dict[str, object] = {
        "operationId": route.act.__name__.strip("_"),
        "summary": said.rstrip("."),
        "x-who": sorted(route.who),
        "parameters": [*_in_path(route), *_in_query(route), *_in_headers(route)],
        "responses": {
            **{str(status): _success(route) for status in sorted(route.statuses)},
            "default": {
                "description": "A problem",
                "content": {"application/problem+json": {"schema": _ref(ProblemView)}},
            },
        },
    }
    if Who.ANYBODY in route.who:
        operation["security"] = []
    if route.form:
        operation["requestBody"] = {"content": {"multipart/form-data": {"schema": FORM}}}
    elif route.body is not None:
        schema = {"schema": _ref(route.body)}
        operation["requestBody"] = {"required": True, "content": {"application/json": schema}}
    return operation


def _in_path(route: Route) -> list[dict[str, object]]:
    names = [part.strip("{}") for part in route.path.split("/") if part.startswith("{")]
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in names
    ]


def _in_query(route: Route) -> list[dict[str, object]]:
    return [
        {"name": name, "in": "query", "required": False, "schema": {"type": "string"}}
        for name in route.query
    ]


def _in_headers(route: Route) -> list[dict[str, object]]:
    named: list[tuple[str, bool]] = []
    if Who.PARTIES in route.who:
        named.append(("Amends-Actor", False))
    if route.method == "POST" and not route.path.endswith("previews"):
        named.append(("Idempotency-Key", True))
    if route.method != "GET":
        named.append(("If-Match", False))
    return [
        {"name": name, "in": "header", "required": needed, "schema": {"type": "string"}}
        for name, needed in named
    ]


def _success(route: Route) -> dict[str, object]:
    if route.answer is None:
        return {"description": "The file or the text", "content": {route.media_type: {}}}
    return {
        "description": (route.answer.__doc__ or "").strip().partition("\n")[0],
        "content": {"application/json": {"schema": _ref(route.answer)}},
    }


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": REFERENCE.format(model=model.__name__)}


def _schemas() -> dict[str, object]:
    asked = {route.body for route in ROUTES if route.body is not None}
    answered = {route.answer for route in ROUTES if route.answer is not None}
    answered |= {ProblemView}
    modes: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        *((model, "validation") for model in sorted(asked, key=lambda one: one.__name__)),
        *((model, "serialization") for model in sorted(answered, key=lambda one: one.__name__)),
    ]
    _, made = models_json_schema(modes, ref_template=REFERENCE)
    schemas: dict[str, object] = made["$defs"]
    return dict(sorted(schemas.items()))
