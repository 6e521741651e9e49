"""What a trouble is called, and what is said of it: from the fact, as it was heard or as the journal has kept it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.chassis.log import Work
from services.contracts.envelope import Fact
from services.contracts.intake import (
    CorrectionNotTaken,
    JoinNotAnswered,
    ReportNotTakenOver,
    SplitNotAnswered,
)
from services.contracts.patrol import OfferLapsed, RescueAtRisk, RescueBreached, RescueQueued
from services.contracts.words import Grade
from services.notify.domain.journal import Entry
from services.notify.operations import saying
from services.notify.repository import journal, knowledge
from services.notify.repository.knowledge import RescueRow


@dataclass(frozen=True)
class Trouble:
    """`about` and `round`: see Message."""

    about: str
    variables: Mapping[str, Any]
    area: str
    round: int = 1


async def trouble_of(work: Work, fact: Fact, heard: Entry) -> Trouble:
    return await KINDS[type(fact)](work, fact, heard)


async def _queued(work: Work, fact: RescueQueued, heard: Entry) -> Trouble:
    row = await knowledge.rescue_or_new(work.session, fact.rescue, heard.area)
    free = saying.would_free(fact.would_free)
    said = {**which(row), "grade": fact.grade, "position": fact.place_in_queue, "would_free": free}
    return Trouble(fact.rescue, said, row.area, fact.round)


async def _at_risk(work: Work, fact: RescueAtRisk, heard: Entry) -> Trouble:
    row = await knowledge.rescue_or_new(work.session, fact.rescue, heard.area)
    said = {
        **which(row),
        "deadline": saying.clock(fact.deadline),
        "promised": saying.clock(fact.promised_at) if fact.promised_at else None,
        "helps": saying.helps(fact.helps),
    }
    return Trouble(fact.rescue, said, row.area, fact.round)


async def _breached(work: Work, fact: RescueBreached, heard: Entry) -> Trouble:
    row = await knowledge.rescue_or_new(work.session, fact.rescue, heard.area)
    return Trouble(fact.rescue, {**which(row), "deadline": saying.clock(fact.deadline)}, row.area)


async def _unanswered(work: Work, fact: OfferLapsed, heard: Entry) -> Trouble:
    """The offer itself names the team."""
    row = await knowledge.rescue_or_new(work.session, fact.rescue, heard.area)
    offers = [
        entry for entry in await journal.about(work.session, heard.subject) if entry.fact == "TeamOffered"
    ]
    names = {entry.data["offer"]: entry.data["team_name"] for entry in offers}
    rounds = {entry.data["offer"]: entry.data["round"] for entry in offers}
    said = {**which(row), "team": names.get(fact.offer, "?"), "time": saying.clock(heard.at)}
    return Trouble(fact.rescue, said, row.area, rounds.get(fact.offer, 1))


async def _silence(work: Work, report: str, asked_at: datetime, heard: Entry, round: int = 1) -> Trouble:
    row = await knowledge.sighting(work.session, report)
    number = row.number if row is not None and row.number else report[-6:]
    said = {"number": number, "place": saying.place(heard.area), "time": saying.clock_to_the_second(asked_at)}
    return Trouble(report, said, heard.area, round)


async def _not_taken_over(work: Work, fact: ReportNotTakenOver, heard: Entry) -> Trouble:
    return await _silence(work, fact.report, fact.asked_at, heard)


async def _not_corrected(work: Work, fact: CorrectionNotTaken, heard: Entry) -> Trouble:
    return await _silence(work, fact.report, fact.asked_at, heard, fact.correction)


async def _not_joined(work: Work, fact: JoinNotAnswered | SplitNotAnswered, heard: Entry) -> Trouble:
    return await _silence(work, fact.report, fact.asked_at, heard, fact.join)


def which(row: RescueRow) -> dict[str, object]:
    return {"number": row.number, "place": saying.place(row.area), "grade": row.grade or Grade.ORDINARY}


KINDS: Mapping[type[Fact], Callable[[Work, Any, Entry], Awaitable[Trouble]]] = {
    RescueQueued: _queued,
    RescueAtRisk: _at_risk,
    RescueBreached: _breached,
    OfferLapsed: _unanswered,
    ReportNotTakenOver: _not_taken_over,
    CorrectionNotTaken: _not_corrected,
    JoinNotAnswered: _not_joined,
    SplitNotAnswered: _not_joined,
}
