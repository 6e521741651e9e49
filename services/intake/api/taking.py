"""Take a call."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from services.chassis.log import Work
from services.chassis.web import Call, call_by
from services.contracts.words import Kind
from services.intake.api.paths import address_of
from services.intake.operations.taking import take
from services.intake.policy import RULES
from services.intake.schemas.shown import ReportTaken
from services.intake.schemas.told import NewReport


def add_to(resource: APIRouter, kind: Kind) -> None:
    caller = Depends(call_by(*RULES[kind].taken_by))

    known: dict[int | str, dict[str, Any]] = {
        200: {"model": ReportTaken, "description": "the reference is known: nothing new was made"}
    }

    @resource.post("", status_code=201, response_model=ReportTaken, responses=known, summary="Take a call")
    async def take_call(body: NewReport, call: Annotated[Call, caller]) -> Response:
        """The same `reference` again: 200 and the report that is there, or 409 when it said something else."""

        async def taken(work: Work) -> ReportTaken:
            return ReportTaken.of(await take(work, call.actor, kind, body.told()))

        answer = await call.answer(
            taken,
            lambda shown: 200 if shown.tracking_token is None else 201,
            lambda shown: address_of(kind, shown.id),
        )
        if answer.status_code == 201 and "idempotency-replayed" not in answer.headers:
            call.request.app.state.reports.labels(kind, body.channel).inc()
        return answer
