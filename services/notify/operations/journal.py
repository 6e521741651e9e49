"""Keeping everything that is heard, and telling the story of one report from it."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.log import Record, Work
from services.contracts.catalogue import FACTS
from services.contracts.envelope import Envelope, read_envelope
from services.notify.domain import journal as domain
from services.notify.domain.journal import LINKS, Entry, in_order, names_in
from services.notify.repository import journal

MOST_STORIES = 50


async def keep(work: Work, records: Sequence[Record]) -> None:
    """In the same unit in which they are applied or set aside: what was heard is in the journal, once."""
    facts = [fact for record in records if (fact := _fact(record)) is not None]
    names = {(name, fact.correlationid) for fact in facts for name in _names(fact)}
    journal.keep(work.session, facts, names, work.now)


async def story_of(session: AsyncSession, name: str) -> list[Entry]:
    """Everything about the report, rescue, offer or message of this id or number, and about what it was joined with;
    in order. Nothing when nobody ever spoke of it."""
    stories = await journal.stories_named(session, [name])
    while True:
        entries = await journal.entries_of(session, stories)
        linked = {other for entry in entries for other in names_in(entry.data, LINKS)}
        wider = stories | await journal.stories_named(session, linked)
        if wider == stories or len(wider) > MOST_STORIES:
            return in_order(entries, FACTS)
        stories = wider


def covered(entry: Entry) -> dict[str, object]:
    """Its data without personal words."""
    return {name: domain.shown(value) for name, value in entry.data.items()}


def _names(fact: Envelope) -> set[str]:
    return {fact.correlationid, fact.subject, *names_in(fact.data)}


def _fact(record: Record) -> Envelope | None:
    """None for what is no fact: it is parked, and a person sees it there."""
    try:
        return read_envelope(record.headers, record.body)
    except ValueError:
        return None
