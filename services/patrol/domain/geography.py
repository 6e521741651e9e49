"""How far, how long, and which area lies in which."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.contracts.joining import metres_between as metres_between

EVERYWHERE = "*"
COUNTY_DIGITS = 6


@dataclass(frozen=True)
class Point:
    """WGS-84 degrees."""

    longitude: float
    latitude: float


@dataclass(frozen=True)
class TravelRule:
    """Straight lines into seconds, until roads are learned: metres × detour ÷ speed. Data of an area."""

    area: str
    detour: float
    kilometres_per_hour: float
    citation: str = ""
    version: int = 1


STANDARD_TRAVEL = TravelRule(EVERYWHERE, 1.3, 30, "built-in standard")


def travel_seconds(metres: float, rule: TravelRule) -> int:
    """Whole seconds, rounded to the nearest."""
    return round(metres * rule.detour / (rule.kilometres_per_hour / 3.6))


def covers(scope: str, area: str) -> bool:
    """Whether `area` is `scope` or lies inside it: division codes nest."""
    return scope == EVERYWHERE or area.startswith(scope)


def related(one: str, other: str) -> bool:
    """One lies inside the other: a county's team serves its towns, a town's a call that names the county."""
    return covers(one, other) or covers(other, one)


def county_of(area: str) -> str:
    """The code down to the county: the circle inside which teams help one another."""
    return area[:COUNTY_DIGITS]


def nearest_scope(scope: str) -> tuple[int, str]:
    """A sorting key that puts the most particular scope last."""
    return (0 if scope == EVERYWHERE else len(scope), scope)


def choose_travel(rules: Iterable[TravelRule], area: str) -> TravelRule:
    """The rule of the smallest area around; the built-in standard where nobody has said anything."""
    return max(
        (rule for rule in rules if covers(rule.area, area)),
        key=lambda rule: nearest_scope(rule.area),
        default=STANDARD_TRAVEL,
    )
