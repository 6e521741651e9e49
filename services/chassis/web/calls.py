"""One call of the API: who asks, and the unit of work that answers."""

import re
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import Request, Response
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.access import Actor, Hidden, Unknown, hash_of
from services.chassis.log import Origin, Work
from services.chassis.web.cookies import SignInFirst, cookie_of, must_be_same_site
from services.chassis.web.idempotency import Answer, Once
from services.chassis.web.paging import Page
from services.chassis.web.service import Service
from services.contracts.words import Role

Result = TypeVar("Result")
Found = TypeVar("Found")
TRACE = re.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")  # W3C trace context


@dataclass(frozen=True)
class Call:
    service: Service
    actor: Actor
    request: Request
    wait: float = 0.0
    """Seconds by which it comes too early, where the route weighs what it is asked; 0 inside the limit."""

    @property
    def origin(self) -> Origin:
        trace = self.request.headers.get("traceparent", "")
        known = trace if TRACE.fullmatch(trace) else None
        return Origin(self.actor.label, self.request.state.request_id, traceparent=known)

    async def transact(self, operation: Callable[[Work], Awaitable[Result]]) -> Result:
        return await self.service.units.transact(self.origin, operation)

    def read(self) -> AbstractAsyncContextManager[AsyncSession]:
        return self.service.units.database.read()

    async def answer(
        self,
        operation: Callable[[Work], Awaitable[BaseModel]],
        status: int | Callable[[Any], int] = 200,
        location: Callable[[Any], str] | None = None,
    ) -> Response:
        """Run `operation` once per Idempotency-Key and answer with its model. `location` makes the Location header."""

        async def run(work: Work) -> Answer:
            shown = await operation(work)
            code = status(shown) if callable(status) else status
            return Answer(code, shown.model_dump_json(), location(shown) if location else None)

        once = await self.once()
        if once is None:
            return respond(await self.transact(run))
        return respond(await self.transact(lambda work: once.answer(work, run)))

    async def once(self) -> Once | None:
        """What the call must be the same in, when it comes again under its Idempotency-Key; None without one."""
        key = self.request.headers.get("idempotency-key")
        if key is None:
            return None
        request = b"\n".join(
            (self.request.method.encode(), self.request.url.path.encode(), await self.request.body())
        )
        # Longer keys are legal; the column is not longer than it must be.
        return Once(self.service.tables.idempotency, hash_of(key), self.actor.id, request)

    def page(self, page: Page[Any]) -> Response:
        """One page of a list, with the address of the next one in `Link`."""
        following = self.request.url.include_query_params(cursor=page.next) if page.next else None
        headers = {"Link": f'<{following.path}?{following.query}>; rel="next"'} if following else {}
        return Response(page.model_dump_json(), 200, headers, media_type="application/json")


def respond(answer: Answer) -> Response:
    headers = {"Location": answer.location} if answer.location else {}
    if answer.replayed:
        headers["Idempotency-Replayed"] = "true"
    return Response(answer.body, answer.status, headers, media_type="application/json")


def call_by(*roles: Role, weighs: bool = False) -> Callable[[Request], Awaitable[Call]]:
    """A dependency: the call of somebody with one of these roles (the administrator is always let in). It says whom it
    lets in as `.roles`: a route without it is open to everybody, and the tests know them all. `weighs`: beyond the
    limit of its key the route decides by what it is asked, see Call.wait."""

    async def opened(request: Request) -> Call:
        service: Service = request.app.state.service
        actor = await _known(service, request)
        if not _header_of(request):
            must_be_same_site(request)
        actor.must_be(*roles)
        wait = service.limits.wait_of(actor.id)
        if wait and not weighs:
            service.limits.refuse(wait)
        return Call(service, actor, request, wait)

    opened.roles = roles  # type: ignore[attr-defined]
    return opened


async def _known(service: Service, request: Request) -> Actor:
    """Raises Unknown, or TooMany where strangers come too often from one address."""
    try:
        return await service.keys.actor_of(key_of(request))
    except Unknown:
        address = request.client.host if request.client else ""
        service.limits.stranger(address)
        raise


def page_by(*roles: Role) -> Callable[[Request], Awaitable[Call]]:
    """A dependency of a page: whoever is not signed in is led to the sign-in page and back."""
    opened = call_by(*roles)

    async def shown(request: Request) -> Call:
        try:
            return await opened(request)
        except Unknown:
            if request.method not in ("GET", "HEAD") or "hx-request" in request.headers:
                raise
            raise SignInFirst(request.url.path, request.url.query) from None

    shown.roles = roles  # type: ignore[attr-defined]
    return shown


def key_of(request: Request) -> str | None:
    """The API key or token that is shown: in a header, else in the cookie."""
    return _header_of(request) or cookie_of(request)


def _header_of(request: Request) -> str | None:
    shown = request.headers.getlist("authorization")
    if (
        len(shown) > 1
    ):  # whoever stands between us and the caller may have taken the other for the one that counts
        raise Unknown
    scheme, _, token = shown[0].partition(" ") if shown else ("", "", "")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    return request.headers.get("x-api-key")


def hidden_unless(found: Found | None) -> Found:
    if found is None:
        raise Hidden
    return found
