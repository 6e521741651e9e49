"""The durable clocks of a report, and what happens when they ring."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from services.chassis.clock import Timer
from services.chassis.log import Work
from services.contracts.conversations import CONVERSATIONS
from services.contracts.intake import ReportNotTakenOver, ReportOverdue, SightingReported
from services.intake.domain import report as decisions
from services.intake.domain.conversation import TakenOver
from services.intake.domain.report import Report
from services.intake.operations.telling import tell
from services.intake.operations.wishes import WISHES
from services.intake.repository import reports

NOT_TAKEN_OVER, OVERDUE = "not_taken_over", "report_overdue"
SILENCE = next(talk.silence_after for talk in CONVERSATIONS if talk.asked is SightingReported)


def set_clocks(work: Work, begun: Iterable[Report]) -> None:
    """Of reports that have just begun."""
    work.timers.set(*(clock for report in begun for clock in _clocks(report)))


def _clocks(report: Report) -> Iterator[Timer]:
    """A sighting waits for patrol's answer; every other kind has a limit of its own."""
    if report.taken_over is TakenOver.WAITING:
        yield Timer(NOT_TAKEN_OVER, report.id, report.recorded_at + SILENCE)
    if report.due_at:
        yield Timer(OVERDUE, report.id, report.due_at)


async def stop_clocks(work: Work, report: Report) -> None:
    for clock in (NOT_TAKEN_OVER, OVERDUE, *(wish.clock for wish in WISHES)):
        await work.timers.cancel(clock, report.id)


async def stop_waiting(work: Work, report_id: str) -> None:
    await work.timers.cancel(NOT_TAKEN_OVER, report_id)


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
