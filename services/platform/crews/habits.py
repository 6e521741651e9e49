"""How simulated crews behave: data, in seconds of the story and probabilities."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.contracts.words import Outcome

Span = tuple[float, float]


@dataclass(frozen=True)
class Habits:
    declines: float = 0.05
    """How often an offer is refused with a reason."""
    lapses: float = 0.02
    """How often nobody looks at the phone."""
    thinking: Span = (3, 25)
    turnout: Span = (20, 90)
    driving: Span = (0.8, 1.2)
    """The real journey as a multiple of the estimate."""
    at_the_place: Span = (120, 900)
    out_of_reach: Span = (30, 300)
    """From a lapsed offer until the crew is heard from again."""
    reasons: tuple[str, ...] = ("车辆故障", "道路结冰", "正在处理别的事")
    outcomes: Mapping[Outcome, float] = field(
        default_factory=lambda: {
            Outcome.BROUGHT_IN: 30,
            Outcome.REFUSED: 25,
            Outcome.GIVEN_AND_LEFT: 20,
            Outcome.HOSPITAL: 10,
            Outcome.NOT_FOUND: 10,
            Outcome.REFERRED: 3,
            Outcome.FALSE_REPORT: 2,
        }
    )
    stock: Mapping[str, int] = field(default_factory=lambda: {"quilt": 6, "card": 50})
    """What is on board after a visit to the depot."""
    gives: Mapping[str, int] = field(default_factory=lambda: {"quilt": 1, "card": 1})
    """To whoever stays outside."""


STAYS_OUTSIDE = (Outcome.REFUSED, Outcome.GIVEN_AND_LEFT)
NOBODY_THERE = (Outcome.NOT_FOUND, Outcome.FALSE_REPORT)
"""Outcomes that concern nobody in person."""
