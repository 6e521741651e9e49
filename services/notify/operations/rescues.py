"""Rescues as patrol tells of them: who must know what, beside those who reported."""

from datetime import datetime

from services.chassis.log import Work
from services.contracts.envelope import Envelope
from services.contracts.patrol import (
    EstimateChanged,
    OfferAccepted,
    OfferDeclined,
    OfferWithdrawn,
    RescueAnswered,
    RescueMerged,
    RescueOpened,
    RescueRegraded,
    RescueRelocated,
    RescueSplit,
    SightingClosed,
    SightingJoined,
    TeamDeparted,
    TeamOffered,
)
from services.contracts.words import Grade
from services.notify.domain.message import Moot
from services.notify.operations import saying
from services.notify.operations.reporters import link, tell_reporters
from services.notify.operations.telling import Telling, supersede, tell
from services.notify.operations.troubles import which
from services.notify.repository import knowledge, messages
from services.notify.repository.knowledge import RescueRow

TO_ACT_ON = ("offer", "desk_closed", "place_corrected", "queued", "at_risk", "offer_unanswered")
"""Templates that ask somebody to act; when the rescue is answered there is nothing left to do."""


async def rescue_was_opened(work: Work, fact: RescueOpened, envelope: Envelope) -> None:
    row = await knowledge.rescue_or_new(work.session, fact.rescue, fact.area)
    row.number, row.area, row.people = fact.number, fact.area, fact.people
    row.longitude, row.latitude = fact.point.longitude, fact.point.latitude
    row.signs = list(fact.grade_reasons)
    await _regrade(work, row, fact.grade, fact.deadline, envelope)
    await link(work, fact.rescue, fact.sighting, envelope)


async def rescue_was_regraded(work: Work, fact: RescueRegraded, envelope: Envelope) -> None:
    row = await knowledge.rescue_or_new(work.session, fact.rescue, envelope.area)
    row.signs = list(fact.grade_reasons)
    await _regrade(work, row, fact.grade, fact.deadline, envelope)


async def rescue_was_relocated(work: Work, fact: RescueRelocated, envelope: Envelope) -> None:
    """Whoever is on the way must know, and the emergency partner once more where a life is in danger."""
    row = await knowledge.rescue_or_new(work.session, fact.rescue, fact.area)
    row.area, row.longitude, row.latitude = fact.area, fact.point.longitude, fact.point.latitude
    row.deadline = fact.deadline
    if fact.team is not None:
        variables: dict[str, object] = {"number": row.number, "place": saying.place(row.area)}
        told = _telling("place_corrected", row.id, variables, row, envelope, fact.correction, fact.team)
        await tell(work, told)
    if row.grade is not None:
        grade = Grade(row.grade)
        await _regrade(work, row, grade, fact.deadline, envelope, round=1 + fact.correction)


async def sighting_joined(work: Work, fact: SightingJoined, envelope: Envelope) -> None:
    row = await knowledge.rescue_or_new(work.session, fact.rescue, envelope.area)
    await _regrade(work, row, fact.grade, fact.deadline, envelope)
    await link(work, fact.rescue, fact.sighting, envelope)


async def team_was_offered(work: Work, fact: TeamOffered, envelope: Envelope) -> None:
    row = await knowledge.rescue_or_new(work.session, fact.rescue, envelope.area)
    variables = {
        **which(row),
        "minutes": saying.minutes(fact.estimated_seconds),
        "lapses": saying.clock_to_the_second(fact.lapses_at),
    }
    until = fact.lapses_at
    await tell(
        work, _telling("offer", fact.offer, variables, row, envelope, recipient=fact.team, of_use_until=until)
    )


async def offer_was_accepted(work: Work, fact: OfferAccepted, envelope: Envelope) -> None:
    row = await knowledge.rescue_or_new(work.session, fact.rescue, envelope.area)
    row.offer, row.accepted_at, row.promised_at = fact.offer, envelope.time, fact.promised_at
    row.withdrawn = False
    known = await knowledge.sightings_of(work.session, fact.rescue)
    for sighting in dict.fromkeys((*known, *fact.sightings)):
        await link(work, fact.rescue, sighting, envelope)


async def team_promised_anew(work: Work, fact: TeamDeparted | EstimateChanged, envelope: Envelope) -> None:
    """Who joins from now on is told the newer promise; nobody is told twice."""
    row = await knowledge.rescue_or_new(work.session, fact.rescue, envelope.area)
    if row.offer == fact.offer:
        row.promised_at = fact.promised_at


async def offer_came_to_nothing(work: Work, fact: OfferDeclined | OfferWithdrawn, envelope: Envelope) -> None:
    row = await knowledge.rescue_or_new(work.session, fact.rescue, envelope.area)
    if row.offer == fact.offer:
        row.withdrawn = True
        await tell_reporters(work, fact.rescue, envelope)


async def sighting_was_closed(work: Work, fact: SightingClosed, envelope: Envelope) -> None:
    """Nobody calls for it any more, and a team is on its way."""
    if fact.sightings_left or fact.team is None:
        return
    row = await knowledge.rescue_or_new(work.session, fact.rescue, envelope.area)
    variables: dict[str, object] = {"number": row.number, "place": saying.place(row.area)}
    await tell(work, _telling("desk_closed", row.id, variables, row, envelope, recipient=fact.team))


async def rescue_was_answered(work: Work, fact: RescueAnswered, envelope: Envelope) -> None:
    row = await knowledge.rescue_or_new(work.session, fact.rescue, envelope.area)
    row.answered_at = envelope.time
    await tell_reporters(work, fact.rescue, envelope)
    for message in await messages.unsent_about(work.session, fact.rescue, TO_ACT_ON):
        await supersede(work, message, Moot.ANSWERED)


async def rescue_was_merged(work: Work, fact: RescueMerged, envelope: Envelope) -> None:
    """Nobody needs to act on it any more; those who reported it hear of the rescue that goes on."""
    for message in await messages.unsent_about(work.session, fact.rescue, TO_ACT_ON):
        await supersede(work, message, Moot.ANSWERED)


async def rescue_was_split(work: Work, fact: RescueSplit, envelope: Envelope) -> None:
    """Its callers hear of their own rescue again, and no longer of the other."""
    for sighting in fact.sightings:
        await link(work, fact.rescue, sighting, envelope)


async def _regrade(
    work: Work, row: RescueRow, grade: Grade, deadline: datetime, envelope: Envelope, round: int = 1
) -> None:
    """The emergency partner is told when a life is in danger, the first time that this is known; in a further
    `round` when the place was another one."""
    row.grade, row.deadline = grade, deadline
    if grade is not Grade.LIFE_THREATENING or row.answered_at is not None:
        return
    variables = {
        "number": row.number,
        "place": saying.place(row.area),
        "latitude": row.latitude,
        "longitude": row.longitude,
        "people": row.people,
        "signs": row.signs,
        "deadline": saying.clock(deadline),
    }
    await tell(work, _telling("life_threatening", row.id, variables, row, envelope, round))


def _telling(
    template: str,
    about: str,
    variables: dict[str, object],
    row: RescueRow,
    envelope: Envelope,
    round: int = 1,
    recipient: str = "",
    of_use_until: datetime | None = None,
) -> Telling:
    return Telling(
        template,
        about,
        variables,
        area=row.area,
        story=envelope.correlationid,
        at=envelope.time,
        drill=envelope.drill,
        round=round,
        recipient=recipient,
        of_use_until=of_use_until,
    )
