"""Take a call."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from services.chassis.log import Work
from services.chassis.web import Answer, Call, Shared, Wish, call_by
from services.contracts.words import Kind
from services.intake.api.paths import address_of
from services.intake.domain.taking import Told
from services.intake.operations.taking import Incoming, Taken, take
from services.intake.policy import RULES, threatens_life
from services.intake.schemas.shown import ReportTaken
from services.intake.schemas.told import NewReport


@dataclass(frozen=True)
class Asked:
    kind: Kind
    told: Told


async def answer_all(work: Work, wishes: Sequence[Wish[Asked]]) -> Sequence[Answer | Exception]:
    """Calls that came together, each with its answer or its refusal."""
    calls = [Incoming(wish.origin, wish.actor, wish.body.kind, wish.body.told) for wish in wishes]
    return [one if isinstance(one, Exception) else _answer(one) for one in await take(work, calls)]


def alike(wish: Wish[Asked]) -> Iterator[Hashable]:
    """The same reference again must find what the first has made."""
    if wish.body.told.reference is not None:
        yield ("reference", wish.actor.id, wish.body.told.reference)


def _answer(taken: Taken) -> Answer:
    report = taken.report
    shown = ReportTaken.of(taken).model_dump_json()
    return Answer(201 if taken.new else 200, shown, address_of(report.kind, report.id))


async def answer_call(call: Call, kind: Kind, body: NewReport) -> Response:
    """The report that the call became, as `ReportTaken`; the page of the desk asks no other way.

    Beyond the limit of its key a call is refused, unless a life is in danger: that one is taken, and counted.
    """
    if call.wait:
        limits = call.service.limits
        if not threatens_life(kind, body.signs):
            limits.refuse(call.wait)
        limits.let_in_for_a_life()
    taking: Shared[Asked] = call.request.app.state.taking
    answer = await taking.answer(call, Asked(kind, body.told()))
    if answer.status_code == 201 and "idempotency-replayed" not in answer.headers:
        call.request.app.state.reports.labels(kind, body.channel).inc()
    return answer


def add_to(resource: APIRouter, kind: Kind) -> None:
    caller = Depends(call_by(*RULES[kind].taken_by, weighs=True))

    known: dict[int | str, dict[str, Any]] = {
        200: {"model": ReportTaken, "description": "the reference is known: nothing new was made"}
    }

    @resource.post("", status_code=201, response_model=ReportTaken, responses=known, summary="Take a call")
    async def take_call(body: NewReport, call: Annotated[Call, caller]) -> Response:
        """The same `reference` again: 200 and the report that is there, or 409 when it said something else."""
        return await answer_call(call, kind, body)
