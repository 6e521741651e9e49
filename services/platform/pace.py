"""Moving a demonstration clock through a night: deadline by deadline, waiting for rest at each."""

import asyncio
from datetime import datetime, timedelta

from services.chassis.clock import SteppedClock
from services.platform.house import House

FRAME_SECONDS = 0.05


class Pace:
    """`speed`: seconds of the night per real second, or None for as fast as the platform comes to rest."""

    def __init__(self, house: House, clock: SteppedClock, speed: float | None = None) -> None:
        self._house, self._clock, self._speed = house, clock, speed

    async def reach(self, moment: datetime) -> None:
        """Let it become `moment`: every deadline on the way rings at its own second."""
        await self._house.settle()
        while (due := await self._house.next_due()) is not None and due <= moment:
            await self._walk(due)
            await self._house.settle()
        await self._walk(moment)
        await self._house.settle()

    async def _walk(self, moment: datetime) -> None:
        if self._speed is not None:
            loop = asyncio.get_running_loop()
            begun, start = loop.time(), self._clock.now()
            while (now := start + timedelta(seconds=(loop.time() - begun) * self._speed)) < moment:
                self._clock.move_to(now)
                await asyncio.sleep(FRAME_SECONDS)
        self._clock.move_to(moment)

    async def go_on(self) -> None:
        """From here at normal speed, for ever."""
        loop = asyncio.get_running_loop()
        begun, start = loop.time(), self._clock.now()
        while True:
            self._clock.move_to(start + timedelta(seconds=loop.time() - begun))
            await asyncio.sleep(FRAME_SECONDS)
