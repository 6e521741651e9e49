"""The OpenID Connect provider over HTTP: its own description, its keys, a code for an ID token."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx2
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from services.chassis.web import Service
from services.notify.domain.errors import SignOnAway, SignOnRefused
from services.notify.domain.sign_on import ALGORITHMS, Provider, subject_of

TIMEOUT_SECONDS = 5.0
DESCRIBED_FOR_SECONDS = 3600.0  # of the loop's own time
DESCRIPTION = "/.well-known/openid-configuration"


class Describing:
    """Asks the provider who it is, and remembers it for an hour; its keys are asked for again when one is new."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self._known: tuple[float, Mapping[str, Any]] | None = None

    async def endpoint(self, service: Service, name: str) -> str:
        """Raises SignOnAway, SignOnRefused."""
        now = asyncio.get_running_loop().time()
        if self._known is None or self._known[0] < now:
            address = self.provider.issuer.rstrip("/") + DESCRIPTION
            described = await _asked(service, "GET", address)
            if described.get("issuer") != self.provider.issuer:
                raise SignOnRefused
            self._known = (now + DESCRIBED_FOR_SECONDS, described)
        found = self._known[1].get(name)
        if not isinstance(found, str) or not found.startswith(("https://", "http://")):
            raise SignOnRefused
        return found

    async def subject(self, service: Service, code: str, verifier: str, nonce: str, back: str) -> str:
        """Who came back with this code. Raises SignOnAway, SignOnRefused."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": verifier,
        }
        login = None
        if self.provider.client_secret is None:
            form["client_id"] = self.provider.client_id
        else:
            login = httpx2.BasicAuth(self.provider.client_id, self.provider.client_secret)
        endpoint = await self.endpoint(service, "token_endpoint")
        answer = await _asked(service, "POST", endpoint, form, login)
        keys = await _asked(service, "GET", await self.endpoint(service, "jwks_uri"))
        claims = _claims(answer.get("id_token"), keys)
        return subject_of(claims, self.provider, nonce, int(service.clock.now().timestamp()))


def _claims(token: object, keys: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        known = KeySet.import_key_set(keys)  # type: ignore[arg-type]
        registry = JWSRegistry(algorithms=list(ALGORITHMS))
        return jwt.decode(token, known, registry=registry).claims  # type: ignore[arg-type]
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise SignOnRefused from error


async def _asked(
    service: Service,
    method: str,
    address: str,
    form: Mapping[str, str] | None = None,
    login: httpx2.BasicAuth | None = None,
) -> Mapping[str, Any]:
    """Its JSON answer. What it says besides is neither shown nor kept."""
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS), service.around.http() as http:
            answer = await http.request(method, address, data=form, auth=login, follow_redirects=False)
    except (TimeoutError, OSError, httpx2.HTTPError) as error:
        raise SignOnAway from error
    if answer.status_code >= 500:
        raise SignOnAway
    try:
        said = answer.json() if answer.status_code == 200 else None
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise SignOnRefused
    return said
