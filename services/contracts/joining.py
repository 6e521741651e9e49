"""When a further call is taken for one about the same person: near in place and time. No machine knows more.

Said once, for the desk, which shows beforehand what will be joined, and for patrol, which joins.
"""

from dataclasses import dataclass
from datetime import timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Protocol

EARTH_RADIUS_METRES = 6_371_008.8
"""Mean radius of the earth (IUGG)."""
FURTHEST_METRES = 2_000
LONGEST_SECONDS = 7 * 24 * 3600
"""No area may decide to join over more than these."""


class Place(Protocol):
    """WGS-84 degrees."""

    @property
    def longitude(self) -> float: ...

    @property
    def latitude(self) -> float: ...


@dataclass(frozen=True)
class JoinRule:
    """Of one promise. A call is joined that lies no further from the rescue's place, and was received no longer
    before or after one of the rescue's calls."""

    metres: int = 100
    seconds: int = 1800

    def holds(self, metres: int, apart: timedelta) -> bool:
        return metres <= self.metres and abs(apart) <= timedelta(seconds=self.seconds)


def metres_between(one: Place, other: Place) -> float:
    """Great-circle distance (haversine)."""
    north, south = radians(one.latitude), radians(other.latitude)
    across = sin(radians(other.longitude - one.longitude) / 2)
    along = sin((south - north) / 2)
    share = along * along + cos(north) * cos(south) * across * across
    return 2 * EARTH_RADIUS_METRES * asin(min(1.0, sqrt(share)))
