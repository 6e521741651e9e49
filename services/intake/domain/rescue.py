"""The rescue of a sighting as the desk shows it: a copy, fed by patrol's facts, of what patrol owns."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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
    merged_into: str | None = None
    """The rescue that goes on for this one."""
    longitude: float | None = None
    latitude: float | None = None
    join_metres: int | None = None
    join_seconds: int | None = None
    """Which further calls it takes in: so near to this point, so soon before or after one of its own."""
    heard: Mapping[str, int] = field(default_factory=dict)
    """For each part above that we have heard of, the sequence of the fact that told it."""


def hear_news(known: RescueSummary, sequence: int, news: Mapping[str, Any]) -> RescueSummary:
    """Each part is as the fact with the greatest sequence told it, in whatever order they come.

    Equal sequences are parts of one step, and come in their order.
    """
    newer = {name: value for name, value in news.items() if sequence >= known.heard.get(name, 0)}
    return replace(known, **newer, heard={**known.heard, **dict.fromkeys(newer, sequence)})
