"""`/notify/api/v1/keys`: who may ask."""

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from services.chassis.log import Work
from services.chassis.web import Call, Page, call_by, hidden_unless, page_of
from services.contracts.words import Role
from services.notify.api.lists import Cursor, Limit, time_and_id
from services.notify.operations import keys
from services.notify.repository import registers
from services.notify.schemas.sending import KeyMade, KeyShown, NewKey

router = APIRouter(prefix="/api/v1/keys", tags=["keys"])
Admin = Annotated[Call, Depends(call_by(Role.ADMIN))]


@router.post("", status_code=201, response_model=KeyMade, summary="Make a key; it is shown this once")
async def make_key(body: NewKey, call: Admin) -> Response:
    call.actor.must_see(body.area)
    made: list[keys.MadeKey] = []

    async def make(work: Work) -> KeyShown:
        made[:] = [await keys.add_key(work, body.name, body.role, body.area, body.team)]
        return KeyShown.model_validate(made[0])

    # What is stored for a repeated request is the answer without the key, which therefore stands nowhere.
    answer = await call.answer(make, 201, lambda key: f"/notify/api/v1/keys/{key.id}")
    if "Idempotency-Replayed" in answer.headers:
        return answer
    shown = KeyMade(**json.loads(bytes(answer.body)), key=made[0].key)
    headers = {"Location": answer.headers["Location"], "Cache-Control": "no-store"}
    return Response(shown.model_dump_json(), 201, headers, media_type="application/json")


@router.get(
    "", response_model=Page[KeyShown], summary="Keys of the area, revoked ones too; never the keys themselves"
)
async def list_keys(call: Admin, limit: Limit = 50, cursor: Cursor = None) -> Response:
    async with call.read() as session:
        rows = await registers.listed_keys(session, call.actor, limit, time_and_id(cursor))
    items = [KeyShown.model_validate(keys.registered(row)) for row in rows]
    return call.page(page_of(items, limit, lambda key: (key.made_at.isoformat(), key.id)))


@router.delete("/{key_id}", status_code=204, summary="Revoke a key; every service refuses it within a second")
async def revoke_key(key_id: str, call: Admin) -> Response:
    async def revoke(work: Work) -> None:
        row = hidden_unless(await registers.key(work.session, key_id))
        call.actor.must_see(row.scope)
        await keys.revoke_key(work, key_id)

    await call.transact(revoke)
    return Response(status_code=204)
