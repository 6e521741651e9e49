"""What happens when a clock of intake rings."""

from services.chassis.clock import Timer
from services.chassis.log import Work
from services.intake.operations import clocks


async def sighting_is_not_taken_over(work: Work, timer: Timer) -> None:
    await clocks.fall_silent(work, timer.subject, timer.due_at)


async def report_is_overdue(work: Work, timer: Timer) -> None:
    await clocks.fall_overdue(work, timer.subject, timer.due_at)


async def correction_is_not_taken(work: Work, timer: Timer) -> None:
    await clocks.correction_falls_silent(work, timer.subject, timer.round, timer.due_at)


async def join_is_not_answered(work: Work, timer: Timer) -> None:
    await clocks.join_falls_silent(work, timer.subject, timer.round, timer.due_at)


async def split_is_not_answered(work: Work, timer: Timer) -> None:
    await clocks.split_falls_silent(work, timer.subject, timer.round, timer.due_at)


JOBS = {
    clocks.NOT_TAKEN_OVER: sighting_is_not_taken_over,
    clocks.OVERDUE: report_is_overdue,
    clocks.NOT_CORRECTED: correction_is_not_taken,
    clocks.NOT_JOINED: join_is_not_answered,
    clocks.NOT_SPLIT: split_is_not_answered,
}
