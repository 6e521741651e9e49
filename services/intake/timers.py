"""What happens when a clock of intake rings."""

from services.chassis.clock import Timer
from services.chassis.log import Work
from services.chassis.log.timekeeper import Job
from services.intake.operations import clocks, wishes
from services.intake.operations.wishes import WISHES, Wish


async def sighting_is_not_taken_over(work: Work, timer: Timer) -> None:
    await clocks.fall_silent(work, timer.subject, timer.due_at)


async def report_is_overdue(work: Work, timer: Timer) -> None:
    await clocks.fall_overdue(work, timer.subject, timer.due_at)


def job_of(wish: Wish) -> Job:
    async def wish_is_not_answered(work: Work, timer: Timer) -> None:
        await wishes.fall_silent(work, wish, timer.subject, timer.round, timer.due_at)

    return wish_is_not_answered


JOBS = {
    clocks.NOT_TAKEN_OVER: sighting_is_not_taken_over,
    clocks.OVERDUE: report_is_overdue,
    **{wish.clock: job_of(wish) for wish in WISHES},
}
