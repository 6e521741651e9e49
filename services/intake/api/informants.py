"""The register of informants."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from services.chassis.log import Work
from services.chassis.web import Call, Page, call_by, decode_cursor, page_of
from services.chassis.web.paging import BadCursor
from services.contracts.words import Role
from services.intake.api.showing import show_informant
from services.intake.operations import informants
from services.intake.repository.informants import informants as read_informants
from services.intake.schemas.shown import InformantShown
from services.intake.schemas.told import NewInformant

router = APIRouter(prefix="/api/v1/informants", tags=["informants"])
Caller = Annotated[Call, Depends(call_by(Role.OPERATOR, Role.DISPATCHER, Role.LEADER))]


@router.put("", response_model=InformantShown, summary="Register, or write anew under the same number")
async def register(body: NewInformant, call: Caller) -> Response:
    async def registered(work: Work) -> InformantShown:
        return show_informant(await informants.register(work, call.actor, body.named()), work.keyring)

    return await call.answer(registered)


@router.get("", response_model=Page[InformantShown], summary="The register, oldest first")
async def read_list(
    call: Caller,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    after = decode_cursor(cursor)
    if after is not None and (len(after) != 1 or not isinstance(after[0], str)):
        raise BadCursor
    async with call.read() as session:
        found = await read_informants(session, call.actor, limit, after[0] if after else None)
    shown = [show_informant(informant, call.service.keyring) for informant in found]
    return call.page(page_of(shown, limit, lambda informant: (informant.id,)))


@router.delete("/{id}", status_code=204, summary="Forget somebody")
async def forget(id: str, call: Caller) -> None:
    await call.transact(lambda work: informants.forget(work, call.actor, id))
