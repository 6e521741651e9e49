"""Time, ids and randomness, always passed in. Nothing outside this package reads the real clock."""

from services.chassis.clock.ids import Ids, derived_id
from services.chassis.clock.timer import Timer
from services.chassis.clock.times import (
    Clock,
    SteppedClock,
    SystemClock,
    night_begins,
    office_day,
    office_moment,
    office_night,
    office_time,
    utc,
)

__all__ = [
    "Clock",
    "Ids",
    "SteppedClock",
    "SystemClock",
    "Timer",
    "derived_id",
    "night_begins",
    "office_day",
    "office_moment",
    "office_night",
    "office_time",
    "utc",
]
