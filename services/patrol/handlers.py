"""Facts of others, and what patrol does about them."""

from collections.abc import Mapping
from typing import Any

from services.chassis.log import Work
from services.contracts.envelope import Envelope, Fact
from services.contracts.intake import SightingReported
from services.patrol.domain.geography import Point
from services.patrol.operations.sightings import Reported, take_over


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


HANDLERS: Mapping[type[Fact], Any] = {SightingReported: sighting_was_reported}
