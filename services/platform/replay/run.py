"""The replay itself: each row at its turn, several under way at once."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta

from services.chassis.clock import Clock
from services.platform.replay.outcome import Outcome
from services.platform.replay.pace import Pace
from services.platform.replay.rows import Report
from services.platform.replay.sender import NoEntry, Sender

AT_ONCE = 8
LOOK_AHEAD = 16
"""So many rows in a row that the platform does not have mean that it has none of the rest."""

Progress = Callable[[], None]


async def replay(
    reports: Sequence[Report], outcome: Outcome, sender: Sender, pace: Pace, clock: Clock, progress: Progress
) -> None:
    """Fill `outcome`. Rows that an earlier run got through are not waited for again.

    Raises NoEntry when the key or the address opens nothing; what was sent until then is in the outcome.
    """
    done = 0 if pace.speed is None else await resume_at(reports, sender)
    waits = [timedelta(0)] * done + pace.offsets([report.at for report in reports[done:]])
    start = clock.now()
    turns = iter(list(zip(reports, waits, strict=True)))

    async def work() -> None:
        for report, wait in turns:
            await clock.until(start + wait)
            outcome.told[report.line] = await sender.send(report.body)
            progress()

    try:
        async with asyncio.TaskGroup() as workers:
            for _ in range(AT_ONCE):
                workers.create_task(work())
    except* NoEntry as errors:
        raise errors.exceptions[0] from None


async def resume_at(reports: Sequence[Report], sender: Sender) -> int:
    """Index of the first row after the last one that the platform has. Asking makes nothing."""
    last = 0
    for start in range(0, len(reports), LOOK_AHEAD):
        window = reports[start : start + LOOK_AHEAD]
        there = await asyncio.gather(*(sender.exists(report.reference) for report in window))
        if not any(there):
            break
        last = start + max(index for index, exists in enumerate(there) if exists) + 1
    return last
