"""The steps of a team as plain forms: the page works without its scripts, one page after the other."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Form, Path, Response
from fastapi.responses import RedirectResponse

from services.chassis.log import Work
from services.chassis.web import Call, call_by
from services.contracts.words import Outcome, Role
from services.patrol.domain.answering import Found
from services.patrol.domain.rescue import Rescue
from services.patrol.operations import answering, steps
from services.patrol.screens.field import PAGE
from services.patrol.screens.field_words import RESULTS
from services.patrol.screens.kit import PAGES

STEPS = "/field/rescues/{rescue_id}"
Acting = Annotated[Call, Depends(call_by(Role.TEAM))]
RescueId = Annotated[str, Path(max_length=40)]
Offer = Annotated[str, Form(min_length=1, max_length=40)]
Written = Annotated[str, Form(max_length=500)]
TILES = f"^({'|'.join(result.id.replace('.', '[.]') for result in RESULTS)})$"
Few = Annotated[int, Form(ge=0, le=1000)]


async def _done(call: Call, operation: Callable[[Work], Awaitable[Rescue]]) -> Response:
    await call.transact(operation)
    return RedirectResponse(PAGE, 303)


@PAGES.router.post(f"{STEPS}/acceptance")
async def accept(rescue_id: RescueId, offer: Offer, call: Acting) -> Response:
    return await _done(call, lambda work: steps.accept(work, call.actor, rescue_id, offer, None))


@PAGES.router.post(f"{STEPS}/refusal")
async def refuse(rescue_id: RescueId, offer: Offer, call: Acting, reason: Written = "") -> Response:
    return await _done(call, lambda work: steps.refuse(work, call.actor, rescue_id, offer, reason))


@PAGES.router.post(f"{STEPS}/departure")
async def depart(rescue_id: RescueId, offer: Offer, call: Acting) -> Response:
    return await _done(call, lambda work: steps.depart(work, call.actor, rescue_id, offer, None))


@PAGES.router.post(f"{STEPS}/estimate")
async def estimate(
    rescue_id: RescueId, offer: Offer, call: Acting, minutes: Annotated[int, Form(ge=1, le=1440)] = 10
) -> Response:
    async def run(work: Work) -> Rescue:
        then = work.now + timedelta(minutes=minutes)
        return await steps.estimate(work, call.actor, rescue_id, offer, then, None)

    return await _done(call, run)


@PAGES.router.post(f"{STEPS}/arrival")
async def arrive(rescue_id: RescueId, offer: Offer, call: Acting) -> Response:
    return await _done(call, lambda work: steps.arrive(work, call.actor, rescue_id, offer, None))


@PAGES.router.post(f"{STEPS}/outcome")
async def answer(
    rescue_id: RescueId,
    offer: Offer,
    call: Acting,
    outcome: Annotated[str, Form(pattern=TILES)],
    people: Few = 1,
    place: Annotated[str, Form(max_length=40)] = "",
    words: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """`outcome` is the id of a tile; goods come as `goods.<item>`."""
    form = await call.request.form()
    goods = {
        name.removeprefix("goods."): int(str(count))
        for name, count in form.items()
        if name.startswith("goods.") and str(count).isdecimal() and int(str(count)) <= 100_000
    }
    given = {item: count for item, count in goods.items() if count}
    what = Outcome(outcome.partition(".")[0])
    bed = place if what is Outcome.BROUGHT_IN else ""
    met = 0 if what in (Outcome.NOT_FOUND, Outcome.FALSE_REPORT) else people
    found = Found(what, met, given, bed or None, words.strip() or None)
    return await _done(call, lambda work: answering.answer(work, call.actor, rescue_id, offer, found))
