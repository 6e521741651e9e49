"""Errors as the caller reads them: RFC 9457 problem+json, Chinese first, English when asked, input never echoed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.routing import iter_route_contexts
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException

from services.chassis.access import Denied, Hidden, Unknown
from services.chassis.store import Conflict
from services.chassis.store.failures import is_ours, is_unfit
from services.chassis.web.cookies import CrossSite, SignInFirst, sign_in_address
from services.chassis.web.idempotency import KeyReused
from services.chassis.web.limits import TooMany
from services.chassis.web.paging import BadCursor
from services.chassis.web.words import FIELD_TEXTS, ROLES, Names, Text, named

logger = structlog.get_logger()
MEDIA_TYPE = "application/problem+json"
LONGEST_NAME = 60


@dataclass(frozen=True)
class ProblemKind:
    """What an error of the domain means to a caller. `text` may use the error's attributes: `{team}`; codes among them
    are said by their `names`. `pointer` names the field, `/handed_out`, or an attribute of the error that holds it."""

    status: int
    code: str
    text: Text
    pointer: str | None = None
    names: Names = field(default_factory=dict)


COMMON: Mapping[type[Exception], ProblemKind] = {
    Unknown: ProblemKind(401, "unknown", Text("请登录，或出示有效的密钥。", "Sign in, or show a valid key.")),
    Denied: ProblemKind(
        403,
        "denied",
        Text("您的角色不能办理；可办理的角色：{needed}。", "Your role may not; who may: {needed}."),
        names=ROLES,
    ),
    Hidden: ProblemKind(
        404, "not-found", Text("没有这一项，或不在您的辖区。", "There is no such thing in your area.")
    ),
    CrossSite: ProblemKind(
        403,
        "cross-site",
        Text("请求来自别的网站，未办理。", "The request came from another site; nothing was done."),
    ),
    Conflict: ProblemKind(
        409, "conflict", Text("刚被别人改动，请重看后再办。", "It was just changed; look again and retry.")
    ),
    TooMany: ProblemKind(
        429,
        "too-many",
        Text(
            "请求太多，请 {retry_after_seconds} 秒后再试。",
            "Too many requests; try again in {retry_after_seconds} s.",
        ),
    ),
    KeyReused: ProblemKind(
        422,
        "key-reused",
        Text("这个幂等键已用于别的内容。", "This idempotency key was used for something else."),
    ),
    BadCursor: ProblemKind(
        422, "bad-cursor", Text("翻页标记无效。", "The cursor is not valid."), pointer="cursor"
    ),
}
INVALID = Text("填写有误，未作任何改动。", "Something is not right; nothing was changed.")
BROKEN = Text("系统出错，请凭追踪号报修。", "Something broke here; quote the trace id.")
BUSY = Text("暂时不能受理，请稍后再试。", "Not possible right now; try again.")
NOT_JSON = Text("内容应为 JSON（application/json）。", "The content must be JSON (application/json).")
MALFORMED = Text("内容无法识别。", "The content cannot be read.")
HTTP_TEXTS = {
    404: Text("没有这个地址。", "There is no such address."),
    405: Text("这个地址不支持该方法。", "This address does not take that method."),
}


def install_problems(app: FastAPI, kinds: Mapping[type[Exception], ProblemKind]) -> None:
    """Every named error becomes its problem; anything else is a 500 that says nothing but its trace id."""
    for error_type, kind in {**COMMON, **kinds}.items():
        app.add_exception_handler(error_type, _handler_of(kind))
    app.add_exception_handler(SignInFirst, _sign_in)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DBAPIError, _database)
    for unfit in (UnicodeError, OverflowError):  # text or a number that no database could hold
        app.add_exception_handler(unfit, lambda request, _: problem(request, 400, "malformed", MALFORMED))
    app.add_exception_handler(Exception, broken)


def language_of(request: Request) -> str:
    """`en` when English is wished for before Chinese, else `zh`. What was chosen on our pages goes first."""
    chosen = request.cookies.get("relief_language")
    if chosen in ("zh", "en"):
        return chosen
    wished = request.headers.get("accept-language", "zh").lower()
    english, chinese = wished.find("en"), wished.find("zh")
    return "en" if english >= 0 and (chinese < 0 or english < chinese) else "zh"


def problem(
    request: Request,
    status: int,
    code: str,
    text: Text,
    errors: list[dict[str, str]] | None = None,
    **values: Any,
) -> JSONResponse:
    language = language_of(request)
    content: dict[str, Any] = {
        "type": f"/problems/{code}",
        "title": text.spoken(language, values),
        "status": status,
        "code": code,
        "trace_id": getattr(request.state, "request_id", ""),
    }
    if errors:
        content["errors"] = errors
    headers = {"Content-Language": "en" if language == "en" else "zh-CN"}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if status == 503:
        headers["Retry-After"] = "1"
    return JSONResponse(content, status, headers, media_type=MEDIA_TYPE)


def _handler_of(kind: ProblemKind) -> Any:
    async def handle(request: Request, error: Exception) -> JSONResponse:
        language = language_of(request)
        values = {name: named(value, kind.names, language) for name, value in vars(error).items()}
        pointer = values.get("pointer", kind.pointer)
        text = kind.text.spoken(language, values)
        errors = (
            [{"pointer": f"/{pointer.strip('/')}", "code": kind.code, "detail": text}] if pointer else None
        )
        answer = problem(request, kind.status, kind.code, kind.text, errors, **values)
        if (wait := values.get("retry_after_seconds")) is not None:
            answer.headers["Retry-After"] = str(wait)
        return answer

    return handle


async def _sign_in(_: Request, error: Exception) -> RedirectResponse:
    assert isinstance(error, SignInFirst)
    return RedirectResponse(sign_in_address(error.path, error.query), 303, {"Cache-Control": "no-store"})


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    if not _is_json(request) and any(found["loc"] == ("body",) for found in error.errors()):
        return problem(request, 415, "not-json", NOT_JSON)
    language = language_of(request)
    errors = []
    for found in error.errors():
        place, *path = found["loc"]
        pointer = "/" + "/".join(map(_named, path if place == "body" else found["loc"]))
        context = _context(found.get("ctx", {}), language)
        # A service's own kind of field brings its text along: PydanticCustomError("code", "…", {"text": Text(…)}).
        text = context.get("text") or FIELD_TEXTS.get(found["type"], FIELD_TEXTS["other"])
        errors.append({"pointer": pointer, "code": found["type"], "detail": text.spoken(language, context)})
    return problem(request, 422, "invalid", INVALID, errors)


def _context(found: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    """A closed list is joined as the reader's language does it: pydantic gives it as `'a', 'b' or 'c'`."""
    if "expected" not in found:
        return found
    *most, last = re.split(", | or ", str(found["expected"]))
    joined = (
        "、".join([*most, last])
        if language == "zh"
        else " or ".join([", ".join(most), last] if most else [last])
    )
    return {**found, "expected": joined.replace("'", "")}


def _is_json(request: Request) -> bool:
    """Also when nothing is said of what it is."""
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def _named(part: str | int) -> str:
    """A step of a JSON pointer (RFC 6901). A name that the caller made up is shown only as far as it is one."""
    name = str(part)
    if len(name) > LONGEST_NAME or not name.isprintable():
        return "*"
    return name.replace("~", "~0").replace("/", "~1")


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    text = HTTP_TEXTS.get(error.status_code, MALFORMED)
    answer = problem(request, error.status_code, f"http-{error.status_code}", text)
    if error.status_code == 405:
        answer.headers["Allow"] = ", ".join(sorted(_methods_at(request)))
    lost = getattr(request.app.state, "lost", None)
    return lost(request, answer) if lost and _is_for_reading(request) else answer


def _is_for_reading(request: Request) -> bool:
    """Somebody has typed or followed the address of a page in a browser."""
    asked = request.headers.get("accept", "").lower()
    return request.method == "GET" and "text/html" in asked and "/api/" not in request.url.path


def _methods_at(request: Request) -> Iterator[str]:
    """Of all routes of this address (the framework names those of the first)."""
    for route in iter_route_contexts(request.app.routes):
        if route.path_regex.match(request.url.path):
            yield from route.methods or ()


async def _database(request: Request, error: Exception) -> JSONResponse:
    if is_unfit(error):
        return problem(request, 400, "malformed", MALFORMED)
    return await broken(request, error)


async def broken(request: Request, error: Exception) -> JSONResponse:
    """503 while the database is away (which shows as a refused connection as well), otherwise our own mistake."""
    if is_ours(error):
        logger.warning("database_failed", error=type(error).__name__)
        return problem(request, 503, "busy", BUSY)
    # The type and place only: the message of an exception may hold what the caller sent.
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else ""
    trace = getattr(request.state, "request_id", "")
    logger.error(
        "request_broke", path=request.url.path, error=type(error).__name__, where=where, trace_id=trace
    )
    return problem(request, 500, "broken", BROKEN)
