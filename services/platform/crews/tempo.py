"""Story seconds into waiting."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.chassis.clock import Clock


@dataclass(frozen=True)
class Tempo:
    """`speed`: story seconds in one second of the clock; None waits for nothing."""

    clock: Clock
    speed: float | None = 1.0
    ahead: timedelta = timedelta(0)
    """How far the platform's clock is ahead of ours: a demonstration may play on another evening."""

    def platform_now(self) -> datetime:
        return self.clock.now() + self.ahead

    def in_step_with(self, platform_now: datetime) -> "Tempo":
        return replace(self, ahead=platform_now - self.clock.now())

    def lasting(self, seconds: float) -> timedelta:
        return timedelta(0) if self.speed is None else timedelta(seconds=seconds / self.speed)

    async def wait(self, seconds: float) -> None:
        lasting = self.lasting(seconds)
        if lasting:
            await self.clock.until(self.clock.now() + lasting)
