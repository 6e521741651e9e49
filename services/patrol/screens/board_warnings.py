"""The strip of a warning of cold, and the panel in which one is put in force and lifted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Depends, Response

from services.chassis.clock import office_time
from services.chassis.web import Call, page_by
from services.contracts.words import Role, WarningColour
from services.patrol.api.asking import opener_of
from services.patrol.domain.geography import COUNTY_DIGITS
from services.patrol.domain.warning import Warned
from services.patrol.repository.registers import Place
from services.patrol.repository.warnings import in_force
from services.patrol.schemas.showing import Opener
from services.patrol.screens.board_circle import WARM_POINT
from services.patrol.screens.board_words import WARNING_COLOURS
from services.patrol.screens.kit import PAGES

MORNING = 8
"""Of the next day: where the end of a new warning is proposed."""


@dataclass(frozen=True)
class Strip:
    """`words` in clear. `own`: of an area that this person decides about, so that they may lift it."""

    warned: Warned
    words: str | None
    own: bool

    @property
    def colour(self) -> str:
        return WARNING_COLOURS[self.warned.colour]


@dataclass(frozen=True)
class Warmth:
    """What warm points hold, of those that are on the register."""

    points: int
    beds: int
    taken: int


def strips(found: Iterable[Warned], opened: Opener, call: Call) -> tuple[Strip, ...]:
    return tuple(Strip(one, opened(one.words), call.actor.may_see(one.area)) for one in found)


def warmth_of(places: Iterable[Place]) -> Warmth:
    warm = [place for place in places if place.kind == WARM_POINT]
    return Warmth(len(warm), sum(place.beds for place in warm), sum(place.taken for place in warm))


@PAGES.router.get("/board/warnings")
async def panel(call: Annotated[Call, Depends(page_by(Role.DISPATCHER, Role.LEADER))]) -> Response:
    now, scope = call.service.clock.now(), call.actor.scope
    async with call.read() as session:
        found = strips(await in_force(session, call.actor), opener_of(call), call)
    area = scope if len(scope) >= COUNTY_DIGITS else ""
    return PAGES.show(
        call.request,
        "board/warnings.html",
        strips=found,
        area=area,
        until=_morning(now),
        colours=[(colour, WARNING_COLOURS[colour]) for colour in reversed(WarningColour)],
    )


def _morning(now: datetime) -> str:
    """As the form has it: the offices' time, without a zone."""
    tomorrow = office_time(now) + timedelta(days=1)
    return tomorrow.replace(hour=MORNING, minute=0, second=0, microsecond=0).strftime("%Y-%m-%dT%H:%M")
