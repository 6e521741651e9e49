"""An Idempotency-Key, its caller, a hash of the body and the sealed answer are one row in the unit of the effect."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy import Table, select

from services.chassis.log import Work

PURPOSE = "answers"


class KeyReused(Exception):
    """The same key came with another body."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: str
    location: str | None = None
    replayed: bool = False


@dataclass(frozen=True)
class Once:
    """`request` is what must be the same on a second sending: method, path and body."""

    table: Table
    key: str
    caller: str
    request: bytes

    async def answer(self, work: Work, operation: Callable[[Work], Awaitable[Answer]]) -> Answer:
        """The stored answer, or the operation's, kept. Two at once: the second waits for the first's commit."""
        hashed = hashlib.sha256(self.request).hexdigest()
        mine = (self.table.c.key == self.key) & (self.table.c.caller == self.caller)
        row = (await work.session.execute(select(self.table).where(mine))).mappings().first()
        if row is not None:
            if row["request"] != hashed:
                raise KeyReused
            return Answer(row["status"], work.keyring.open(row["answer"]), row["location"], replayed=True)
        claim = {"key": self.key, "caller": self.caller, "request": hashed, "kept_at": work.now}
        await work.session.execute(self.table.insert().values(**claim, status=0, answer=""))
        answer = await operation(work)
        kept = {
            "status": answer.status,
            "answer": work.keyring.seal(PURPOSE, answer.body),
            "location": answer.location,
        }
        await work.session.execute(self.table.update().where(mine).values(kept))
        return answer
