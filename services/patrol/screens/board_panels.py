"""What opens over the board: a rescue's detail, whom to send, a breach's reason, tonight's closed ones, a conflict."""

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Path, Response
from fastapi.responses import RedirectResponse

from services.chassis.clock import night_begins
from services.chassis.web import Call, hidden_unless
from services.contracts.words import Role
from services.patrol.api.asking import opener_of
from services.patrol.domain.candidates import Candidate
from services.patrol.domain.figures import parts_of
from services.patrol.domain.offer import Offer
from services.patrol.domain.rescue import Rescue
from services.patrol.domain.states import OPEN, State
from services.patrol.operations.ranking import candidates_for
from services.patrol.repository import lists, nights
from services.patrol.screens import board_words
from services.patrol.screens.board import Watching
from services.patrol.screens.board_rows import Row, calls_of, row_of
from services.patrol.screens.kit import PAGES

NOBODY_THERE = tuple(state for state in OPEN if state is not State.ARRIVED)
"""As long as a call may still be said to be about another person."""
RescueId = Annotated[str, Path(max_length=40)]
Number = Annotated[str, Path(max_length=20)]


@dataclass(frozen=True)
class Words:
    """Reasons and words of one rescue, in clear for this reader."""

    breach: str | None
    stop: str | None
    regrade: str | None
    answer: str | None
    offers: dict[str, tuple[str | None, str | None]]


@PAGES.router.get("/board/rescues/{rescue_id}")
async def detail(call: Watching, rescue_id: RescueId) -> Response:
    row, ranked = await _rescue(call, rescue_id)
    shown: dict[str, Any] = {
        "words": _words(call, row.rescue),
        "parts_with": row.rescue.story if row.rescue.state in NOBODY_THERE else None,
        "calls": calls_of(row.rescue, opener_of(call)),
        "parts": parts_of(row.rescue),
        "candidates": ranked,
        "whole": "hx-request" not in call.request.headers,
    }
    return _panel(call, "board/detail.html", row, **shown)


@PAGES.router.get("/board/numbers/{number}")
async def numbered(call: Watching, number: Number, team: str | None = None) -> Response:
    """Leads to an open rescue by its number, also one beyond what the board shows: its detail, or whom to send."""
    async with call.read() as session:
        found = hidden_unless(await lists.open_numbered(session, call.actor, number.lstrip("0").zfill(3)))
    way = f"/patrol/board/rescues/{found}"
    return RedirectResponse(f"{way}/dispatch?{urlencode({'team': team})}" if team else way, 303)


@PAGES.router.get("/board/rescues/{rescue_id}/dispatch")
async def dispatch(call: Watching, rescue_id: RescueId, team: str | None = None) -> Response:
    """Whom to send: every team with the reason for its place or refusal."""
    row, ranked = await _rescue(call, rescue_id)
    return _panel(call, "board/dispatch.html", row, candidates=ranked, chosen=team)


@PAGES.router.get("/board/rescues/{rescue_id}/breach")
async def breach(call: Watching, rescue_id: RescueId) -> Response:
    row, _ = await _rescue(call, rescue_id)
    return _panel(call, "board/breach.html", row)


@PAGES.router.get("/board/rescues/{rescue_id}/hand-over")
async def hand_over(call: Watching, rescue_id: RescueId) -> Response:
    """Reports belong to whoever took them first; the desk hands them over, not patrol."""
    row, _ = await _rescue(call, rescue_id)
    return _panel(call, "board/hand-over.html", row)


@PAGES.router.get("/board/rescues/{rescue_id}/conflict")
async def conflict(call: Watching, rescue_id: RescueId, mine: str = "") -> Response:
    """Somebody was first: `mine` is what this person wanted (a team's name), beside what is now, by whom and when."""
    row, _ = await _rescue(call, rescue_id)
    last = row.rescue.offers[-1] if row.rescue.offers else None
    return _panel(call, "board/conflict.html", row, mine=mine[:80], last=last, who=_who(call, last))


@PAGES.router.get("/board/closed")
async def closed(call: Watching) -> Response:
    now = call.service.clock.now()
    async with call.read() as session:
        found = await nights.answered(session, call.actor, night_begins(now))
    rows = [row_of(rescue, now, opener_of(call)) for rescue in found]
    return PAGES.show(call.request, "board/closed.html", rows=rows, outcomes=board_words.OUTCOMES)


async def _rescue(call: Call, rescue_id: str) -> tuple[Row, tuple[Candidate, ...]]:
    now = call.service.clock.now()
    async with call.read() as session:
        rescue = hidden_unless(await lists.rescue_seen(session, call.actor, rescue_id))
        is_open = rescue.state is not State.ANSWERED
        ranked = await candidates_for(session, now, rescue) if is_open else ()
    return row_of(rescue, now, opener_of(call)), ranked


def _panel(call: Call, template: str, row: Row, **shown: Any) -> Response:
    may_send = call.actor.role in (Role.DISPATCHER, Role.ADMIN)
    words = {
        name.lower(): getattr(board_words, name)
        for name in ("STATES", "OFFER_STATES", "OUTCOMES", "REFUSALS")
    }
    return PAGES.show(
        call.request,
        template,
        row=row,
        role=call.actor.role,
        may_send=may_send,
        final=board_words.FINAL,
        **words,
        **shown,
    )


def _words(call: Call, rescue: Rescue) -> Words:
    opened, clock = opener_of(call), rescue.clock
    return Words(
        breach=opened(clock.breach_reason),
        stop=opened(clock.stop_reason),
        regrade=opened(rescue.regrade_reason),
        answer=opened(rescue.answer.words) if rescue.answer else None,
        offers={
            offer.id: (opened(offer.override_reason), opened(offer.end_reason)) for offer in rescue.offers
        },
    )


def _who(call: Call, offer: Offer | None) -> str:
    """me, a person, or the platform itself. Names are known to the directory alone."""
    if offer is None or offer.offered_by is None:
        return "platform"
    return "me" if offer.offered_by == call.actor.label else "person"
