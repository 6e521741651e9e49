"""Open reports that may be about the same person: shown while the caller speaks, never in their way.

Whatever patrol will join by place and time is among them, however little else agrees.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Response

from services.chassis.web import Call
from services.contracts.joining import JoinRule, metres_between
from services.contracts.words import Kind, Sign
from services.intake.api.showing import show
from services.intake.domain.rescue import RescueState, RescueSummary
from services.intake.domain.same_person import (
    Open,
    Reason,
    Seen,
    box_around,
    compare,
    is_worth_a_look,
    likeness,
    oldest,
    will_join,
)
from services.intake.domain.taking import Spot
from services.intake.repository.desks import open_sightings_in
from services.intake.repository.lists import Found
from services.intake.schemas.told import NewReport
from services.intake.screens.desk import CLOSED_LISTS, Seer
from services.intake.screens.kit import PAGES
from services.intake.screens.rows import Row, row_of
from services.intake.screens.telling import Filled, read_form, sighted

MOST_COMPARED, MOST_SHOWN = 200, 3
NOTHING: dict[str, Any] = {"candidates": (), "located": False}


@dataclass(frozen=True)
class Compared:
    """A rescue, or a report without one, by its likeliest call. `key`: its id. `joins`: near enough in place and time
    for patrol, which of several takes the nearest."""

    key: str
    found: Found
    reasons: tuple[Reason, ...]
    metres: int
    joins: bool

    @property
    def is_shown(self) -> bool:
        return self.joins or is_worth_a_look(self.reasons)

    @property
    def order(self) -> tuple[bool, tuple[int, ...], str]:
        """As patrol chooses; then the likeliest first."""
        return not self.joins, (self.metres,) if self.joins else likeness(self.reasons), self.key


@dataclass(frozen=True)
class Candidate:
    """As it is shown."""

    row: Row
    rescue: str | None
    reasons: tuple[Reason, ...]
    spot: Spot
    joins: bool


@PAGES.router.post("/desk/same")
async def same(call: Seer) -> Response:
    """Compares what stands in the form by now."""
    shown = await looked_for(call, read_form(Kind.SIGHTING, await call.request.form()))
    return PAGES.show(call.request, "desk/same.html", **CLOSED_LISTS, **shown, report=None)


async def looked_for(call: Call, filled: Filled) -> dict[str, Any]:
    """Place, people, signs and receipt matter; whatever else is wrong in the form changes nothing."""
    told = sighted(filled)
    return NOTHING if told is None or told.point is None else await compared(call, _told(call, told))


async def compared_with(call: Call, found: Found) -> dict[str, Any]:
    """A report that is there: with all but itself and what is one rescue with it."""
    report, said = found.report, found.said
    if report.kind is not Kind.SIGHTING or said.point is None or report.closed:
        return NOTHING
    return await compared(call, _said(found), report.id, report.rescue)


async def compared(call: Call, seen: Seen, own: str = "", rescue: str | None = None) -> dict[str, Any]:
    """What the part shows; several calls of one rescue are one candidate."""
    since = oldest(call.service.clock.now())
    async with call.read() as session:
        near = await open_sightings_in(session, call.actor, box_around(seen.spot), since, MOST_COMPARED)
    calls: dict[str, list[Found]] = defaultdict(list)
    for found in near:
        if found.report.id != own and (rescue is None or found.report.rescue != rescue):
            calls[found.report.rescue or found.report.id].append(found)
    whole = (_compared(key, of_one, seen) for key, of_one in calls.items())
    shown = sorted((one for one in whole if one.is_shown), key=lambda one: one.order)
    most = max(MOST_SHOWN, sum(one.joins for one in shown))
    return {"candidates": [_candidate(call, one) for one in shown[:most]], "located": True}


def _compared(key: str, calls: Sequence[Found], seen: Seen) -> Compared:
    by_reasons = [(compare(seen, _said(found)), found) for found in calls]
    reasons, found = min(by_reasons, key=lambda one: likeness(one[0]))
    known = _open(calls)
    metres = round(metres_between(seen.spot, known.spot))
    return Compared(key, found, reasons, metres, _takes_in(found) and will_join(seen, known))


def _candidate(call: Call, one: Compared) -> Candidate:
    row = row_of(show(one.found, (), call.actor, call.service.keyring))
    number = one.found.rescue.number if one.found.rescue else None
    return Candidate(row, number, one.reasons, _spot(one.found, None), one.joins)


def _takes_in(found: Found) -> bool:
    """Patrol joins nothing to a drill, nor to a rescue that is over."""
    over = found.rescue is not None and found.rescue.state is RescueState.ANSWERED
    return not (found.report.drill or over)


def _open(calls: Sequence[Found]) -> Open:
    rescue = calls[0].rescue
    receipts = tuple(found.report.received_at for found in calls)
    return Open(_spot(calls[0], rescue), receipts, _rule(rescue))


def _spot(found: Found, rescue: RescueSummary | None) -> Spot:
    if rescue is not None and rescue.longitude is not None and rescue.latitude is not None:
        return Spot(rescue.longitude, rescue.latitude)
    assert found.said.point is not None, "only what has a point lies in a box"
    return found.said.point


def _rule(rescue: RescueSummary | None) -> JoinRule:
    if rescue is None or rescue.join_metres is None or rescue.join_seconds is None:
        return JoinRule()
    return JoinRule(rescue.join_metres, rescue.join_seconds)


def _told(call: Call, told: NewReport) -> Seen:
    assert told.point is not None
    at = told.received_at or call.service.clock.now()
    return Seen(told.point.spot(), at, told.people, frozenset(told.signs))


def _said(found: Found) -> Seen:
    said = found.said
    signs = frozenset(Sign(sign) for sign in said.signs)
    return Seen(_spot(found, None), found.report.received_at, said.people, signs)
