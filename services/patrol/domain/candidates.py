"""Who could go: every team, ranked by estimated arrival, each with the reason for its place or refusal."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from math import inf

from services.contracts.words import Refusal
from services.patrol.domain.geography import Point, TravelRule, metres_between, related, travel_seconds
from services.patrol.domain.team import Team


@dataclass(frozen=True)
class Call:
    """What a ranking needs to know about the rescue."""

    point: Point
    area: str
    drill: bool = False
    asked: Collection[str] = ()
    """Teams that said no to it."""


@dataclass(frozen=True)
class Candidate:
    team: str
    name: str
    metres: int | None = None
    """Straight line; None when nobody knows where the team is."""
    seconds: int | None = None
    """Estimated travel."""
    refused: Refusal | None = None


COULD_BE_FREE = (Refusal.BUSY, Refusal.NOT_ANSWERING, Refusal.OFF_SHIFT, Refusal.NO_POSITION)
"""What may end while a rescue waits."""


def rank(teams: Iterable[Team], call: Call, rule: TravelRule, now: datetime) -> tuple[Candidate, ...]:
    """Free teams first, then refused ones; each by estimated time, equal ones by name, then id."""
    return tuple(sorted((_judge(team, call, rule, now) for team in teams), key=_place))


def best(candidates: Iterable[Candidate]) -> Candidate | None:
    """The first that can go; a ranking has it in front."""
    return next((candidate for candidate in candidates if candidate.refused is None), None)


def free(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    return tuple(candidate for candidate in candidates if candidate.refused is None)


def refusal(team: Team, call: Call, now: datetime) -> Refusal | None:
    """Why the team cannot be asked; the most lasting reason when there are several."""
    if not related(team.area, call.area) or team.drill != call.drill:
        return Refusal.OTHER_AREA
    if team.rescue is not None:
        return Refusal.BUSY
    if team.shift_at(now) is None:
        return Refusal.OFF_SHIFT
    if not team.answering:
        return Refusal.NOT_ANSWERING
    if team.position is None:
        return Refusal.NO_POSITION
    return Refusal.ALREADY_ASKED if team.id in call.asked else None


def _judge(team: Team, call: Call, rule: TravelRule, now: datetime) -> Candidate:
    refused = refusal(team, call, now)
    if team.position is None:
        return Candidate(team.id, team.name, refused=refused)
    metres = metres_between(team.position.point, call.point)
    return Candidate(team.id, team.name, round(metres), travel_seconds(metres, rule), refused)


def _place(candidate: Candidate) -> tuple[bool, float, str, str]:
    seconds = inf if candidate.seconds is None else candidate.seconds
    return (candidate.refused is not None, seconds, candidate.name, candidate.team)
