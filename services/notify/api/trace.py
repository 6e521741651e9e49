"""`/notify/api/v1/trace/{id}`: the story of a report, from the journal."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.chassis.access import Hidden
from services.chassis.web import Call, call_by
from services.contracts.words import Role
from services.notify.operations import journal
from services.notify.schemas.trace import StoryShown, Told

router = APIRouter(prefix="/api/v1", tags=["journal"])
Overseer = Annotated[Call, Depends(call_by(Role.AUDITOR, Role.LEADER))]


@router.get("/trace/{name}", summary="Everything that was said about a report, rescue, offer or message")
async def trace(name: str, call: Overseer) -> StoryShown:
    async with call.read() as session:
        entries = await journal.story_of(session, name)
    seen = [entry for entry in entries if call.actor.may_see(entry.area)]
    if not seen:
        raise Hidden(name)
    return StoryShown(
        id=name,
        items=[
            Told(
                id=entry.id,
                at=entry.at,
                service=entry.source.strip("/"),
                fact=entry.fact,
                subject=entry.subject,
                story=entry.story,
                area=entry.area,
                actor=entry.actor,
                sequence=entry.sequence,
                cause=entry.cause,
                drill=entry.drill,
                data=journal.covered(entry),
            )
            for entry in seen
        ],
    )
