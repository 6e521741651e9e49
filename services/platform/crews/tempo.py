"""Story seconds into waiting."""

from dataclasses import dataclass
from datetime import timedelta

from services.chassis.clock import Clock


@dataclass(frozen=True)
class Tempo:
    """`speed`: story seconds in one second of the clock; None waits for nothing."""

    clock: Clock
    speed: float | None = 1.0

    def lasting(self, seconds: float) -> timedelta:
        return timedelta(0) if self.speed is None else timedelta(seconds=seconds / self.speed)

    async def wait(self, seconds: float) -> None:
        lasting = self.lasting(seconds)
        if lasting:
            await self.clock.until(self.clock.now() + lasting)
