"""The durable clocks of a report, and what happens when they ring."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from services.chassis.clock import Timer
from services.chassis.log import Work
from services.contracts.conversations import CONVERSATIONS
from services.contracts.intake import (
    CorrectionNotTaken,
    JoinNotAnswered,
    JoinProposed,
    PlaceCorrected,
    ReportNotTakenOver,
    ReportOverdue,
    SightingReported,
    SplitNotAnswered,
    SplitProposed,
)
from services.intake.domain import report as decisions
from services.intake.domain.conversation import Correction, Joining, TakenOver
from services.intake.domain.report import Report
from services.intake.operations.telling import tell
from services.intake.repository import reports

NOT_TAKEN_OVER, OVERDUE, NOT_CORRECTED = "not_taken_over", "report_overdue", "correction_not_taken"
NOT_JOINED, NOT_SPLIT = "join_not_answered", "split_not_answered"
SILENCE, SILENCE_ABOUT_PLACE, SILENCE_ABOUT_JOIN, SILENCE_ABOUT_SPLIT = (
    next(talk.silence_after for talk in CONVERSATIONS if talk.asked is asked)
    for asked in (SightingReported, PlaceCorrected, JoinProposed, SplitProposed)
)


async def set_clocks(work: Work, begun: Iterable[Report]) -> None:
    """Of reports that have just begun."""
    await work.timers.set(*(clock for report in begun for clock in _clocks(report)))


def _clocks(report: Report) -> Iterator[Timer]:
    """A sighting waits for patrol's answer; every other kind has a limit of its own."""
    if report.taken_over is TakenOver.WAITING:
        yield Timer(NOT_TAKEN_OVER, report.id, report.recorded_at + SILENCE)
    if report.due_at:
        yield Timer(OVERDUE, report.id, report.due_at)


async def stop_clocks(work: Work, report: Report) -> None:
    await work.timers.cancel(NOT_TAKEN_OVER, report.id)
    await work.timers.cancel(OVERDUE, report.id)
    await work.timers.cancel(NOT_CORRECTED, report.id)
    await work.timers.cancel(NOT_JOINED, report.id)
    await work.timers.cancel(NOT_SPLIT, report.id)


async def stop_waiting(work: Work, report_id: str) -> None:
    await work.timers.cancel(NOT_TAKEN_OVER, report_id)


async def await_correction(work: Work, report: Report) -> None:
    await work.timers.set(Timer(NOT_CORRECTED, report.id, work.now + SILENCE_ABOUT_PLACE, report.corrections))


async def stop_awaiting_correction(work: Work, report_id: str, number: int) -> None:
    await work.timers.cancel(NOT_CORRECTED, report_id, number)


async def correction_falls_silent(work: Work, report_id: str, number: int, due_at: datetime) -> None:
    """Nobody said whether somebody goes to the corrected place: somebody telephones."""
    before = await reports.load(work.session, report_id)
    if before is None or before.closed:
        return
    silent = decisions.hear_correction(before, number, Correction.SILENT)
    if silent == before:
        return
    await reports.save(work.session, before, silent)
    waited = round(SILENCE_ABOUT_PLACE.total_seconds())
    asked_at = due_at - SILENCE_ABOUT_PLACE
    fact = CorrectionNotTaken(report=silent.id, correction=number, asked_at=asked_at, waited_seconds=waited)
    await tell(work, silent, fact, {"correction": number, "waited_seconds": waited}, at=due_at)


async def await_join(work: Work, report: Report) -> None:
    await work.timers.set(Timer(NOT_JOINED, report.id, work.now + SILENCE_ABOUT_JOIN, report.joins))


async def stop_awaiting_join(work: Work, report_id: str, number: int) -> None:
    await work.timers.cancel(NOT_JOINED, report_id, number)


async def await_split(work: Work, report: Report) -> None:
    await work.timers.set(Timer(NOT_SPLIT, report.id, work.now + SILENCE_ABOUT_SPLIT, report.joins))


async def stop_awaiting_split(work: Work, report_id: str, number: int) -> None:
    await work.timers.cancel(NOT_SPLIT, report_id, number)


async def split_falls_silent(work: Work, report_id: str, number: int, due_at: datetime) -> None:
    """Nobody said whether both are two rescues again: they are one until somebody says otherwise."""
    before = await reports.load(work.session, report_id)
    if before is None or before.closed:
        return
    still_one = decisions.hear_split(before, number, Joining.JOINED)
    if still_one == before:
        return
    await reports.save(work.session, before, still_one)
    waited, asked_at = round(SILENCE_ABOUT_SPLIT.total_seconds()), due_at - SILENCE_ABOUT_SPLIT
    fact = SplitNotAnswered(report=still_one.id, join=number, asked_at=asked_at, waited_seconds=waited)
    await tell(work, still_one, fact, {"join": number, "waited_seconds": waited}, at=due_at)


async def join_falls_silent(work: Work, report_id: str, number: int, due_at: datetime) -> None:
    """Nobody said whether both are one rescue now: they are two until somebody says otherwise."""
    before = await reports.load(work.session, report_id)
    if before is None or before.closed:
        return
    silent = decisions.hear_join(before, number, Joining.SILENT)
    if silent == before:
        return
    await reports.save(work.session, before, silent)
    waited, asked_at = round(SILENCE_ABOUT_JOIN.total_seconds()), due_at - SILENCE_ABOUT_JOIN
    fact = JoinNotAnswered(report=silent.id, join=number, asked_at=asked_at, waited_seconds=waited)
    await tell(work, silent, fact, {"join": number, "waited_seconds": waited}, at=due_at)


async def fall_silent(work: Work, report_id: str, due_at: datetime) -> None:
    """Nobody took the sighting over in time: the desk turns red, and somebody telephones."""
    before = await reports.load(work.session, report_id)
    if before is None or before.closed or before.taken_over is not TakenOver.WAITING:
        return
    silent = decisions.fall_silent(before)
    await reports.save(work.session, before, silent)
    waited = round((due_at - silent.recorded_at).total_seconds())
    fact = ReportNotTakenOver(report=silent.id, asked_at=silent.recorded_at, waited_seconds=waited)
    await tell(work, silent, fact, {"waited_seconds": waited}, at=due_at)


async def fall_overdue(work: Work, report_id: str, due_at: datetime) -> None:
    """The limit of its kind has passed, and the report is not closed."""
    before = await reports.load(work.session, report_id)
    if before is None or before.closed or before.overdue:
        return
    late = decisions.fall_overdue(before)
    await reports.save(work.session, before, late)
    fact = ReportOverdue(report=late.id, kind=late.kind, due_at=due_at, owner=late.owner)
    await tell(work, late, fact, {"owner": late.owner}, at=due_at)
