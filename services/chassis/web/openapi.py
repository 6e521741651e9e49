"""The OpenAPI document of a service, true to what its edge does: who must show a key, and how an answer can refuse."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import RouteContext, iter_route_contexts

from services.chassis.access import COOKIE
from services.chassis.web.problems import MEDIA_TYPE

WRITES = ("post", "put", "patch", "delete")
ONCE = ("post", "put", "patch")
"""Those that answer with something heed an Idempotency-Key, but for routes with `openapi_extra={"x-once": False}`."""
OF_FASTAPI = ("HTTPValidationError", "ValidationError")

PROBLEM = {
    "title": "Problem",
    "description": "RFC 9457. What was sent is never repeated in it.",
    "type": "object",
    "properties": {
        "type": {"type": "string", "description": "`/problems/<code>`"},
        "title": {
            "type": "string",
            "description": "in Chinese, or in English where `Accept-Language` wishes so",
        },
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "trace_id": {"type": "string", "description": "the request's `X-Request-ID`"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
                "required": ["pointer", "code", "detail"],
            },
        },
    },
    "required": ["type", "title", "status", "code", "trace_id"],
}
MEANINGS = {
    400: "what was sent cannot be read or kept",
    401: "no valid key was shown",
    403: "the role may not",
    404: "there is no such thing in the area of the key",
    408: "the body did not come in time",
    409: "it stands otherwise than the request supposes",
    413: "the body is too large",
    415: "the body is not JSON",
    422: "a field does not fit, or the Idempotency-Key was used for something else",
    429: "too many requests",
    503: "not possible right now",
}
WAIT = {"Retry-After": {"description": "seconds", "schema": {"type": "integer"}}}
HEADERS: dict[int, Any] = {
    401: {"WWW-Authenticate": {"schema": {"type": "string"}}},
    429: WAIT,
    503: WAIT,
}
ONCE_HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "sent again with the same content it is answered again, with `Idempotency-Replayed: true`",
    "schema": {"type": "string"},
}


def document_of(app: FastAPI) -> dict[str, Any]:
    """Made once."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, routes=app.routes)
        components = document.setdefault("components", {})
        _describe_problems(components)
        for route in iter_route_contexts(app.routes):
            for method in route.methods or ():
                operation = document["paths"].get(route.path_format, {}).get(method.lower())
                if operation is not None:
                    _complete(operation, route, method.lower())
        app.openapi_schema = document
    return app.openapi_schema


def _describe_problems(components: dict[str, Any]) -> None:
    schemas = components.setdefault("schemas", {})
    for name in OF_FASTAPI:
        schemas.pop(name, None)
    schemas["Problem"] = PROBLEM
    components["responses"] = {_name(status): _response(status) for status in MEANINGS}
    components["parameters"] = {"IdempotencyKey": ONCE_HEADER}
    components["securitySchemes"] = {
        "bearer": {"type": "http", "scheme": "bearer"},
        "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
        "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
    }


def _response(status: int) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    found: dict[str, Any] = {"description": MEANINGS[status], "content": content}
    if status in HEADERS:
        found["headers"] = HEADERS[status]
    return found


def _complete(operation: dict[str, Any], route: RouteContext, method: str) -> None:
    with_key = _asks_for_a_key(route.dependant)
    operation["security"] = [{"bearer": []}, {"key": []}, {"session": []}] if with_key else []
    once = operation.pop("x-once", "204" not in operation["responses"])
    if with_key and method in ONCE and once:
        again = {"$ref": "#/components/parameters/IdempotencyKey"}
        operation["parameters"] = [*operation.get("parameters", []), again]
    for status in _refusals(operation, method, with_key):
        operation["responses"][str(status)] = {"$ref": f"#/components/responses/{_name(status)}"}


def _refusals(operation: dict[str, Any], method: str, with_key: bool) -> Iterator[int]:
    if operation.get("parameters") or "requestBody" in operation:
        yield from (400, 422)
    if "requestBody" in operation:
        yield from (408, 413, 415)
    if (
        with_key or method in WRITES or operation.get("parameters")
    ):  # without one, a login or a token stands there
        yield from (401, 403, 404, 429, 503)
    if method in WRITES:
        yield 409


def _asks_for_a_key(dependant: Dependant) -> bool:
    """Whether one of its dependencies is one of `call_by`'s."""
    return hasattr(dependant.call, "roles") or any(map(_asks_for_a_key, dependant.dependencies))


def _name(status: int) -> str:
    return HTTPStatus(status).name.title().replace("_", "")
