"""Rescues: read, and everything that happens to one."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.chassis.log import Work
from services.chassis.web import Call, Page, hidden_unless, page_of
from services.contracts.words import Role
from services.patrol.api.asking import (
    Acting,
    Area,
    Cursor,
    Deciding,
    Dispatching,
    Limit,
    Reading,
    instant,
    linked,
    opener_of,
    position_in,
)
from services.patrol.domain.answering import Found
from services.patrol.domain.errors import OfferMissing
from services.patrol.domain.geography import county_of
from services.patrol.domain.rescue import Rescue
from services.patrol.domain.states import State
from services.patrol.operations import alerts, answering, steps
from services.patrol.operations.ranking import Ranker, candidates_for
from services.patrol.repository import lists, rescues
from services.patrol.repository.lists import Part, RescueFilter
from services.patrol.schemas import bodies, readings, shown
from services.patrol.schemas.showing import offer_on_the_phone, rescue_shown, would_free_shown

router = APIRouter(prefix="/api/v1", tags=["rescues"])
RescueId = Annotated[str, Path(max_length=40)]


@router.get("/rescues", response_model=Page[shown.RescueShown])
async def list_rescues(
    call: Reading,
    request: Request,
    response: Response,
    state: State | None = None,
    area: Area = None,
    open: Annotated[bool | None, Query(description="true: not yet answered")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[shown.RescueShown]:
    """Newest first."""
    part = Part(limit, position_in(cursor, str))
    async with call.read() as session:
        found = await lists.rescue_page(session, call.actor, RescueFilter(state, area, open), part)
    items = [rescue_shown(rescue, call.service.clock.now(), opener_of(call)) for rescue in found]
    return linked(request, response, page_of(items, limit, lambda item: [item.id]))


@router.get("/rescues/{rescue_id}", response_model=shown.RescueShown)
async def read_rescue(rescue_id: RescueId, call: Reading) -> shown.RescueShown:
    """With who could go now, while it is open; a team is not shown the others."""
    now = call.service.clock.now()
    async with call.read() as session:
        rescue = hidden_unless(await lists.rescue_seen(session, call.actor, rescue_id))
        ranked = None
        if rescue.state is not State.ANSWERED and call.actor.role is not Role.TEAM:
            ranked = await candidates_for(session, now, rescue)
    return rescue_shown(rescue, now, opener_of(call), ranked)


@router.get("/queue", response_model=Page[shown.QueueEntry])
async def read_queue(
    call: Reading, request: Request, response: Response, limit: Limit = 50, cursor: Cursor = None
) -> Page[shown.QueueEntry]:
    """Who waits for a team, most urgent first, and what would give them one."""
    now = call.service.clock.now()
    part = Part(limit, position_in(cursor, int, instant, str))
    async with call.read() as session:
        found = await lists.queue_page(session, call.actor, part)
        rankers = {
            county: await Ranker.of_county(session, now, county)
            for county in {county_of(rescue.area) for rescue in found}
        }
        entries = [
            shown.QueueEntry(
                rescue=rescue_shown(rescue, now, opener_of(call)),
                place_in_queue=await rescues.place_in_queue(session, rescue),
                would_free=would_free_shown(await rankers[county_of(rescue.area)].would_free(rescue)),
            )
            for rescue in found
        ]
    places = {rescue.id: rescue.urgency for rescue in found}

    def position(entry: shown.QueueEntry) -> tuple[int, str, str]:
        rank, deadline, rescue_id = places[entry.rescue.id]
        return (rank, deadline.isoformat(), rescue_id)

    return linked(request, response, page_of(entries, limit, position))


@router.get("/offers", response_model=Page[shown.OfferOnThePhone])
async def list_offers(
    call: Reading,
    request: Request,
    response: Response,
    team: Annotated[str | None, Query(max_length=40)] = None,
    live: Annotated[bool | None, Query(description="true: the team is reserved")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[shown.OfferOnThePhone]:
    """What the phones of the teams show, newest first; a team's key sees its own."""
    part = Part(limit, position_in(cursor, str))
    async with call.read() as session:
        found = await lists.offered_rescues(session, call.actor, team, live, part)
    opened = opener_of(call)
    items = [
        offer_on_the_phone(rescue, offer, opened)
        for offer_id, rescue in found
        for offer in rescue.offers
        if offer.id == offer_id
    ]
    return linked(request, response, page_of(items, limit, lambda item: [item.id]))


@router.post("/rescues/{rescue_id}/acceptance", response_model=shown.RescueShown)
async def accept(rescue_id: RescueId, body: bodies.StepBody, call: Acting) -> Response:
    return await _act(
        call, lambda work: steps.accept(work, call.actor, rescue_id, body.offer, body.device_at)
    )


@router.post("/rescues/{rescue_id}/refusal", response_model=shown.RescueShown)
async def refuse(rescue_id: RescueId, body: bodies.RefusalBody, call: Acting) -> Response:
    return await _act(call, lambda work: steps.refuse(work, call.actor, rescue_id, body.offer, body.reason))


@router.post("/rescues/{rescue_id}/departure", response_model=shown.RescueShown)
async def depart(rescue_id: RescueId, body: bodies.StepBody, call: Acting) -> Response:
    return await _act(
        call, lambda work: steps.depart(work, call.actor, rescue_id, body.offer, body.device_at)
    )


@router.post("/rescues/{rescue_id}/estimate", response_model=shown.RescueShown)
async def estimate(rescue_id: RescueId, body: bodies.EstimateBody, call: Acting) -> Response:
    return await _act(
        call,
        lambda work: steps.estimate(work, call.actor, rescue_id, body.offer, body.arrive_at, body.reason),
    )


@router.post("/rescues/{rescue_id}/arrival", response_model=shown.RescueShown)
async def arrive(rescue_id: RescueId, body: bodies.StepBody, call: Acting) -> Response:
    return await _act(
        call, lambda work: steps.arrive(work, call.actor, rescue_id, body.offer, body.device_at)
    )


@router.post("/rescues/{rescue_id}/outcome", response_model=shown.RescueShown)
async def answer(rescue_id: RescueId, body: bodies.OutcomeBody, call: Acting) -> Response:
    """With an offer: what the team found and did. Without: a dispatcher answers from the desk, with a reason."""
    offer = body.offer
    if offer is not None:
        words = body.words or body.reason
        found = Found(body.outcome, body.people_met, dict(body.handed_out), body.place, words)
        return await _act(call, lambda work: answering.answer(work, call.actor, rescue_id, offer, found))
    if call.actor.role is Role.TEAM:
        raise OfferMissing
    reason = body.reason or ""
    return await _act(call, lambda work: answering.close(work, call.actor, rescue_id, body.outcome, reason))


@router.post("/rescues/{rescue_id}/dispatch", response_model=shown.RescueShown)
async def override(rescue_id: RescueId, body: bodies.DispatchBody, call: Dispatching) -> Response:
    """Send this team whatever the ranking says; an offer that stands is withdrawn."""
    return await _act(
        call,
        lambda work: steps.override(work, call.actor, rescue_id, body.team, body.reason, body.seen_offer),
    )


@router.post("/rescues/{rescue_id}/grade", response_model=shown.RescueShown)
async def regrade(rescue_id: RescueId, body: bodies.GradeBody, call: Deciding) -> Response:
    return await _act(
        call, lambda work: answering.regrade(work, call.actor, rescue_id, body.grade, body.reason)
    )


@router.post("/rescues/{rescue_id}/clock-stop", response_model=shown.RescueShown)
async def stop_clock(rescue_id: RescueId, body: bodies.ReasonBody, call: Deciding) -> Response:
    """The response is measured until now and counted apart; the rescue goes on."""
    return await _act(call, lambda work: answering.stop_clock(work, call.actor, rescue_id, body.reason))


@router.post("/rescues/{rescue_id}/breach-reason", response_model=shown.RescueShown)
async def explain_breach(rescue_id: RescueId, body: bodies.ReasonBody, call: Deciding) -> Response:
    return await _act(call, lambda work: answering.explain_breach(work, call.actor, rescue_id, body.reason))


@router.post("/rescues/{rescue_id}/alert-readings", response_model=readings.AlertReadingsShown)
async def read_alert(rescue_id: RescueId, body: bodies.AlertReadBody, call: Deciding) -> Response:
    """I have seen it; everybody who looks on sees who was first."""

    async def run(work: Work) -> readings.AlertReadingsShown:
        found = await alerts.read_alert(work, call.actor, rescue_id, body.alert, body.round)
        return readings.AlertReadingsShown(
            items=[readings.AlertReadingShown.model_validate(one) for one in found]
        )

    return await call.answer(run)


async def _act(call: Call, operation: Callable[[Work], Awaitable[Rescue]]) -> Response:
    """Run one operation on a rescue and show what it has become."""

    async def run(work: Work) -> shown.RescueShown:
        return rescue_shown(await operation(work), work.now, opener_of(call))

    return await call.answer(run)
