"""What somebody who reported a sighting is owed: a word when it was received, when a team goes, when it is closed.

The facts that decide this come from two services in any order, so each of them leads here again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from services.notify.domain.message import Moot


@dataclass(frozen=True)
class Acceptance:
    """A team has said yes. `withdrawn`: it does not go after all."""

    accepted_at: datetime
    promised_at: datetime
    withdrawn: bool = False


@dataclass(frozen=True)
class KnownRescue:
    acceptance: Acceptance | None
    answered: bool


@dataclass(frozen=True)
class KnownSighting:
    """`reachable`: the report came with a number and the wish to be told."""

    reachable: bool
    closed: bool


@dataclass(frozen=True)
class Word:
    """One message that is due; `moot` says why it is no longer."""

    template: str
    moot: Moot | None = None


def owed(sighting: KnownSighting, rescue: KnownRescue | None) -> Iterator[Word]:
    """In the order in which they are sent."""
    if not sighting.reachable:
        return
    yield Word("received")
    if rescue is not None and rescue.acceptance is not None:
        yield Word("on_its_way", _moot(sighting, rescue, rescue.acceptance))
    if sighting.closed:
        yield Word("closed")


def _moot(sighting: KnownSighting, rescue: KnownRescue, acceptance: Acceptance) -> Moot | None:
    if sighting.closed:
        return Moot.CLOSED
    if rescue.answered:
        return Moot.ANSWERED
    return Moot.TEAM_WITHDRAWN if acceptance.withdrawn else None


def minutes_left(acceptance: Acceptance, told_at: datetime) -> int:
    """Whole minutes to the promised arrival, to the nearest, never less than one. `told_at` may lie before the
    acceptance (an old report that is heard late)."""
    seconds = (acceptance.promised_at - max(told_at, acceptance.accepted_at)).total_seconds()
    return max(1, int(seconds / 60 + 0.5))
