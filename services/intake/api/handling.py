"""What people do with a report: note, hand over, accept, close, call back."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from services.chassis.clock import office_day
from services.chassis.log import Work
from services.chassis.web import Call, call_by
from services.contracts.words import Kind
from services.intake.domain.report import Report
from services.intake.operations import correcting, handling, joining
from services.intake.operations.places import notices_of
from services.intake.policy import RULES
from services.intake.schemas.shown import ReportMoved
from services.intake.schemas.told import (
    NewAcceptance,
    NewCallBack,
    NewClosing,
    NewHandOver,
    NewJoin,
    NewNote,
    NewPlace,
)


async def _answer(call: Call, operation: Callable[[Work], Awaitable[Report]], status: int = 200) -> Response:
    async def moved(work: Work) -> ReportMoved:
        return ReportMoved.of(await operation(work))

    return await call.answer(moved, status)


def add_to(resource: APIRouter, kind: Kind) -> None:
    caller = Depends(call_by(*RULES[kind].handled_by))

    @resource.post("/{id}/notes", status_code=201, response_model=ReportMoved, summary="Write a note")
    async def note(id: str, body: NewNote, call: Annotated[Call, caller]) -> Response:
        return await _answer(call, lambda work: handling.note(work, call.actor, kind, id, body.words), 201)

    @resource.post("/{id}/hand-over", response_model=ReportMoved, summary="Hand over")
    async def hand_over(id: str, body: NewHandOver, call: Annotated[Call, caller]) -> Response:
        """The owner stays the owner until somebody accepts."""
        return await _answer(call, lambda work: handling.hand_over(work, call.actor, kind, id, body.to))

    @resource.post("/{id}/hand-over/acceptance", response_model=ReportMoved, summary="Accept, and own it")
    async def accept(id: str, call: Annotated[Call, caller], body: NewAcceptance | None = None) -> Response:
        return await _answer(call, lambda work: handling.accept(work, call.actor, kind, id))

    @resource.post("/{id}/place", response_model=ReportMoved, summary="Correct where it is")
    async def correct_place(id: str, body: NewPlace, call: Annotated[Call, caller]) -> Response:
        """The whole place as it is known now, inside the county: what is left out is no longer known. The story keeps
        the former one. A sighting's rescue is asked to go there; `correction` says what became of that."""
        corrected = body.corrected()

        async def moved(work: Work) -> ReportMoved:
            report = await correcting.correct_place(work, call.actor, kind, id, corrected, body.reason)
            return ReportMoved.of(report, notices_of(report.area, corrected.point, office_day(work.now)))

        return await call.answer(moved, 200)

    if kind is Kind.SIGHTING:

        @resource.post(
            "/{id}/join", response_model=ReportMoved, summary="The same person as another sighting"
        )
        async def propose_join(id: str, body: NewJoin, call: Annotated[Call, caller]) -> Response:
            """Patrol makes one rescue of both, or says why not: `joining` says what became of it. Every caller is
            still told how it ended."""
            return await _answer(call, lambda work: joining.propose_join(work, call.actor, id, body.other))

        @resource.post("/{id}/split", response_model=ReportMoved, summary="Two persons after all")
        async def propose_split(id: str, body: NewJoin, call: Annotated[Call, caller]) -> Response:
            """Takes a join back while nobody has arrived: the rescue that was merged waits for a team again."""
            return await _answer(call, lambda work: joining.propose_split(work, call.actor, id, body.other))

    @resource.post("/{id}/closing", response_model=ReportMoved, summary="Close, with outcome and reason")
    async def close(id: str, body: NewClosing, call: Annotated[Call, caller]) -> Response:
        return await _answer(
            call,
            lambda work: handling.close(work, call.actor, kind, id, body.outcome, body.reason),
        )

    @resource.post("/{id}/call-back", response_model=ReportMoved, summary="Its reporter was telephoned")
    async def call_back(id: str, body: NewCallBack, call: Annotated[Call, caller]) -> Response:
        """When it is over, whoever left a number and wants to hear of it is owed a call: `calling_back` is `owed` until
        somebody was told, the number is wrong, or nobody answered often enough."""
        return await _answer(
            call, lambda work: handling.call_back(work, call.actor, kind, id, body.result, body.words)
        )
