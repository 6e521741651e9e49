"""`/notify/api/v1/sign-on`: to the provider and back, for a browser."""

import json
from dataclasses import asdict
from hmac import compare_digest
from html import escape

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from services.chassis.access import Hidden
from services.chassis.store.sealing import Unsealable
from services.chassis.web import Service, give_session
from services.chassis.web.cookies import own_path
from services.notify.api.provider import Describing
from services.notify.domain.errors import SignOnRefused
from services.notify.domain.sign_on import Errand, authorization_address
from services.notify.operations import signing_in
from services.notify.operations.people import PURPOSE

COOKIE, MINUTES = "relief_sign_on", 10
PATH = "/notify/api/v1/sign-on"
HOME = "/notify/sign-in"
router = APIRouter(prefix="/api/v1/sign-on", tags=["sessions"])


@router.get(
    "",
    summary="Go and sign in at the provider",
    openapi_extra={"security": []},
    response_class=RedirectResponse,
)
async def leave(request: Request, next: str = "") -> Response:
    provider, service = _provider(request), _service(request)
    ids = service.ids
    errand = Errand(ids.secret(), ids.secret(), ids.secret(), own_path(next) or HOME)
    endpoint = await provider.endpoint(service, "authorization_endpoint")
    address = authorization_address(endpoint, provider.provider, errand, _back(request, provider))
    response = RedirectResponse(address, 303, {"Cache-Control": "no-store"})
    sealed = service.keyring.seal(PURPOSE, json.dumps(asdict(errand)))
    secure = request.url.scheme == "https"
    # Lax: the way back begins at the provider, which is another site.
    response.set_cookie(
        COOKIE, sealed, max_age=MINUTES * 60, path=PATH, httponly=True, secure=secure, samesite="lax"
    )
    return response


@router.get(
    "/callback",
    summary="Come back from the provider",
    openapi_extra={"security": []},
    response_class=HTMLResponse,
)
async def come_back(
    request: Request, code: str = "", state: str = "", iss: str | None = None, error: str | None = None
) -> Response:
    provider, service, errand = _provider(request), _service(request), _errand(request)
    if error or not code or not compare_digest(state.encode(), errand.state.encode()):
        raise SignOnRefused
    if iss is not None and iss != provider.provider.issuer:  # RFC 9207: the answer of another provider
        raise SignOnRefused
    subject = await provider.subject(service, code, errand.verifier, errand.nonce, _back(request, provider))
    opened = await signing_in.sign_on(
        service.units, request.state.request_id, provider.provider.issuer, subject
    )
    response = HTMLResponse(_onwards(errand.next))
    give_session(response, request, opened.token, service.clock.now(), opened.session.expires_at)
    response.delete_cookie(COOKIE, path=PATH)
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return response


def _onwards(path: str) -> str:
    """A browser that was sent on from the provider's site would keep the session's cookie to itself: it goes on by
    itself, from a page of ours."""
    address = escape(path, quote=True)
    return (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>暖冬</title>'
        f'<meta http-equiv="refresh" content="0;url={address}"><p><a href="{address}">继续 / go on</a></p></html>'
    )


def _errand(request: Request) -> Errand:
    """Raises SignOnRefused where the browser did not set out from here."""
    try:
        opened = _service(request).keyring.open(request.cookies.get(COOKIE, ""))
        return Errand(**json.loads(opened))
    except (Unsealable, ValueError, TypeError) as error:
        raise SignOnRefused from error


def _back(request: Request, provider: Describing) -> str:
    ours = provider.provider.address or f"{request.url.scheme}://{request.url.netloc}"
    return f"{ours.rstrip('/')}{PATH}/callback"


def _provider(request: Request) -> Describing:
    provider: Describing | None = request.app.state.provider
    if provider is None:
        raise Hidden
    return provider


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service
