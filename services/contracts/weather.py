"""Facts of patrol about warnings of cold: what an area has put in force, and what ended it."""

from typing import ClassVar

from pydantic import Field

from services.contracts.envelope import Fact
from services.contracts.values import Area, Instant, Sealed
from services.contracts.words import WarningColour


class WarningFact(Fact):
    service: ClassVar[str] = "patrol"
    root: ClassVar[str] = "warning"

    warning: str


class WarningPutInForce(WarningFact):
    """Until it is lifted, and not beyond `until`; an area has one at a time, and one for drills beside it."""

    area: Area
    colour: WarningColour
    until: Instant
    lowest_celsius: int | None = Field(default=None, description="the lowest temperature that is expected")
    words: Sealed | None = None


class WarningLifted(WarningFact):
    """A person has ended it; the envelope's actor says who."""


class WarningLapsed(WarningFact):
    """Its time is over."""
