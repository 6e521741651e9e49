"""The form of the desk sent: the same operation as the API's, answered with parts of the page."""

import json
from typing import Any

from fastapi import Response
from fastapi.exceptions import RequestValidationError

from services.chassis.access import Hidden
from services.chassis.web import Call
from services.contracts.words import Kind
from services.intake.api.taking import answer_call
from services.intake.domain.errors import IntakeError
from services.intake.screens.desk import Seer, whole
from services.intake.screens.kit import PAGES
from services.intake.screens.looking import seen
from services.intake.screens.same import looked_for
from services.intake.screens.telling import Filled, faults, read_form, report_of


@PAGES.router.post("/desk/calls/{kind}")
async def take(call: Seer, kind: Kind) -> Response:
    await call.request.body()  # kept by the request, so that the Idempotency-Key can be held against it
    filled = read_form(kind, await call.request.form())
    try:
        told = report_of(filled)
        answer = await answer_call(call, kind, told)
    except (RequestValidationError, IntakeError, Hidden) as error:
        shown = await whole(call, filled, await faults(call.request, error))
        return _page(call, "desk/refused.html", shown | await looked_for(call, filled), 422)
    taken = json.loads(bytes(answer.body))
    shown = await whole(call, Filled(kind))
    return _page(
        call, "desk/parts.html", shown | await seen(call, kind, taken["id"], taken["tracking_token"])
    )


def _page(call: Call, parts: str, shown: dict[str, Any], status: int = 200) -> Response:
    """Scripts take the parts that have changed; without them it is a whole page."""
    template = parts if "hx-request" in call.request.headers else "desk.html"
    return PAGES.show(call.request, template, status, **shown)
