"""Durable clocks, and what patrol does when one is due."""

from collections.abc import Awaitable, Callable, Mapping

from services.chassis.clock import Timer
from services.chassis.log import Work
from services.patrol.operations import clocks, crews, recording, warnings


async def hold_its_root(work: Work, timer: Timer) -> None:
    """Its county, or its warning: whoever decides there may be cancelling the clock at this moment."""
    if timer.kind == warnings.WARNING_ENDS:
        await warnings.hold(work, timer.subject)
    elif timer.kind == crews.DUTY_CHANGES:
        await crews.hold_county(work, timer.subject)
    else:
        await recording.hold_county(work, timer.subject)


async def offer_lapses(work: Work, timer: Timer) -> None:
    await clocks.lapse(work, timer.subject, timer.round, timer.due_at)


async def rescue_is_at_risk(work: Work, timer: Timer) -> None:
    await clocks.warn(work, timer.subject, timer.due_at)


async def deadline_passes(work: Work, timer: Timer) -> None:
    await clocks.breach(work, timer.subject, timer.due_at)


async def duty_changes(work: Work, timer: Timer) -> None:
    await crews.change_duty(work, timer.subject, timer.due_at)


async def warning_ends(work: Work, timer: Timer) -> None:
    await warnings.lapse(work, timer.subject, timer.due_at)


JOBS: Mapping[str, Callable[[Work, Timer], Awaitable[None]]] = {
    recording.OFFER_LAPSES: offer_lapses,
    recording.AT_RISK: rescue_is_at_risk,
    recording.BREACH: deadline_passes,
    crews.DUTY_CHANGES: duty_changes,
    warnings.WARNING_ENDS: warning_ends,
}
