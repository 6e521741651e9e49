"""The register of landmarks and key areas, which the desk searches."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from services.chassis.log import Work
from services.chassis.web import Call, call_by
from services.contracts.words import Role
from services.intake.operations import places
from services.intake.repository.landmarks import landmarks
from services.intake.schemas.landmarks import LandmarkShown, LandmarksShown, NewLandmarks

router = APIRouter(prefix="/api/v1/landmarks", tags=["landmarks"])
Reader = Annotated[Call, Depends(call_by(Role.OPERATOR, Role.DISPATCHER, Role.LEADER))]
Keeper = Annotated[Call, Depends(call_by(Role.DISPATCHER, Role.LEADER))]


@router.put("", response_model=LandmarksShown, summary="Register places, or write them anew by area and name")
async def register(body: NewLandmarks, call: Keeper) -> Response:
    async def registered(work: Work) -> LandmarksShown:
        kept = await places.register(work, call.actor, [one.named() for one in body.items])
        return LandmarksShown(items=[LandmarkShown.of(one) for one in kept])

    return await call.answer(registered)


@router.get("", response_model=LandmarksShown, summary="All of one's own area, by area and name")
async def read_all(call: Reader) -> LandmarksShown:
    async with call.read() as session:
        found = await landmarks(session, call.actor, places.MOST)
    return LandmarksShown(items=[LandmarkShown.of(one) for one in found])


@router.delete("/{id}", status_code=204, summary="Forget a place")
async def forget(id: str, call: Keeper) -> None:
    await call.transact(lambda work: places.forget(work, call.actor, id))
