"""What happens by itself: rests that end, steps of what climbs, and the sending of what is due."""

from collections.abc import Mapping

from services.chassis.clock import Timer
from services.chassis.log import Work
from services.chassis.log.timekeeper import Job
from services.notify.operations import escalating, sending
from services.notify.timers.sender import Sender

__all__ = ["JOBS", "Sender"]


async def message_has_rested(work: Work, timer: Timer) -> None:
    await sending.rest_is_over(work, timer.subject)


JOBS: Mapping[str, Job] = {sending.REST: message_has_rested, escalating.STEP: escalating.step_is_due}
