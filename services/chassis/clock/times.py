"""What time it is: the system's, or one that somebody moves (demonstrations, tests)."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

OFFICE = ZoneInfo("Asia/Shanghai")
NOON = 12
LONGEST_NAP = 1.0  # seconds; a system clock may be set, so nobody sleeps on an old reading for longer


class Clock(Protocol):
    """Business time, UTC. Technical waits (back-off, heartbeats) use the event loop's own time instead."""

    def now(self) -> datetime: ...

    async def until(self, moment: datetime) -> None:
        """Return when `now() >= moment`."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    async def until(self, moment: datetime) -> None:
        while (left := (moment - self.now()).total_seconds()) > 0:
            await asyncio.sleep(min(left, LONGEST_NAP))


class SteppedClock:
    """Stands still until it is moved, never backwards; an instant can therefore hold many effects."""

    def __init__(self, start: datetime) -> None:
        self._now = utc(start)
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        return self._now

    def move_to(self, moment: datetime) -> None:
        self._now = max(self._now, utc(moment))
        self._moved.set()
        self._moved = asyncio.Event()

    async def until(self, moment: datetime) -> None:
        while self._now < moment:
            await self._moved.wait()


def utc(moment: datetime) -> datetime:
    """The same instant in UTC. A time without an offset is refused: it could mean two instants."""
    if moment.tzinfo is None:
        raise ValueError("a time needs its offset")
    return moment.astimezone(UTC)


def office_day(moment: datetime) -> date:
    """The day it is in the relief offices (the only place that knows their time zone)."""
    return moment.astimezone(OFFICE).date()


def office_night(day: date) -> tuple[datetime, datetime]:
    """The night that begins on a day in the relief offices, from noon until just before the next noon."""
    noon = datetime.combine(day, time(NOON), OFFICE)
    return utc(noon), utc(noon + timedelta(days=1))


def night_begins(moment: datetime) -> datetime:
    """The noon with which its night began."""
    return office_night(office_day(moment - timedelta(hours=NOON)))[0]


def office_time(moment: datetime) -> datetime:
    return moment.astimezone(OFFICE)


def office_moment(shown: datetime) -> datetime:
    """When the clocks of the relief offices show this date and time, in UTC."""
    return utc(shown.replace(tzinfo=OFFICE))
