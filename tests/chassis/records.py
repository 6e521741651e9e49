"""Records by hand, and everything that a log holds."""

from collections.abc import Sequence
from uuid import UUID

from services.chassis.log import Log, Record
from services.chassis.store import Database
from services.contracts.envelope import Envelope, Fact
from tests.chassis.lanterns import EVENING, LanternLit


def record_of(fact: Fact, number: int, **changes: object) -> Record:
    """A record of a fact whose id has this number."""
    envelope = Envelope(
        id=UUID(int=number),
        type=fact.type(),
        source=f"/{fact.service}",
        subject=fact.key,
        time=EVENING,
        area="990101",
        actor="test",
        sequence=1,
        correlationid=fact.key,
        data=fact.model_dump(mode="json"),
    ).model_copy(update=changes)
    return Record(envelope.topic, envelope.subject, envelope.headers(), envelope.body())


def lit(number: int, lantern: str = "a", brightness: int | None = None) -> Record:
    """The fact with this number: a lantern was lit, as bright as the number unless said otherwise."""
    fact = LanternLit(lantern=lantern, brightness=number if brightness is None else brightness)
    return record_of(fact, number)


async def read_all(log: Log, *topics: str) -> Sequence[Record]:
    """What the log holds now, each partition in its order."""
    ends = {place: end for place, end in (await log.ends(topics)).items() if end}
    found: list[Record] = []
    seen: dict[tuple[str, int], int] = {}
    if not ends:
        return found
    reading = log.tail(topics, overlap=1_000_000)
    async for record in reading:
        found.append(record)
        seen[record.topic, record.partition] = record.offset + 1
        if all(seen.get(place, 0) >= end for place, end in ends.items()):
            break
    await reading.aclose()  # type: ignore[attr-defined]
    return found


async def rows(database: Database, wanted: object) -> list[tuple[object, ...]]:
    async with database.read() as session:
        return [tuple(row) for row in (await session.execute(wanted)).all()]  # type: ignore[call-overload]
