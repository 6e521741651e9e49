"""Signing in at somebody else's door: OpenID Connect, authorization code with PKCE (RFC 7636, S256)."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from services.notify.domain.errors import SignOnRefused

ALGORITHMS = ("RS256", "PS256", "ES256", "Ed25519", "EdDSA")
"""Signatures that are believed; never one with a shared secret, never none."""


@dataclass(frozen=True)
class Provider:
    """`issuer`: its address, exactly as it names itself. `address`: ours, as it was told, when it is not the one in the
    browser's own words."""

    issuer: str
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    address: str | None = None


@dataclass(frozen=True)
class Errand:
    """What a browser takes along to the provider and back, sealed: it proves that both ways are one."""

    state: str
    nonce: str
    verifier: str = field(repr=False)
    next: str = ""


def authorization_address(endpoint: str, provider: Provider, errand: Errand, back: str) -> str:
    """Where the browser goes; `back`: where it comes back to."""
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back,
        "scope": "openid",
        "state": errand.state,
        "nonce": errand.nonce,
        "code_challenge": challenge_of(errand.verifier),
        "code_challenge_method": "S256",
    }
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"


def challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def subject_of(claims: Mapping[str, Any], provider: Provider, nonce: str, now: int) -> str:
    """Who it is, from the claims of an ID token whose signature is right (OpenID Connect Core 1.0, 3.1.3.7).
    `now`: Unix seconds. Raises SignOnRefused."""
    audience = claims.get("aud")
    audiences = [audience] if isinstance(audience, str) else audience
    subject, ends = claims.get("sub"), claims.get("exp")
    right = (
        claims.get("iss") == provider.issuer
        and isinstance(audiences, list)
        and provider.client_id in audiences
        and claims.get("azp", provider.client_id) == provider.client_id
        and (len(audiences) == 1 or "azp" in claims)
        and claims.get("nonce") == nonce
        and isinstance(ends, int | float)
        and now < ends
        and isinstance(claims.get("iat"), int | float)
    )
    if not right or not isinstance(subject, str) or not subject:
        raise SignOnRefused
    return subject
