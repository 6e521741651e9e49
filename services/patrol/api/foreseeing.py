"""What would become of a call: for whoever has a caller on the telephone."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.chassis.web import Call, call_by
from services.contracts.words import Role
from services.patrol.operations.foreseeing import foresee
from services.patrol.schemas.foreseen import ForeseenBody, ForeseenShown

router = APIRouter(prefix="/api/v1", tags=["rescues"])
Speaking = Annotated[Call, Depends(call_by(Role.OPERATOR, Role.DISPATCHER, Role.LEADER))]


@router.post(
    "/foreseen",
    response_model=ForeseenShown,
    summary="Grade and nearest teams, before it is saved",
    openapi_extra={"x-once": False},  # a question, asked anew each time
)
async def look_ahead(body: ForeseenBody, call: Speaking) -> ForeseenShown:
    """Changes nothing. The place goes in the body, for addresses are kept in logs."""
    call.actor.must_see(body.area)
    async with call.read() as session:
        foreseen = await foresee(session, call.service.clock.now(), body.call(), body.seen())
    return ForeseenShown.of(foreseen)
