"""Lists and single reports."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from services.chassis.web import Body, Call, Page, call_by, decode_cursor, hidden_unless, page_of
from services.chassis.web.paging import BadCursor
from services.contracts.words import Kind
from services.intake.api.showing import show
from services.intake.domain.calling_back import CallingBack
from services.intake.domain.conversation import TakenOver
from services.intake.policy import RULES
from services.intake.repository.lists import Wanted, find_one, find_page
from services.intake.repository.stories import lines_of
from services.intake.schemas.fields import AreaCode, Moment
from services.intake.schemas.shown import ReportListed, ReportShown

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Narrowing(Body):
    """`since` ≤ received_at < `until`; newest first."""

    status: Literal["open", "handed_over", "closed"] | None = Field(
        default=None, description="`open` includes what is handed over and not accepted yet"
    )
    taken_over: TakenOver | None = None
    calling_back: CallingBack | None = None
    owner: str | None = Field(default=None, max_length=60)
    area: AreaCode | None = None
    since: Moment | None = None
    until: Moment | None = None
    reference: str | None = Field(default=None, max_length=100)
    limit: int = Field(default=50, ge=1, le=200)
    cursor: str | None = Field(default=None, max_length=200)

    def wanted(self, kind: Kind) -> Wanted:
        return Wanted(kind=kind, after=_place(self.cursor), **self.model_dump(exclude={"cursor"}))


def _place(cursor: str | None) -> tuple[datetime, str] | None:
    """Raises BadCursor."""
    match decode_cursor(cursor):
        case None:
            return None
        case [int() as microseconds, str() as report_id]:
            try:
                return EPOCH + timedelta(microseconds=microseconds), report_id
            except OverflowError as error:
                raise BadCursor from error
        case _:
            raise BadCursor


def _position(shown: ReportListed) -> tuple[int, str]:
    return (shown.recorded_at - EPOCH) // timedelta(microseconds=1), shown.id


def add_to(resource: APIRouter, kind: Kind) -> None:
    caller = Depends(call_by(*RULES[kind].read_by))

    @resource.get("", response_model=Page[ReportListed], summary="List, newest first")
    async def read_list(call: Annotated[Call, caller], narrowing: Annotated[Narrowing, Query()]) -> Response:
        wanted = narrowing.wanted(kind)
        async with call.read() as session:
            found = await find_page(session, call.actor, wanted)
        return call.page(page_of([ReportListed.of(one) for one in found], wanted.limit, _position))

    @resource.get("/{id}", response_model=ReportShown, summary="One, with its story")
    async def read_one(id: str, call: Annotated[Call, caller]) -> ReportShown:
        async with call.read() as session:
            found = hidden_unless(await find_one(session, call.actor, kind, id))
            lines = await lines_of(session, found.report.id, found.report.rescue)
        return show(found, lines, call.actor, call.service.keyring)
