"""What was promised: how soon somebody is there, per area and grade. The promises themselves are data."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from services.contracts.joining import JoinRule
from services.contracts.words import ClockStop, Grade
from services.patrol.domain.geography import EVERYWHERE, covers, nearest_scope


class Promise(StrEnum):
    """How serious the limit is."""

    BINDING = "binding"
    BEST_EFFORT = "best_effort"
    NONE = "none"
    """Nobody is sent from here, on purpose: a sighting is declined and the desk telephones."""


ANY_STOP = (ClockStop.ARRIVAL, ClockStop.FOUND_GONE, ClockStop.PERSON)


@dataclass(frozen=True)
class ResponseProfile:
    """A promise and the clocks that keep it. All durations in seconds."""

    name: str
    area: str
    limit_seconds: int
    at_risk_margin_seconds: int
    offer_lasts_seconds: int
    grades: tuple[Grade, ...] = ()
    """The grades it is for; empty means all."""
    priority: int = 0
    join_metres: int = JoinRule.metres
    join_seconds: int = JoinRule.seconds
    revisit_after_seconds: int | None = 24 * 3600
    promise: Promise = Promise.BINDING
    stops: tuple[ClockStop, ...] = ANY_STOP
    citation: str = ""
    version: int = 1

    @property
    def joins(self) -> JoinRule:
        return JoinRule(self.join_metres, self.join_seconds)

    def fits(self, area: str, grade: Grade) -> bool:
        return covers(self.area, area) and (not self.grades or grade in self.grades)


BUILT_IN = (
    ResponseProfile("standard", EVERYWHERE, 1800, 300, 90, citation="built-in standard"),
    ResponseProfile(
        "life-threatening",
        EVERYWHERE,
        900,
        120,
        60,
        grades=(Grade.LIFE_THREATENING,),
        priority=10,
        citation="built-in standard",
    ),
)
"""What an empty platform promises, so that the first call of the first winter is not lost."""


def choose(profiles: Iterable[ResponseProfile], area: str, grade: Grade) -> ResponseProfile | None:
    """The profile of the highest priority, then of the smallest area. None where nobody is sent on purpose.

    The built-in standard answers only where the data says nothing at all about this area and grade.
    """
    chosen = _first(profiles, area, grade) or _first(BUILT_IN, area, grade)
    return None if chosen is None or chosen.promise is Promise.NONE else chosen


def _first(profiles: Iterable[ResponseProfile], area: str, grade: Grade) -> ResponseProfile | None:
    fitting = (profile for profile in profiles if profile.fits(area, grade))
    return max(fitting, key=_particularity, default=None)


def _particularity(profile: ResponseProfile) -> tuple[int, tuple[int, str], bool, str]:
    return (profile.priority, nearest_scope(profile.area), bool(profile.grades), profile.name)
