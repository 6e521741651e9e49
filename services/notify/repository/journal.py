"""The journal: only ever added to."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.chassis.store import insert_soon
from services.contracts.catalogue import FACTS
from services.contracts.envelope import Envelope
from services.notify.domain.journal import Entry
from services.notify.tables import JOURNAL, JOURNAL_NAME, JournalNameRow, JournalRow

UNLESS_THERE = "on conflict do nothing"


def keep(
    session: AsyncSession, facts: Sequence[Envelope], names: Collection[tuple[str, str]], now: datetime
) -> None:
    """Facts, and under which (name, story) they are found; what is there already stays."""
    named = [{"name": name, "story": story} for name, story in sorted(names)]
    insert_soon(session, JOURNAL, [_row(fact, now) for fact in facts], UNLESS_THERE)
    insert_soon(session, JOURNAL_NAME, named, UNLESS_THERE)


async def stories_named(session: AsyncSession, names: Collection[str]) -> set[str]:
    wanted = select(col(JournalNameRow.story)).where(col(JournalNameRow.name).in_(names))
    return set((await session.execute(wanted)).scalars())


async def about(session: AsyncSession, *names: str) -> list[Entry]:
    """Everything in the stories of this report or rescue; it may tell of others too."""
    return await entries_of(session, await stories_named(session, names))


async def entry(session: AsyncSession, id: str) -> Entry | None:
    row = await session.get(JournalRow, id)
    return _entry(row) if row else None


def entry_of(fact: Envelope) -> Entry:
    """As it will be found in the journal."""
    values = _row(fact, fact.time)
    return Entry(**{name: values[name] for name in values if name not in ("heard_at", "traceparent")})


async def entries_of(session: AsyncSession, stories: Collection[str]) -> list[Entry]:
    wanted = select(JournalRow).where(col(JournalRow.story).in_(stories))
    return [_entry(row) for row in (await session.execute(wanted)).scalars()]


async def of_kinds(session: AsyncSession, facts: Collection[str], since: datetime) -> list[Entry]:
    """Everything of these facts that happened since then; `facts` are names of classes."""
    types = {name for name, fact in FACTS.items() if fact.__name__ in facts}
    wanted = select(JournalRow).where(col(JournalRow.at) >= since, col(JournalRow.type).in_(types))
    return [_entry(row) for row in (await session.execute(wanted)).scalars()]


def _entry(row: JournalRow) -> Entry:
    return Entry(**row.model_dump(exclude={"heard_at", "traceparent"}))


def _row(fact: Envelope, now: datetime) -> dict[str, Any]:
    return {
        "id": str(fact.id),
        "type": fact.type,
        "source": fact.source,
        "subject": fact.subject,
        "story": fact.correlationid,
        "area": fact.area,
        "actor": fact.actor,
        "sequence": fact.sequence,
        "cause": fact.causationid,
        "traceparent": fact.traceparent,
        "drill": fact.drill,
        "at": fact.time,
        "heard_at": now,
        "data": dict(fact.data),
    }
