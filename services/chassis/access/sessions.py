"""Sessions of people: a signed token that every service verifies by itself, and the sessions that were ended early.

Notify opens and revokes sessions; its fact SessionsRevoked is copied by every service, as keys are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from joserfc.jws import JWSRegistry
from sqlalchemy import Column, MetaData, String, Table, delete, select

from services.chassis.access.actor import Actor
from services.chassis.access.session_keys import SessionKeys, signing_key
from services.chassis.clock import Clock
from services.chassis.log import Work
from services.chassis.store import Database, Instant, insert_into
from services.contracts.envelope import Envelope, Fact
from services.contracts.notify import SessionsRevoked
from services.contracts.words import Role

COOKIE = "relief_session"
ISSUER = AUDIENCE = "relief"
ALGORITHMS = ["Ed25519"]  # pinned: what a token itself says of its algorithm decides nothing
LIFE = timedelta(hours=12)
SKEW_SECONDS = 5
"""How far the clocks of two machines may be apart when a token is verified as soon as it was made."""
LONGEST_TOKEN = 2_000
KEPT_AFTER_END = timedelta(hours=1)


@dataclass(frozen=True)
class Session:
    """What a token says. `id` is the session's, `scope` a division code or `*`."""

    id: str
    person: str
    role: Role
    scope: str
    team: str | None
    opened_at: datetime
    expires_at: datetime


def token_of(session: Session, key_id: str, secret: bytes) -> str:
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": session.person,
        "jti": session.id,
        "role": session.role.value,
        "scope": session.scope,
        **({"team": session.team} if session.team else {}),
        "iat": int(session.opened_at.timestamp()),
        "exp": int(session.expires_at.timestamp()),
    }
    return jwt.encode({"alg": "Ed25519", "kid": key_id}, claims, signing_key(secret), registry=_registry())


def revoked_table(metadata: MetaData) -> Table:
    """Sessions that were ended before their token does; `until` is the token's own end."""
    return Table(
        "session_revoked",
        metadata,
        Column("id", String(40), primary_key=True),
        Column("until", Instant, nullable=False, index=True),
    )


def is_token(shown: str) -> bool:
    """Keys have no dots in them."""
    return shown.count(".") == 2


class Sessions:
    """Finds the actor of a token."""

    def __init__(self, keys: SessionKeys, database: Database, table: Table, clock: Clock) -> None:
        self._keys, self._database, self._table, self._clock = keys, database, table, clock

    async def actor_of(self, token: str) -> Actor | None:
        """None for a token that we did not sign, that has ended, or whose session was revoked."""
        claims = self._claims(token)
        if claims is None or await self._is_revoked(claims["jti"]):
            return None
        return Actor(
            claims["sub"],
            "",
            Role(claims["role"]),
            claims["scope"],
            claims.get("team"),
            session=claims["jti"],
        )

    def _claims(self, token: str) -> dict[str, Any] | None:
        if len(token) > LONGEST_TOKEN or not token.isascii():
            return None
        try:
            read = jwt.decode(token, self._key_of, registry=_registry())
            self._rules().validate(read.claims)
            Role(read.claims["role"])
        except (JoseError, ValueError, TypeError, KeyError, UnicodeError):
            return None
        words = [read.claims.get(name, "") for name in ("sub", "jti", "scope", "team")]
        return read.claims if all(isinstance(word, str) for word in words) else None

    def _key_of(self, found: Any) -> OKPKey:
        key = self._keys.find(found.headers().get("kid"))
        if key is None:
            raise ValueError("no such key")
        return key

    def _rules(self) -> jwt.JWTClaimsRegistry:
        now = int(self._clock.now().timestamp())
        required: Any = {name: {"essential": True} for name in ("sub", "jti", "role", "scope", "exp", "iat")}
        ours: Any = {
            "iss": {"essential": True, "value": ISSUER},
            "aud": {"essential": True, "value": AUDIENCE},
        }
        return jwt.JWTClaimsRegistry(now=now, leeway=SKEW_SECONDS, **required, **ours)

    async def _is_revoked(self, session: str) -> bool:
        async with self._database.read() as reading:
            wanted = select(self._table.c.id).where(self._table.c.id == session)
            return (await reading.execute(wanted)).first() is not None


def _registry() -> JWSRegistry:
    return JWSRegistry(algorithms=ALGORITHMS)


async def keep_revoked(work: Work, table: Table, sessions: tuple[str, ...], until: datetime) -> None:
    """Refuse these sessions from now on, and forget those whose tokens ended of themselves."""
    rows = [{"id": id, "until": until} for id in sessions]
    if rows:
        insert = insert_into(work.session, table).on_conflict_do_nothing()
        await work.session.execute(insert, rows)
    await work.session.execute(delete(table).where(table.c.until < work.now - KEPT_AFTER_END))


def session_handlers(table: Table) -> Mapping[type[Fact], Any]:
    """Handlers that keep a service's copy."""

    async def sessions_were_revoked(work: Work, fact: SessionsRevoked, _: Envelope) -> None:
        await keep_revoked(work, table, fact.sessions, fact.until)

    return {SessionsRevoked: sessions_were_revoked}
