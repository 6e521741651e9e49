"""Facts as the journal gives them back."""

from services.contracts.envelope import Envelope
from services.notify.domain.journal import Entry


def journal_entry(fact: Envelope) -> Entry:
    return Entry(
        id=str(fact.id),
        type=fact.type,
        source=fact.source,
        subject=fact.subject,
        story=fact.correlationid,
        area=fact.area,
        actor=fact.actor,
        sequence=fact.sequence,
        cause=fact.causationid,
        drill=fact.drill,
        at=fact.time,
        data=fact.data,
    )
