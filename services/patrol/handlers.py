"""Facts of others, and what patrol does about them."""

from collections.abc import Mapping
from typing import Any

from services.chassis.log import Work
from services.contracts.envelope import Envelope, Fact
from services.contracts.intake import (
    JoinProposed,
    PlaceCorrected,
    ReportClosed,
    SightingReported,
    SplitProposed,
)
from services.contracts.words import Kind
from services.patrol.domain.geography import Point
from services.patrol.domain.rescue import Closing
from services.patrol.operations.merging import Proposed, join_rescues
from services.patrol.operations.relocating import Corrected, correct_place
from services.patrol.operations.sightings import Reported, take_over
from services.patrol.operations.splitting import split_rescues
from services.patrol.operations.uncalled import sighting_was_closed


async def sighting_was_reported(work: Work, fact: SightingReported, envelope: Envelope) -> None:
    point = Point(fact.point.longitude, fact.point.latitude) if fact.point else None
    reported = Reported(
        sighting=fact.report,
        area=fact.area,
        received_at=fact.received_at,
        people=fact.people,
        signs=fact.signs,
        point=point,
        place=fact.place,
        words=fact.words,
        road=fact.road,
        kilometre=fact.kilometre,
        drill=envelope.drill,
    )
    await take_over(work, reported)


async def report_was_closed(work: Work, fact: ReportClosed, envelope: Envelope) -> None:
    """By a person: then a reason is given. What our own answer has closed is no news."""
    if fact.reason is not None:
        closing = Closing(envelope.time, envelope.actor, fact.reason)
        await sighting_was_closed(work, fact.report, closing)


async def place_was_corrected(work: Work, fact: PlaceCorrected, envelope: Envelope) -> None:
    """Of reports of other kinds as well; nobody goes anywhere for those."""
    if fact.kind is not Kind.SIGHTING:
        return
    corrected = Corrected(
        sighting=fact.report,
        correction=fact.correction,
        area=fact.area,
        point=Point(fact.point.longitude, fact.point.latitude) if fact.point else None,
        place=fact.place,
        road=fact.road,
        kilometre=fact.kilometre,
        drill=envelope.drill,
    )
    await correct_place(work, corrected)


async def join_was_proposed(work: Work, fact: JoinProposed, envelope: Envelope) -> None:
    await join_rescues(work, Proposed(fact.report, fact.other, fact.join, fact.area, envelope.drill))


async def split_was_proposed(work: Work, fact: SplitProposed, envelope: Envelope) -> None:
    await split_rescues(work, Proposed(fact.report, fact.other, fact.join, fact.area, envelope.drill))


HANDLERS: Mapping[type[Fact], Any] = {
    SightingReported: sighting_was_reported,
    ReportClosed: report_was_closed,
    PlaceCorrected: place_was_corrected,
    JoinProposed: join_was_proposed,
    SplitProposed: split_was_proposed,
}
