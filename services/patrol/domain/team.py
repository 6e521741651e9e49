"""A team: when it is on duty, where it was last seen, whether it answers, what is on board."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from services.patrol.domain.errors import ShiftWithoutEnd, StockShort
from services.patrol.domain.geography import Point
from services.patrol.domain.offer import OfferState

UNCOUNTED = frozenset({"card", "leaflet"})
"""Printed matter may be handed out without having been counted on board first."""


class Status(StrEnum):
    OFF_SHIFT = "off_shift"
    FREE = "free"
    BUSY = "busy"
    NOT_ANSWERING = "not_answering"


@dataclass(frozen=True)
class Shift:
    """On duty from `begins` until just before `ends`."""

    begins: datetime
    ends: datetime

    def holds(self, moment: datetime) -> bool:
        return self.begins <= moment < self.ends

    def overlaps(self, other: "Shift") -> bool:
        return self.begins < other.ends and other.begins < self.ends


@dataclass(frozen=True)
class Position:
    """Where a team was, by the server's clock; the device's own time is kept as it was said."""

    point: Point
    received_at: datetime
    device_at: datetime | None = None

    def age_seconds(self, now: datetime) -> float:
        return max(0.0, (now - self.received_at).total_seconds())


@dataclass(frozen=True)
class LiveOffer:
    """The offer that a team is reserved by, and how far it got."""

    id: str
    state: OfferState
    promised_at: datetime


@dataclass(frozen=True)
class Team:
    id: str
    name: str
    area: str
    shifts: tuple[Shift, ...] = ()
    position: Position | None = None
    answering: bool = True
    """False after an offer has lapsed, until the team is heard from again."""
    stock: Mapping[str, int] = field(default_factory=dict)
    rescue: str | None = None
    """The rescue it is reserved for, from the offer until the answer."""
    offer: LiveOffer | None = None
    vehicle: str | None = None
    members: str | None = None
    """Names, as sealed text."""
    drill: bool = False
    version: int = 0
    """Counts the changes of the register entry and of the offer that it is reserved by."""
    moves: int = 0

    @property
    def told_version(self) -> int:
        """Moves with every change, also of the position: of two sights of a team the greater one is newer."""
        return self.version + self.moves

    def shift_at(self, moment: datetime) -> Shift | None:
        return next((shift for shift in self.shifts if shift.holds(moment)), None)

    def next_shift_after(self, moment: datetime) -> Shift | None:
        coming = (shift for shift in self.shifts if shift.begins > moment)
        return min(coming, key=lambda shift: shift.begins, default=None)

    def status_at(self, moment: datetime) -> Status:
        if self.rescue is not None:
            return Status.BUSY
        if self.shift_at(moment) is None:
            return Status.OFF_SHIFT
        return Status.FREE if self.answering else Status.NOT_ANSWERING


def add_shift(team: Team, shift: Shift, now: datetime) -> Team:
    """A new window of duty; windows that it overlaps give way. Raises ShiftWithoutEnd."""
    if shift.ends <= max(shift.begins, now):
        raise ShiftWithoutEnd
    others = [known for known in team.shifts if known.ends > now and not known.overlaps(shift)]
    return replace(team, shifts=tuple(sorted([*others, shift], key=lambda known: known.begins)))


def end_shift(team: Team, now: datetime) -> Team:
    """Go off duty now; a team that is not on duty gives up the windows to come."""
    current = team.shift_at(now)
    kept = [known for known in team.shifts if known.begins > now] if current else []
    return replace(team, shifts=tuple(kept))


def move(team: Team, position: Position) -> Team:
    """The later of two positions by the server's clock is where the team is."""
    if team.position is not None and team.position.received_at > position.received_at:
        return team
    return replace(team, position=position, moves=team.moves + 1)


def restock(team: Team, stock: Mapping[str, int]) -> Team:
    """What is on board now, counted by a person. Raises StockShort for less than nothing."""
    for item, count in stock.items():
        if count < 0:
            raise StockShort(item, -count, 0)
    return replace(team, stock={item: count for item, count in stock.items() if count})


def hand_out(team: Team, goods: Mapping[str, int]) -> Team:
    """Take goods from what is on board. Raises StockShort: nothing is given that is not there."""
    left = dict(team.stock)
    for item, count in goods.items():
        if item in UNCOUNTED and item not in left:
            continue
        on_board = left.get(item, 0)
        if count > on_board:
            raise StockShort(item, count, on_board)
        left[item] = on_board - count
    return replace(team, stock={item: count for item, count in left.items() if count})
