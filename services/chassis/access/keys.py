"""Who shows what: API keys as every service knows them (hash, role, area; owned by notify, copied by its facts), and
tokens of sessions."""

import asyncio
import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Boolean, Column, MetaData, String, Table, select

from services.chassis.access.actor import Actor, Unknown
from services.chassis.access.sessions import Sessions, is_token
from services.chassis.log import Work
from services.chassis.store import Database
from services.contracts.envelope import Envelope, Fact
from services.contracts.notify import KeyAdded, KeyRevoked
from services.contracts.words import Role

REMEMBERED_SECONDS = 0.5  # a revoked key is refused within a second everywhere: log, copy and this


def access_table(metadata: MetaData) -> Table:
    return Table(
        "access_key",
        metadata,
        Column("id", String(40), primary_key=True),
        Column("hash", String(64), nullable=True, unique=True),
        Column("name", String(80), nullable=False),
        Column("role", String(20), nullable=False),
        Column("scope", String(12), nullable=False),
        Column("team", String(40), nullable=True),
        Column("revoked", Boolean, nullable=False),
    )


def hash_of(key: str) -> str:
    """Keys carry 256 random bits, so one round of SHA-256 keeps them."""
    return hashlib.sha256(key.encode()).hexdigest()


class Keys:
    """Finds the actor of a key or of a session's token; remembers the answer for a moment."""

    def __init__(self, database: Database, table: Table, sessions: Sessions) -> None:
        self._database, self._table, self._sessions = database, table, sessions
        self._remembered: dict[str, tuple[float, Actor | None]] = {}
        self._asked: dict[str, asyncio.Future[Actor | None]] = {}

    async def actor_of(self, key: str | None) -> Actor:
        """`key`: an API key or a token. Raises Unknown for none, for one that nobody knows, and for a revoked one."""
        if not key:
            raise Unknown
        hashed, now = hash_of(key), asyncio.get_running_loop().time()
        until, actor = self._remembered.get(hashed, (0.0, None))
        if until <= now:
            actor = await self._look_up_once(key, hashed)
            if len(self._remembered) > 10_000:
                self._remembered.clear()
            if actor is not None:  # whoever is unknown may be known in the next moment
                self._remembered[hashed] = (now + REMEMBERED_SECONDS, actor)
        if actor is None:
            raise Unknown
        return actor

    async def _look_up_once(self, key: str, hashed: str) -> Actor | None:
        """Whoever comes with the same key meanwhile gets the same answer."""
        asked = self._asked.get(hashed)
        if asked is None:
            asked = self._asked[hashed] = asyncio.ensure_future(self._look_up(key, hashed))
            asked.add_done_callback(lambda _: self._asked.pop(hashed))
        return await asyncio.shield(asked)

    def forget(self) -> None:
        self._remembered.clear()

    async def _look_up(self, key: str, hashed: str) -> Actor | None:
        if is_token(key):
            return await self._sessions.actor_of(key)
        table = self._table
        wanted = select(table).where(table.c.hash == hashed, table.c.revoked.is_(False))
        async with self._database.read() as session:
            row = (await session.execute(wanted)).mappings().first()
        return Actor(row["id"], row["name"], Role(row["role"]), row["scope"], row["team"]) if row else None


def key_handlers(table: Table) -> Mapping[type[Fact], Any]:
    """Handlers that keep a service's copy. A revocation wins, whichever is heard first."""

    async def key_was_added(work: Work, fact: KeyAdded, _: Envelope) -> None:
        if (await work.session.execute(select(table.c.id).where(table.c.id == fact.api_key))).first() is None:
            row = {"id": fact.api_key, "revoked": False, **fact.model_dump(exclude={"api_key"})}
            await work.session.execute(table.insert().values(row))

    async def key_was_revoked(work: Work, fact: KeyRevoked, _: Envelope) -> None:
        revoked = table.update().where(table.c.id == fact.api_key).values(revoked=True)
        if not (await work.session.execute(revoked)).rowcount:  # type: ignore[attr-defined]
            unknown = {"id": fact.api_key, "name": "", "role": Role.OPERATOR, "scope": "", "revoked": True}
            await work.session.execute(table.insert().values(unknown))

    return {KeyAdded: key_was_added, KeyRevoked: key_was_revoked}
