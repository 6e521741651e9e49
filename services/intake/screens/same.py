"""Earlier open reports that may be about the same person: shown while the caller speaks, never in their way."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Response
from pydantic import ValidationError

from services.chassis.web import Call
from services.contracts.words import Kind, Sign
from services.intake.api.showing import show
from services.intake.domain.same_person import (
    Reason,
    Seen,
    box_around,
    compare,
    is_worth_a_look,
    likeness,
    oldest,
)
from services.intake.domain.taking import Spot
from services.intake.repository.desks import open_sightings_in
from services.intake.repository.lists import Found
from services.intake.schemas.told import NewReport
from services.intake.screens.desk import CLOSED_LISTS, Seer
from services.intake.screens.kit import PAGES
from services.intake.screens.rows import Row, row_of
from services.intake.screens.telling import read_form

MOST_COMPARED, MOST_SHOWN = 200, 3


@dataclass(frozen=True)
class Candidate:
    row: Row
    rescue: str | None
    reasons: tuple[Reason, ...]
    spot: Spot


@PAGES.router.post("/desk/same")
async def same(call: Seer) -> Response:
    """Compares what stands in the form by now; a form that is not right yet is compared when it is."""
    filled = read_form(Kind.SIGHTING, await call.request.form())
    try:
        told = NewReport.model_validate(filled.told() | {"caller": None, "words": None})
    except ValidationError:
        told = None
    shown = await compared(call, told, Kind.SIGHTING, filled.text("report"))
    return PAGES.show(call.request, "desk/same.html", **CLOSED_LISTS, **shown, report=None)


async def compared(call: Call, told: NewReport | None, kind: Kind, own: str) -> dict[str, Any]:
    """What the part shows. `own`: the report itself, once it is one."""
    if told is None or told.point is None or kind is not Kind.SIGHTING:
        return {"candidates": (), "located": False}
    return {"candidates": await candidates(call, told, own), "located": True}


async def candidates(call: Call, told: NewReport, own: str) -> Sequence[Candidate]:
    """The likeliest first; several calls of one rescue are one candidate."""
    assert told.point is not None
    now = call.service.clock.now()
    spot = Spot(told.point.longitude, told.point.latitude)
    seen = Seen(spot, told.received_at or now, told.people, frozenset(told.signs))
    async with call.read() as session:
        near = await open_sightings_in(session, call.actor, box_around(spot), oldest(now), MOST_COMPARED)
    compared = [_candidate(call, one, seen) for one in near if one.report.id != own]
    worth = [one for one in compared if is_worth_a_look(one.reasons)]
    likely = sorted(worth, key=lambda one: likeness(one.reasons))
    once = {one.rescue or one.row.id: one for one in reversed(likely)}
    return [one for one in likely if once[one.rescue or one.row.id] is one][:MOST_SHOWN]


def _candidate(call: Call, found: Found, seen: Seen) -> Candidate:
    said = found.said
    assert said.point is not None, "only what has a point lies in a box"
    signs = frozenset(Sign(sign) for sign in said.signs)
    earlier = Seen(said.point, found.report.received_at, said.people, signs)
    row = row_of(show(found, (), call.actor, call.service.keyring))
    number = found.rescue.number if found.rescue else None
    return Candidate(row, number, compare(seen, earlier), said.point)
