"""A warning of cold that an area has put in force: until when, and what ends it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.contracts.words import WarningColour
from services.patrol.domain.errors import WarningWithoutEnd

LONGEST = timedelta(days=30)
"""Whoever forgets a warning must not find it next winter."""


@dataclass(frozen=True)
class Warned:
    """`lowest_celsius`: expected. `words`: sealed. `ended_by`: who lifted it; None for what lapsed or stands."""

    id: str
    area: str
    colour: WarningColour
    begins_at: datetime
    until: datetime
    put_by: str
    lowest_celsius: int | None = None
    words: str | None = None
    drill: bool = False
    ended_at: datetime | None = None
    ended_by: str | None = None

    @property
    def version(self) -> int:
        return 1 if self.ended_at is None else 2

    @property
    def gravity(self) -> tuple[bool, int]:
        """Greater is graver; a drill is never graver than what is meant."""
        return (not self.drill, list(WarningColour).index(self.colour))


def must_end(until: datetime, now: datetime) -> None:
    """Raises WarningWithoutEnd."""
    if not now < until <= now + LONGEST:
        raise WarningWithoutEnd


def ended(warned: Warned, at: datetime, by: str | None) -> Warned:
    return replace(warned, ended_at=at, ended_by=by)
