"""What patrol says about our sightings: the conversation ended, the rescue followed, the answer passed on.

Between services no order is assumed: any of these may be the first to hear of a rescue.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.chassis.log import Work
from services.contracts.intake import ReportClosed
from services.intake.domain import report as decisions
from services.intake.domain.conversation import Correction
from services.intake.domain.rescue import RescueSummary, hear_news
from services.intake.operations.clocks import stop_clocks, stop_waiting
from services.intake.operations.telling import tell
from services.intake.operations.wishes import CORRECTION, hear_answer
from services.intake.repository import reports
from services.intake.repository.rescues import keep_rescue, load_rescue
from services.intake.repository.stories import Line, add_line


@dataclass(frozen=True)
class Heard:
    """A fact of patrol's as the desk takes it. `news` changes the summary of the rescue, `detail` is for the story."""

    fact: str
    at: datetime
    actor: str
    sequence: int
    news: Mapping[str, Any] = field(default_factory=dict)
    detail: Mapping[str, Any] = field(default_factory=dict)


async def follow(work: Work, rescue: str, heard: Heard) -> RescueSummary:
    """The rescue went on."""
    known = await load_rescue(work.session, rescue)
    before = known or RescueSummary(rescue)
    after = hear_news(before, heard.sequence, heard.news)
    keep_rescue(work, after)
    _write_down(work, rescue, heard, _team_named(heard.detail, before, after))
    return after


async def take_over(work: Work, rescue: str, sighting: str, heard: Heard) -> None:
    """Patrol has the sighting, alone or with others in one rescue. Late is not too late."""
    known = await follow(work, rescue, heard)
    await stop_waiting(work, sighting)
    before = await reports.load_sighting(work.session, sighting)
    if before is not None:
        # Heard late: what it was opened as has become another.
        goes_on = await where_it_went(work, known)
        await reports.save(work.session, before, decisions.take_over(before, goes_on))


async def decline(work: Work, sighting: str, heard: Heard) -> None:
    """Nobody goes: the owner must find another way."""
    await stop_waiting(work, sighting)
    before = await reports.load_sighting(work.session, sighting)
    if before is not None:
        await reports.save(work.session, before, decisions.decline(before))
        _write_down(work, sighting, heard, heard.detail)


async def correction_was_taken(work: Work, rescue: str, sighting: str, number: int, heard: Heard) -> None:
    """The rescue goes to the corrected place."""
    await follow(work, rescue, heard)
    await hear_answer(work, CORRECTION, sighting, number, Correction.TAKEN)


async def correction_was_declined(work: Work, sighting: str, number: int, heard: Heard) -> None:
    """Nobody goes there because of it: the owner must telephone."""
    if await hear_answer(work, CORRECTION, sighting, number, Correction.DECLINED):
        _write_down(work, sighting, heard, heard.detail)


async def answer(work: Work, rescue: str, sightings: tuple[str, ...], outcome: str, heard: Heard) -> None:
    """Every sighting of the rescue is closed, once; one that a person has closed stays as it was closed."""
    await follow(work, rescue, heard)
    for sighting in sightings:
        before = await reports.load_sighting(work.session, sighting)
        if before is None:
            continue
        if before.closed:
            await reports.save(work.session, before, decisions.take_over(before, rescue))
            continue
        closed = decisions.answer(before, rescue, outcome, work.now)
        await reports.save(work.session, before, closed)
        await stop_clocks(work, closed)
        await tell(work, closed, ReportClosed(report=closed.id, outcome=outcome), {"outcome": outcome})


async def where_it_went(work: Work, rescue: RescueSummary) -> str:
    """The rescue itself, or the one that goes on for it."""
    while rescue.merged_into is not None:
        following = await load_rescue(work.session, rescue.merged_into)
        if following is None:
            return rescue.merged_into
        rescue = following
    return rescue.id


async def write_down(work: Work, report_id: str, heard: Heard) -> None:
    _write_down(work, report_id, heard, heard.detail)


def _write_down(work: Work, root: str, heard: Heard, detail: Mapping[str, Any]) -> None:
    add_line(work, Line(root, heard.at, heard.fact, heard.actor, detail))


def _team_named(detail: Mapping[str, Any], *summaries: RescueSummary) -> Mapping[str, Any]:
    """Some facts carry only a team's id; the desk shows the name if an earlier one told it."""
    names = {summary.team: summary.team_name for summary in summaries if summary.team and summary.team_name}
    if detail.get("team") in names:
        return {**detail, "team": names[detail["team"]]}
    return detail
