"""`/intake/desk`: a call taken, answered and owned with the keyboard alone. Its parts renew themselves."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Depends, Response

from services.chassis.clock import night_begins
from services.chassis.web import Call, page_by
from services.contracts.words import Kind, Role
from services.intake.policy import DESK, RULES
from services.intake.repository.desks import (
    call_backs_of,
    count_open_of,
    open_reports_of,
    taken_since,
    told_since,
    waiting_for,
)
from services.intake.screens import words
from services.intake.screens.kit import PAGES
from services.intake.screens.rows import rows_of
from services.intake.screens.telling import Filled

MOST = 30
Seer = Annotated[Call, Depends(page_by(*DESK))]
"""Whoever may take a report: also a dispatcher or leader, to whom one is handed over."""
Looker = Annotated[Call, Depends(page_by(*DESK, Role.AUDITOR))]
"""Whoever may look at one report of the kinds that they handle."""
CLOSED_LISTS: dict[str, Any] = {
    "kinds": words.KINDS,
    "channels": words.CHANNELS,
    "sign_rows": words.SIGN_ROWS,
    "signs": words.SIGNS,
    "grades": words.GRADES,
    "outcomes": words.OUTCOMES,
    "receivers": words.RECEIVERS,
    "join_refusals": words.JOIN_REFUSALS,
    "call_backs": words.CALL_BACKS,
    "rules": RULES,
}


@PAGES.router.get("/desk")
async def desk(call: Seer, kind: Kind = Kind.SIGHTING) -> Response:
    return PAGES.show(call.request, "desk.html", **await whole(call, Filled(kind)))


@PAGES.router.get("/desk/mine")
async def mine(call: Seer) -> Response:
    return PAGES.show(call.request, "desk/mine.html", **CLOSED_LISTS, **await _mine(call))


async def whole(call: Call, filled: Filled, faults: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    """All that the page shows before a call is saved."""
    empty = dict.fromkeys(("report", "answer", "judged", "token", "row", "taken_kind", "taken_number"))
    form = {"filled": filled, "faults": dict(faults), "person_id": call.actor.label, "role": call.actor.role}
    same = {"candidates": (), "located": False}
    return {**CLOSED_LISTS, **form, **empty, **same, "together": (), **await _mine(call)}


def kinds_for(call: Call) -> list[Kind]:
    """What the reader handles, and so sees on these pages: an auditor complaints alone."""
    return [kind for kind in Kind if call.actor.role in (*RULES[kind].handled_by, Role.ADMIN)]


async def _mine(call: Call) -> dict[str, Any]:
    kinds, noon = kinds_for(call), night_begins(call.service.clock.now())
    async with call.read() as session:
        own = await open_reports_of(session, call.actor, kinds, MOST)
        waiting = await waiting_for(session, call.actor, kinds, MOST)
        owed = await call_backs_of(session, call.actor, kinds, MOST)
        counts = {
            "open_count": await count_open_of(session, call.actor, kinds),
            "taken": await taken_since(session, call.actor, noon),
            "told": await told_since(session, call.actor, noon),
        }
    rows = {"mine": own, "owed": owed, "waiting": waiting}
    return {name: rows_of(found, call.actor, call.service.keyring) for name, found in rows.items()} | counts
