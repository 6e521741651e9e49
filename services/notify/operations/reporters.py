"""Those who reported a sighting: what intake and patrol say about it, in any order, and what they are told."""

from services.chassis.log import Work
from services.contracts.envelope import Envelope
from services.contracts.intake import ReportClosed, SightingReported
from services.notify.domain.reporter import Acceptance, KnownRescue, KnownSighting, Word, minutes_left, owed
from services.notify.domain.templates import spoken_language
from services.notify.operations.saying import clock
from services.notify.operations.telling import Telling, message_id, tell, tell_again
from services.notify.repository import knowledge, messages
from services.notify.repository.knowledge import RescueRow, SightingRow


async def sighting_was_reported(work: Work, fact: SightingReported, envelope: Envelope) -> None:
    row = await knowledge.sighting_or_new(work.session, fact.report, fact.area)
    row.number, row.area, row.drill = fact.number, fact.area, envelope.drill
    row.received_at, row.language = fact.received_at, spoken_language(fact.language)
    row.caller = fact.caller if fact.call_back else None
    await tell_reporter(work, row, envelope)


async def report_was_closed(work: Work, fact: ReportClosed, envelope: Envelope) -> None:
    """Reports of other kinds are closed as well; nobody is told of them here yet."""
    if (known := await knowledge.sighting(work.session, fact.report)) is None or known.number is None:
        return
    row = await knowledge.sighting_or_new(work.session, fact.report, known.area)
    row.closed_at = envelope.time
    await tell_reporter(work, row, envelope)


async def link(work: Work, rescue: str, sighting: str, envelope: Envelope) -> None:
    """The sighting belongs to the rescue; its reporter is owed what became true of it."""
    row = await knowledge.sighting_or_new(work.session, sighting, envelope.area)
    row.rescue = rescue
    await tell_reporter(work, row, envelope)


async def tell_reporters(work: Work, rescue: str, envelope: Envelope) -> None:
    """Something about the rescue changed: everybody who reported it is owed what follows."""
    for sighting in await knowledge.sightings_of(work.session, rescue):
        await link(work, rescue, sighting, envelope)


async def tell_reporter(work: Work, row: SightingRow, envelope: Envelope) -> None:
    rescue = await knowledge.rescue(work.session, row.rescue) if row.rescue else None
    known = _known(rescue) if rescue else None
    sighting = KnownSighting(row.number is not None and row.caller is not None, row.closed_at is not None)
    words = [(word.moot, _telling(word, row, known, envelope)) for word in owed(sighting, known)]
    ids = [message_id(telling) for _, telling in words]
    before = await messages.find_all(work.session, ids) if row.heard > 1 else {}
    for id, (moot, telling) in zip(ids, words, strict=True):
        if (found := before.get(id)) is not None:
            await tell_again(work, found, telling, moot)
        else:
            await tell(work, telling, moot)


def _known(rescue: RescueRow) -> KnownRescue:
    acceptance = None
    if rescue.accepted_at is not None and rescue.promised_at is not None:
        acceptance = Acceptance(rescue.accepted_at, rescue.promised_at, rescue.withdrawn)
    return KnownRescue(acceptance, rescue.answered_at is not None)


def _telling(word: Word, row: SightingRow, rescue: KnownRescue | None, envelope: Envelope) -> Telling:
    variables: dict[str, object] = {"number": row.number}
    if word.template == "received":
        assert row.received_at is not None
        variables["time"] = clock(row.received_at)
    if word.template == "on_its_way":
        assert rescue is not None and rescue.acceptance is not None
        variables["minutes"] = minutes_left(rescue.acceptance, envelope.time)
        variables["arrival"] = clock(rescue.acceptance.promised_at)
    return Telling(word.template, row.id, variables, row.area, row.id, envelope.time, row.drill)
