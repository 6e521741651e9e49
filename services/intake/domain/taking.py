"""What must hold of a call before it becomes a report."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from services.contracts.words import Channel, Kind, Sign
from services.intake.domain.errors import (
    AreaContradicts,
    AreaMissing,
    AreaTooWide,
    FoundAfterReceipt,
    NowhereSaid,
    ReceivedInTheFuture,
    TooLongAgo,
)
from services.intake.policy import RULES

CLOCKS_DIFFER = timedelta(seconds=30)
"""How far a caller's clock may be ahead of ours before we take it for a mistake."""
LONGEST_AGO = timedelta(days=30)
COUNTY_DIGITS = 6
FIRST_MONTH_OF_WINTER = 7  # numbers begin again in July, when nobody is out in the cold


class Notice(StrEnum):
    """What is taken all the same, and should be looked at again."""

    OUTSIDE_COUNTY = "outside_county"


@dataclass(frozen=True)
class Spot:
    """WGS-84 degrees."""

    longitude: float
    latitude: float


@dataclass(frozen=True)
class Told:
    """A call as it was told, in plain words: it stays in memory. `content` tells one call from another."""

    channel: Channel
    point: Spot | None = None
    area: str | None = None
    address: str | None = None
    landmark: str | None = None
    road: str | None = None
    kilometre: float | None = None
    people: int = 1
    signs: tuple[Sign, ...] = ()
    words: str | None = None
    caller: str | None = None
    """Normalised telephone number."""
    call_back: bool = True
    language: str = "zh-CN"
    found_at: datetime | None = None
    received_at: datetime | None = None
    reference: str | None = None
    drill: bool = False
    content: str = ""


@dataclass(frozen=True)
class Corrected:
    """Where it is, as somebody knows now, in plain words: the whole place."""

    point: Spot | None = None
    area: str | None = None
    address: str | None = None
    landmark: str | None = None
    road: str | None = None
    kilometre: float | None = None


def must_say_where(kind: Kind, told: Told) -> None:
    """Raises NowhereSaid."""
    said = (told.point, told.address, told.landmark, told.road)
    if RULES[kind].must_say_where and not any(said):
        raise NowhereSaid


def must_say_a_place(corrected: Corrected) -> None:
    """Raises NowhereSaid."""
    if not any((corrected.point, corrected.address, corrected.landmark, corrected.road)):
        raise NowhereSaid


def receipt(told: Told, now: datetime) -> tuple[datetime, datetime | None]:
    """When it was received and found: found ≤ received ≤ now. A clock a little ahead is put right.

    Raises ReceivedInTheFuture, FoundAfterReceipt, TooLongAgo.
    """
    received_at = told.received_at or now
    if received_at > now + CLOCKS_DIFFER:
        raise ReceivedInTheFuture
    received_at = min(received_at, now)
    if received_at < now - LONGEST_AGO:
        raise TooLongAgo("received_at", LONGEST_AGO)
    found_at = told.found_at
    if found_at is None:
        return received_at, None
    if found_at > received_at + CLOCKS_DIFFER:
        raise FoundAfterReceipt
    if found_at < received_at - LONGEST_AGO:
        raise TooLongAgo("found_at", LONGEST_AGO)
    return received_at, min(found_at, received_at)


def choose_area(drawn: str | None, given: str | None, own: str) -> str:
    """The division whose outline holds the point, else the one given, else the key's own if it is small enough.

    Raises AreaContradicts for a given one that neither lies in the outline's nor around it, AreaMissing, AreaTooWide.
    """
    if drawn and given and not (drawn.startswith(given) or given.startswith(drawn)):
        raise AreaContradicts(drawn)
    if drawn and len(drawn) >= COUNTY_DIGITS:
        return drawn
    if given:
        if len(given) < COUNTY_DIGITS:
            raise AreaTooWide
        return given
    if own.isdigit() and len(own) >= COUNTY_DIGITS:
        return own
    raise AreaMissing


def county_of(area: str) -> str:
    return area[:COUNTY_DIGITS]


def winter_of(day: date) -> int:
    """The year in which the winter begins that the day belongs to."""
    return day.year if day.month >= FIRST_MONTH_OF_WINTER else day.year - 1


def number_of(kind: Kind, count: int) -> str:
    """What people say on the telephone: S-0042."""
    return f"{RULES[kind].letter}-{count:04d}"


def due_at(kind: Kind, received_at: datetime) -> datetime | None:
    limit = RULES[kind].limit
    return None if limit is None else received_at + limit
