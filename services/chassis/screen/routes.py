"""What a page answers when it cannot be shown: nobody signed in, not allowed, not there, broken."""

import json
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from services.chassis.access import Unknown
from services.chassis.screen.headers import harden
from services.chassis.web.cookies import SIGN_IN, SignInFirst, sign_in_address
from services.chassis.web.problems import broken

if TYPE_CHECKING:
    from services.chassis.screen.pages import Pages


def page_route(pages: "Pages") -> type[APIRoute]:
    """Routes whose errors are pages in the reader's language, and whose answers carry the strict headers."""

    class PageRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def handled(request: Request) -> Response:
                try:
                    response = await handle(request)
                except Exception as error:
                    response = await _answer_of(pages, request, error)
                harden(response.headers)
                return response

            return handled

    return PageRoute


async def _answer_of(pages: "Pages", request: Request, error: Exception) -> Response:
    part = "hx-request" in request.headers
    if isinstance(error, SignInFirst) or (
        isinstance(error, Unknown) and not part and request.method == "GET"
    ):
        return RedirectResponse(sign_in_address(request.url.path, request.url.query), 303)
    return said(pages, request, await problem_of(request, error), part)


def said(pages: "Pages", request: Request, problem: Response, part: bool = False) -> Response:
    """A problem as a page, or as a part of one."""
    told = json.loads(bytes(problem.body))
    template = "kit/problem-part.html" if part else "kit/problem.html"
    shown = pages.show(request, template, problem.status_code, problem=told, sign_in=SIGN_IN)
    for name in ("retry-after", "content-language", "allow"):
        if name in problem.headers:
            shown.headers[name] = problem.headers[name]
    return shown


async def problem_of(request: Request, error: Exception) -> Response:
    """The problem that the API would answer with: the same words everywhere."""
    handlers = request.app.exception_handlers
    for kind in type(error).__mro__:
        if kind in handlers and kind is not Exception:
            problem = handlers[kind](request, error)
            answer: Response = await problem if hasattr(problem, "__await__") else problem
            return answer
    return await broken(request, error)
