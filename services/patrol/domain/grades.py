"""Grades compared, and a grade with what decided it."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.contracts.words import Grade

URGENCY: Mapping[Grade, int] = {grade: rank for rank, grade in enumerate(Grade)}
"""0 is the most urgent."""


@dataclass(frozen=True)
class Grading:
    """A grade, the signs (or words) that decided, and the rule's citation with its version."""

    grade: Grade
    reasons: tuple[str, ...] = ()
    rule: str = "default"


def is_more_urgent(one: Grade, other: Grade) -> bool:
    return URGENCY[one] < URGENCY[other]
