"""An Idempotency-Key, its caller, a hash of the body and the sealed answer are one row in the unit of the effect."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Table, select, tuple_
from sqlalchemy.engine import RowMapping

from services.chassis.log import Work
from services.chassis.store import insert_soon

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
        mine = (self.table.c.key == self.key) & (self.table.c.caller == self.caller)
        row = (await work.session.execute(select(self.table).where(mine))).mappings().first()
        if row is not None:
            return self.replayed(work, row)
        claim = {"key": self.key, "caller": self.caller, "request": self.hashed, "kept_at": work.now}
        await work.session.execute(self.table.insert().values(**claim, status=0, answer=""))
        answer = await operation(work)
        await work.session.execute(self.table.update().where(mine).values(_kept(work, answer)))
        return answer

    @property
    def hashed(self) -> str:
        return hashlib.sha256(self.request).hexdigest()

    def replayed(self, work: Work, row: RowMapping) -> Answer:
        """The stored answer. Raises KeyReused."""
        if row["request"] != self.hashed:
            raise KeyReused
        return Answer(row["status"], work.keyring.open(row["answer"]), row["location"], replayed=True)


async def stored(work: Work, wanted: Sequence[Once]) -> Mapping[Once, Answer | KeyReused]:
    """Of several that are answered in one unit: what is kept for those that came before."""
    if not wanted:
        return {}
    table = wanted[0].table
    mine = tuple_(table.c.key, table.c.caller).in_([(once.key, once.caller) for once in wanted])
    rows = (await work.session.execute(select(table).where(mine))).mappings()
    found = {(row["key"], row["caller"]): row for row in rows}
    known = [once for once in wanted if (once.key, once.caller) in found]
    return {once: _replayed_or_refused(work, once, found[once.key, once.caller]) for once in known}


def keep(work: Work, answers: Sequence[tuple[Once, Answer]]) -> None:
    """Keep new answers. Somebody at another replica with one of the keys waits, or was first:
    then the unit is decided again."""
    rows = [
        {
            "key": once.key,
            "caller": once.caller,
            "request": once.hashed,
            "kept_at": work.now,
            **_kept(work, answer),
        }
        for once, answer in answers
    ]
    if rows:
        insert_soon(work.session, answers[0][0].table, rows)


def _replayed_or_refused(work: Work, once: Once, row: RowMapping) -> Answer | KeyReused:
    try:
        return once.replayed(work, row)
    except KeyReused as refused:
        return refused


def _kept(work: Work, answer: Answer) -> dict[str, object]:
    return {
        "status": answer.status,
        "answer": work.keyring.seal(PURPOSE, answer.body),
        "location": answer.location,
    }
