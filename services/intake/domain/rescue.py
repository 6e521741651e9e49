"""The rescue of a sighting as the desk shows it: a copy, fed by patrol's facts, of what patrol owns."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from services.contracts.words import Grade


class RescueState(StrEnum):
    """Patrol's own words for it."""

    WAITING = "waiting"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    EN_ROUTE = "en_route"
    ARRIVED = "arrived"
    ANSWERED = "answered"


@dataclass(frozen=True)
class RescueSummary:
    """Only the id is certain: any fact may be the first that we hear of a rescue."""

    id: str
    number: str | None = None
    state: RescueState = RescueState.WAITING
    grade: Grade | None = None
    deadline: datetime | None = None
    team: str | None = None
    team_name: str | None = None
    promised_at: datetime | None = None
    queued: bool = False
    at_risk: bool = False
    breached: bool = False
    outcome: str | None = None
    sequence: int = 0


NEVER_EMPTIED = ("number", "grade", "deadline")
"""Once known these stay known, so that even old news of them is welcome where there is none."""


def hear_news(known: RescueSummary, sequence: int, news: Mapping[str, Any]) -> RescueSummary:
    """The greatest sequence wins; equal ones are parts of one step and come in order."""
    if sequence >= known.sequence:
        return replace(known, sequence=sequence, **news)
    missing = {name: news[name] for name in NEVER_EMPTIED if name in news and getattr(known, name) is None}
    return replace(known, **missing)
