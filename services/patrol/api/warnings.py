"""Warnings of cold: put in force, in force, lifted."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from services.chassis.log import Work
from services.patrol.api.asking import Deciding, Reading, opener_of
from services.patrol.operations import warnings
from services.patrol.operations.warnings import NewWarning
from services.patrol.repository.warnings import in_force
from services.patrol.schemas.bodies import WarningBody
from services.patrol.schemas.warnings import WarningShown, WarningsShown, warning_shown

router = APIRouter(prefix="/api/v1/warnings", tags=["warnings"])
WarningId = Annotated[str, Path(max_length=40)]


@router.post("", status_code=201, response_model=WarningShown)
async def put_in_force(body: WarningBody, call: Deciding) -> Response:
    """One stands for each area, and one for its drills. It is shown and ends by itself; nothing else follows."""

    async def run(work: Work) -> WarningShown:
        made = await warnings.put_in_force(work, call.actor, NewWarning(**dict(body)))
        return warning_shown(made, opener_of(call))

    return await call.answer(run, 201)


@router.get("", response_model=WarningsShown)
async def list_in_force(call: Reading) -> WarningsShown:
    """Those that concern one's area: of it, of what lies inside it, and of what it lies in."""
    async with call.read() as session:
        found = await in_force(session, call.actor)
    return WarningsShown(items=[warning_shown(one, opener_of(call)) for one in found])


@router.delete("/{warning_id}", response_model=WarningShown)
async def lift(warning_id: WarningId, call: Deciding) -> Response:
    """What has ended before stays as it ended."""

    async def run(work: Work) -> WarningShown:
        return warning_shown(await warnings.lift(work, call.actor, warning_id), opener_of(call))

    return await call.answer(run)
