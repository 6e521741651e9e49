"""One report looked at: the answer to its caller while it is fresh, later its story and what can be done with it."""

from typing import Any

from fastapi import Response

from services.chassis.access import Hidden
from services.chassis.web import Call, hidden_unless
from services.contracts.words import Kind
from services.intake.api.paths import address_of
from services.intake.api.showing import show
from services.intake.repository.lists import calls_with, find_one
from services.intake.repository.stories import lines_of
from services.intake.schemas.shown import ReportShown
from services.intake.screens.answering import answer_of, judged_of, last_told
from services.intake.screens.desk import CLOSED_LISTS, Looker, Seer, kinds_for
from services.intake.screens.kit import PAGES
from services.intake.screens.rows import place_of, row_of, together
from services.intake.screens.same import NOTHING, compared_with

MOST_CALLS = 20
"""Of one rescue, that are shown beside one of them."""


@PAGES.router.get("/desk/reports/{kind}/{id}/answer")
async def answer(call: Seer, kind: Kind, id: str) -> Response:
    shown = await seen(call, kind, id, None)
    return PAGES.show(call.request, "desk/answered.html", **CLOSED_LISTS, **shown)


@PAGES.router.get("/desk/reports/{kind}/{id}")
async def look(call: Looker, kind: Kind, id: str) -> Response:
    shown = await seen(call, kind, id, None)
    if shown["report"] is None:
        raise Hidden
    return PAGES.show(call.request, "desk/report.html", **CLOSED_LISTS, **shown, api=address_of(kind, id))


async def seen(call: Call, kind: Kind, report_id: str, token: str | None) -> dict[str, Any]:
    """A kind that the taker may not read, a complaint, shows its number alone."""
    async with call.read() as session:
        found = hidden_unless(await find_one(session, call.actor, kind, report_id))
        lines = await lines_of(session, found.report.id, found.report.rescue)
        others = await calls_with(session, found.report, MOST_CALLS)
    number = {"taken_kind": kind, "taken_number": found.report.number, "token": token}
    if kind not in kinds_for(call):
        return {**number, "report": None, "answer": None, "judged": None, "row": None, **NOTHING}
    report = show(found, lines, call.actor, call.service.keyring)
    shown = {**number, **_shown(report, call), "owned": report.owner == call.actor.label}
    return {**shown, "together": together(call, others), **await compared_with(call, found)}


def _shown(report: ReportShown, call: Call) -> dict[str, Any]:
    sighting = report.kind is Kind.SIGHTING
    return {
        "report": report,
        "place": place_of(report),
        "row": row_of(report),
        "answer": answer_of(report, call.service.clock.now()) if sighting else None,
        "refused": last_told(report.story, "JoinRefused").get("reason", ""),
        "split_refused": last_told(report.story, "SplitRefused").get("reason", ""),
        "judged": judged_of(report) if sighting else None,
    }
