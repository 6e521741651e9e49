"""`/intake/reports/{token}`: what a reporter may see of their report. Nobody's name, number, words or place; not even
how the person was found, only whether somebody is on the way, came, and that it is over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import Request, Response

from services.chassis.access import hash_of
from services.chassis.screen import look_of
from services.chassis.web import Service
from services.chassis.web.limits import Buckets, Rate, TooMany, network_of
from services.contracts.reference.divisions import full_name
from services.contracts.words import Kind
from services.intake.repository.lists import Found, find_tracked
from services.intake.repository.stories import Line, lines_of
from services.intake.screens.kit import PAGES
from services.intake.screens.words import KINDS

VISITS = Rate(per_second=0.5, at_once=30)
"""Of one address: enough for people, too little for guessing."""
STEPS: Mapping[str, str] = {
    "RescueOpened": "巡查已接手",
    "SightingJoined": "巡查已接手",
    "OfferAccepted": "一支巡查队已接单",
    "TeamDeparted": "巡查队已出发",
    "TeamArrived": "巡查队已到现场",
    "ReportClosed": "这一件已经办结",
}
ALONE = ("ReportClosed",)
"""What is told of a complaint, a cry for relief, a request."""


@dataclass(frozen=True)
class Step:
    what: str
    at: datetime


@PAGES.router.get("/reports/{token:path}")
async def follow(request: Request, token: str) -> Response:
    """Also whatever somebody has copied wrongly: it is a member of the public who reads it."""
    service: Service = request.app.state.service
    now = service.clock.now()
    _admit(request, now)
    async with service.database.read() as session:
        found = await find_tracked(session, hash_of(token))
        lines = await lines_of(session, found.report.id, found.report.rescue) if found else ()
    theme = look_of(request).on_a_phone(now)
    if found is None:
        response = PAGES.show(request, "following-none.html", 404, theme=theme)
    else:
        response = PAGES.show(request, "following.html", theme=theme, **_shown(found, lines))
    response.headers["Referrer-Policy"] = "no-referrer"  # the address itself is the secret
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _shown(found: Found, lines: Sequence[Line]) -> dict[str, Any]:
    return {
        "kind": KINDS[found.report.kind],
        "report": found.report,
        "place": full_name(found.report.area),
        "steps": steps_of(found, lines),
        "under_way": _under_way(found),
    }


def _admit(request: Request, now: datetime) -> None:
    """Raises TooMany."""
    visits: Buckets = request.app.state.visits
    if wait := visits.take(network_of(request.client.host if request.client else ""), now.timestamp()):
        raise TooMany(wait)


def steps_of(found: Found, lines: Sequence[Line]) -> list[Step]:
    """Each once, as it was last; what happened before this call happened for it when it came."""
    begun = found.report.received_at
    told: dict[str, datetime] = {"已接报": begun}
    for line in lines:
        wanted = STEPS if found.report.kind is Kind.SIGHTING else ALONE
        if line.fact in wanted and not _of_another_call(line, found.report.id):
            told[STEPS[line.fact]] = max(line.at, begun)
    return [Step(what, at) for what, at in sorted(told.items(), key=lambda step: step[1])]


def _of_another_call(line: Line, report: str) -> bool:
    """Somebody else's call has joined the rescue since, and changes nothing for this one."""
    return line.fact == "SightingJoined" and line.detail.get("sighting") != report


def _under_way(found: Found) -> datetime | None:
    """When a team has promised to be there, while it is on its way."""
    rescue = found.rescue
    if rescue is None or found.report.closed or rescue.state not in ("accepted", "en_route"):
        return None
    return rescue.promised_at
