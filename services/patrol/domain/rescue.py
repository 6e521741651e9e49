"""A rescue: the person in the cold, everybody who called about them, the clock, every team that was asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.contracts.words import ClockStop, Grade, Outcome
from services.patrol.domain.candidates import Call
from services.patrol.domain.geography import Point
from services.patrol.domain.grades import URGENCY, Grading
from services.patrol.domain.offer import Offer, OfferState
from services.patrol.domain.profile import ResponseProfile
from services.patrol.domain.states import State


@dataclass(frozen=True)
class Closing:
    """A desk has closed the sighting by hand. `reason` is sealed text."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class Sighting:
    """One call about the person, as intake told it. `place` and `words` are sealed text."""

    id: str
    received_at: datetime
    point: Point
    approximate: bool = False
    """Nobody gave a point: this one is the middle of the area, good enough to choose a team by, not to join by."""
    people: int = 1
    signs: tuple[str, ...] = ()
    place: str | None = None
    words: str | None = None
    road: str | None = None
    kilometre: float | None = None
    closing: Closing | None = None


@dataclass(frozen=True)
class ResponseClock:
    """Runs from first receipt until somebody is there. Seconds use our own receipt times only."""

    received_at: datetime
    opened_at: datetime
    deadline: datetime
    stopped_at: datetime | None = None
    stopped_by: ClockStop | None = None
    stop_reason: str | None = None
    stopped_by_whom: str | None = None
    at_risk: bool = False
    risk_round: int = 0
    breached_at: datetime | None = None
    breach_reason: str | None = None

    @property
    def running(self) -> bool:
        return self.stopped_at is None

    @property
    def response_seconds(self) -> float | None:
        return None if self.stopped_at is None else (self.stopped_at - self.received_at).total_seconds()

    @property
    def kept(self) -> bool | None:
        return None if self.stopped_at is None else self.stopped_at <= self.deadline


@dataclass(frozen=True)
class Answer:
    """What was found and done. `words` is sealed text."""

    outcome: Outcome
    at: datetime
    people: int = 0
    handed_out: Mapping[str, int] = field(default_factory=dict)
    team: str | None = None
    place: str | None = None
    words: str | None = None
    revisit_at: datetime | None = None


@dataclass(frozen=True)
class Rescue:
    id: str
    number: str
    area: str
    point: Point
    grading: Grading
    profile: ResponseProfile
    clock: ResponseClock
    sightings: tuple[Sighting, ...]
    state: State = State.WAITING
    offers: tuple[Offer, ...] = ()
    queued_round: int = 0
    """How often it has waited without anybody to ask."""
    queued: bool = False
    answer: Answer | None = None
    approximate: bool = False
    """The point is the middle of the area: read the place words."""
    regrade_reason: str | None = None
    merged_into: str | None = None
    """The rescue that goes on for this one."""
    also: tuple[Sighting, ...] = ()
    """Of rescues that were merged into this one: their callers are told as well."""
    drill: bool = False
    version: int = 0

    @property
    def grade(self) -> Grade:
        return self.grading.grade

    @property
    def story(self) -> str:
        """The report that it began with."""
        return self.sightings[0].id

    @property
    def calls(self) -> tuple[Sighting, ...]:
        """Everybody who called about it, as we heard of them."""
        return (*self.sightings, *self.also)

    @property
    def people(self) -> int:
        """The greatest number that a call has said: for so many there must be room."""
        return max(call.people for call in self.calls)

    @property
    def other_counts(self) -> tuple[int, ...]:
        """What other calls have said instead; empty where all say the same."""
        return tuple(sorted({call.people for call in self.calls} - {self.people}))

    @property
    def signs(self) -> tuple[str, ...]:
        """That any call has said."""
        return tuple(dict.fromkeys(sign for call in self.calls for sign in call.signs))

    @property
    def where(self) -> Sighting:
        """The first call that says where in words; else the first one."""
        return next((call for call in self.calls if call.place or call.road), self.sightings[0])

    @property
    def live_offer(self) -> Offer | None:
        return next((offer for offer in reversed(self.offers) if offer.live), None)

    @property
    def team(self) -> str | None:
        """The team that is reserved for it."""
        return self.live_offer.team if self.live_offer else None

    @property
    def last_closing(self) -> Closing | None:
        """The desk's last word, when it has closed every sighting; None while somebody still calls."""
        closings = [sighting.closing for sighting in self.sightings]
        known = [closing for closing in closings if closing is not None]
        return max(known, key=lambda closing: closing.at) if len(known) == len(closings) else None

    @property
    def call(self) -> Call:
        declined = (offer.team for offer in self.offers if offer.state is OfferState.DECLINED)
        return Call(self.point, self.area, self.drill, frozenset(declined))

    @property
    def urgency(self) -> tuple[int, datetime, str]:
        """The order of the queue: graver first, then the earlier deadline."""
        return (URGENCY[self.grade], self.clock.deadline, self.id)

    @property
    def limit(self) -> timedelta:
        return timedelta(seconds=self.profile.limit_seconds)
