"""What a team's phone shows: the live offer with all that is needed to get there, beds, its own stock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.screen import ClockFace
from services.chassis.web import Call, hidden_unless
from services.patrol.api.asking import opener_of
from services.patrol.domain.geography import Point, choose_travel, metres_between
from services.patrol.domain.offer import LIVE_STATES, Offer, OfferState
from services.patrol.domain.rescue import Rescue
from services.patrol.domain.team import Team
from services.patrol.repository import lists, registers
from services.patrol.repository.lists import Part
from services.patrol.repository.registers import Place
from services.patrol.schemas.showing import Opener, offer_on_the_phone
from services.patrol.schemas.shown import OfferOnThePhone
from services.patrol.screens.board_rows import CallRow, calls_of, face_of, names_of
from services.patrol.screens.board_words import KIT_GRADES
from services.patrol.screens.field_map import Drawing, draw
from services.patrol.screens.field_words import RESULTS

MOST = 200


@dataclass(frozen=True)
class Task:
    """The offer that the team is reserved by. `metres`: the way by the area's rule for detours."""

    offer: OfferOnThePhone
    rescue: Rescue
    face: ClockFace
    signs: tuple[str, ...]
    calls: tuple[CallRow, ...]
    drawing: Drawing
    metres: float | None

    @property
    def stage(self) -> str:
        return str(self.offer.state)

    @property
    def grade(self) -> str:
        return KIT_GRADES[self.rescue.grade]

    @property
    def offer_seconds(self) -> float:
        return (self.offer.lapses_at - self.offer.offered_at).total_seconds()


@dataclass(frozen=True)
class Near:
    place: Place
    metres: float | None

    @property
    def free(self) -> int:
        return max(0, self.place.beds - self.place.taken)


@dataclass(frozen=True)
class Field:
    """`last`: what became of the offer before, while there is none."""

    now: datetime
    team: Team
    task: Task | None
    last: tuple[Rescue, OfferState, datetime | None] | None
    places: tuple[Near, ...]

    @property
    def stage(self) -> str:
        return self.task.stage if self.task else "idle"

    @property
    def version(self) -> str:
        rescue = self.task.rescue.version if self.task else 0
        return f"{self.task.offer.id if self.task else ''}.{rescue}.{self.team.version}"

    @property
    def nearest(self) -> Mapping[str, Near]:
        """The nearest place with a free bed for each tile that takes one, by the tile's id."""
        free = {near.place.kind: near for near in reversed(self.places) if near.free}
        return {result.id: free[result.kind] for result in RESULTS if result.kind in free}


async def gather(call: Call, team_id: str) -> Field:
    """Raises Hidden for a team that the caller may not see."""
    now, actor = call.service.clock.now(), call.actor
    async with call.read() as session:
        team = hidden_unless(await lists.team_seen(session, actor, team_id))
        found = await lists.offered_rescues(session, actor, team.id, None, Part(1))
        places = await lists.place_page(session, actor, Part(MOST))
        task = last = None
        for offer_id, rescue in found[:1]:
            offer = next(one for one in rescue.offers if one.id == offer_id)
            if offer.state in LIVE_STATES:
                task = await _task(session, rescue, offer, team, now, opener_of(call))
            else:
                last = (rescue, offer.state, offer.ended_at)
    start = task.rescue.point if task else team.position and team.position.point
    return Field(now, team, task, last, near(places, start or None))


async def _task(
    session: AsyncSession, rescue: Rescue, live: Offer, team: Team, now: datetime, opened: Opener
) -> Task:
    offer = offer_on_the_phone(rescue, live, opened)
    plans = await registers.plans_around(session, rescue.area)
    rule = choose_travel((rule for plan in plans for rule in plan.travel), rescue.area)
    here = team.position.point if team.position else None
    return Task(
        offer=offer,
        rescue=rescue,
        face=face_of(rescue, now),
        signs=names_of(offer.signs),
        calls=calls_of(rescue, opened),
        drawing=draw(rescue.point, here),
        metres=metres_between(here, rescue.point) * rule.detour if here else None,
    )


def near(places: Iterable[Place], start: Point | None) -> tuple[Near, ...]:
    """The nearest first; where nobody knows the way, by name."""
    measured = [
        Near(one, metres_between(start, one.point) if start and one.point else None) for one in places
    ]
    far = float("inf")
    return tuple(
        sorted(measured, key=lambda one: (far if one.metres is None else one.metres, one.place.name))
    )
