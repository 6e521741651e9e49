"""Facts set aside: the one that failed and every later one of its key, tried again in order, decided on by a person."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.clock import Timer
from services.chassis.log.records import Partition, Record
from services.chassis.log.tables import headers_from_json, headers_to_json
from services.chassis.log.unit import Units, Work

RETRY = "parked_fact"
RETRY_AFTER = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
Handle = Callable[[Work, Record], Awaitable[None]]


class NothingParked(Exception):
    """No such fact waits here."""


class Parking:
    """The parked facts of one service. `handle` applies one record inside a unit of work."""

    def __init__(self, units: Units, handle: Handle) -> None:
        self._table = table = units.tables.parked
        of_keys = (table.c.topic == bindparam("of")) & table.c.key.in_(bindparam("keys", expanding=True))
        self._waiting_keys = select(table.c.key).where(of_keys, table.c.discarded_at.is_(None)).distinct()
        self._handle = handle

    def _waiting(self, topic: str, key: str) -> Select[tuple[object, ...]]:
        table = self._table
        here = (table.c.topic == topic) & (table.c.key == key) & table.c.discarded_at.is_(None)
        return select(table).where(here).order_by(table.c.id)

    async def keys_of(self, session: AsyncSession, partition: Partition) -> set[str]:
        """All keys of the partition of which a fact is parked."""
        table, (topic, number) = self._table, partition
        here = (table.c.topic == topic) & (table.c.partition == number) & table.c.discarded_at.is_(None)
        return set((await session.execute(select(table.c.key).where(here).distinct())).scalars())

    async def waiting_keys(self, work: Work, records: Sequence[Record]) -> set[str]:
        """Those keys of the records (of one topic) of which an earlier fact is parked."""
        if not records:
            return set()
        asked = {"of": records[0].topic, "keys": list({record.key for record in records})}
        return set((await work.session.execute(self._waiting_keys, asked)).scalars())

    async def park(self, work: Work, record: Record, reason: str) -> None:
        row = {
            "topic": record.topic,
            "partition": record.partition,
            "offset": record.offset,
            "key": record.key,
            "headers": headers_to_json(record.headers),
            "body": record.body,
            "reason": reason,
            "parked_at": work.now,
        }
        first = not await self.waiting_keys(work, [record])
        await work.session.execute(self._table.insert().values(row))
        if first:
            work.timers.set(Timer(RETRY, _subject(record.topic, record.key), work.now + RETRY_AFTER[0]))

    async def retry(self, work: Work, subject: str) -> bool:
        """Apply the first parked fact of a key. False when none is left. Raises what its handler raises."""
        row = await self._first(work, subject)
        if row is None:
            return False
        record = Record(
            row["topic"],
            row["key"],
            headers_from_json(row["headers"]),
            row["body"],
            row["partition"],
            row["offset"],
        )
        await work.session.execute(self._table.delete().where(self._table.c.id == row["id"]))
        await self._handle(work, record)
        return True

    async def failed_again(self, work: Work, subject: str, reason: str) -> None:
        row = await self._first(work, subject)
        if row is not None:
            attempts = row["attempts"] + 1
            changed = update(self._table).where(self._table.c.id == row["id"])
            await work.session.execute(changed.values(attempts=attempts, reason=reason))
            wait = RETRY_AFTER[min(attempts, len(RETRY_AFTER)) - 1]
            work.timers.set(Timer(RETRY, subject, work.now + wait))

    async def _first(self, work: Work, subject: str) -> RowMapping | None:
        topic, key = subject.split("|", 1)
        return (await work.session.execute(self._waiting(topic, key).limit(1))).mappings().first()

    async def listed(self, work: Work) -> Sequence[RowMapping]:
        rows = select(self._table).where(self._table.c.discarded_at.is_(None)).order_by(self._table.c.id)
        return (await work.session.execute(rows)).mappings().all()

    async def release(self, work: Work, number: int) -> None:
        """Try the key of parked fact `number` again now."""
        row = await self._numbered(work, number)
        work.timers.set(Timer(RETRY, _subject(row["topic"], row["key"]), work.now))

    async def discard(self, work: Work, number: int, reason: str, decided_by: str) -> None:
        """Give up one fact for good; the next of its key is tried now. The row and the reason stay."""
        row = await self._numbered(work, number)
        decided = {"discarded_at": work.now, "discard_reason": reason, "decided_by": decided_by}
        await work.session.execute(update(self._table).where(self._table.c.id == number).values(decided))
        work.timers.set(Timer(RETRY, _subject(row["topic"], row["key"]), work.now))

    async def _numbered(self, work: Work, number: int) -> RowMapping:
        wanted = select(self._table).where(self._table.c.id == number, self._table.c.discarded_at.is_(None))
        row = (await work.session.execute(wanted)).mappings().first()
        if row is None:
            raise NothingParked(number)
        return row


def _subject(topic: str, key: str) -> str:
    return f"{topic}|{key}"
