"""Facts of patrol: who goes, how fast, what they found."""

from typing import ClassVar

from pydantic import Field

from services.contracts.envelope import Fact
from services.contracts.values import Area, Instant, Name, Point, Sealed, Value
from services.contracts.words import Alert, ClockStop, Grade, Outcome, Refusal, Role


class RescueFact(Fact):
    service: ClassVar[str] = "patrol"
    root: ClassVar[str] = "rescue"

    rescue: str


class JoiningFact(RescueFact):
    """Says which further calls the rescue takes in from now on: `contracts/joining.py`."""

    join_metres: int | None = None
    join_seconds: int | None = None


class OfferFact(RescueFact):
    """About a team that was asked."""

    offer: str
    team: str


class SightingFact(Fact):
    """Patrol's answer about a sighting; its root is the sighting, whose conversation it ends."""

    service: ClassVar[str] = "patrol"
    root: ClassVar[str] = "sighting"

    sighting: str


class TeamFact(Fact):
    service: ClassVar[str] = "patrol"
    root: ClassVar[str] = "team"

    team: str


class Candidate(Value):
    """A team's place in the ranking, or why it has none."""

    team: str
    name: Name
    seconds: int | None = Field(default=None, description="estimated travel")
    metres: int | None = Field(default=None, description="straight line")
    refused: Refusal | None = None


class Handed(Value):
    """Goods given out of the stock on board."""

    item: Name
    count: int = Field(ge=1)


class ResponseParts(Value):
    """Where the seconds went; turnout is unknown when nobody said that the team left."""

    handling: float = Field(description="first receipt → rescue open")
    offer: float = Field(description="rescue open → accepted by the team that arrived")
    turnout: float | None = Field(default=None, description="accepted → en route")
    travel: float | None = Field(default=None, description="en route (or accepted) → arrived")


class SightingDeclined(SightingFact):
    reason: str


class RescueOpened(JoiningFact):
    number: str
    sighting: str
    grade: Grade
    grade_reasons: tuple[str, ...] = Field(description="the signs that decided; empty for the area's default")
    grade_rule: str = Field(description="citation and version of the rule")
    profile: Name
    limit_seconds: int
    received_at: Instant
    deadline: Instant
    point: Point
    people: int
    area: Area


class SightingJoined(RescueFact):
    """A further sighting of the same person: one rescue, the earliest clock."""

    sighting: str
    metres: int
    deadline: Instant
    grade: Grade


class RescueRelocated(JoiningFact):
    """It goes where its corrected call says; the limit is decided anew, from the same first receipt."""

    sighting: str
    correction: int
    point: Point
    metres: int = Field(description="from the place that was wrong")
    profile: Name
    limit_seconds: int
    deadline: Instant
    area: Area
    team: str | None = Field(default=None, description="the team that was asked or is on its way")
    offer: str | None = None


class CorrectionDeclined(SightingFact):
    """Nobody goes to the corrected place because of it: the desk must telephone."""

    correction: int
    reason: str = Field(
        description="arrived, answered, further_call, no_place, no_profile, other_county, not_taken_over"
    )


class RescueMerged(RescueFact):
    """Of two rescues about one person: it ends without an outcome of its own, the other goes on for both."""

    into: str = Field(description="the rescue that goes on")
    sighting: str = Field(description="the sighting for which it was proposed")
    other: str
    join: int
    sightings: tuple[str, ...] = Field(description="its own, which join the other")


class JoinRefused(SightingFact):
    """Both stay as they are."""

    join: int
    reason: str = Field(description="arrived, answered, already_one, not_taken_over, other_county, drill")


class RescueSplit(RescueFact):
    """What was merged waits for a team again. A call that had joined by itself gets one: RescueOpened comes first."""

    from_rescue: str = Field(description="the rescue that went on for both")
    sighting: str = Field(description="the sighting for which it was proposed")
    other: str
    join: int
    sightings: tuple[str, ...] = Field(description="that belong to this one again")
    deadline: Instant


class SplitRefused(SightingFact):
    join: int
    reason: str = Field(description="arrived, answered, merged, no_profile, not_merged, not_taken_over")


class RescueRegraded(JoiningFact):
    """The grade rose by a further sighting, or a person judged otherwise and said why."""

    grade: Grade
    grade_reasons: tuple[str, ...]
    profile: Name
    deadline: Instant
    reason: Sealed | None = None


class TeamOffered(OfferFact):
    team_name: Name
    round: int = Field(ge=1)
    lapses_at: Instant
    estimated_seconds: int
    promised_at: Instant
    candidates: tuple[Candidate, ...]
    override_reason: Sealed | None = None


class OfferAccepted(OfferFact):
    team_name: Name
    device_at: Instant | None = None
    estimated_seconds: int
    promised_at: Instant
    sightings: tuple[str, ...]


class OfferDeclined(OfferFact):
    reason: Sealed


class OfferLapsed(OfferFact):
    """Nobody answered; counted apart from refusals."""


class OfferWithdrawn(OfferFact):
    reason: Sealed | None = None


class WouldFree(Value):
    """What would give a waiting rescue its team."""

    team: str
    name: Name
    state: Refusal
    expected_at: Instant | None = None


class RescueQueued(RescueFact):
    """No team is free: the leader on duty is told."""

    round: int
    place_in_queue: int
    grade: Grade
    would_free: tuple[WouldFree, ...]


class TeamDeparted(OfferFact):
    device_at: Instant | None = None
    promised_at: Instant


class EstimateChanged(OfferFact):
    promised_at: Instant
    reason: Sealed | None = None


class RescueAtRisk(RescueFact):
    """The promise leaves too little, or nobody has accepted and time is running out."""

    round: int
    deadline: Instant
    promised_at: Instant | None = None
    margin_seconds: int | None = None
    wanted_margin_seconds: int | None = Field(default=None, description="with so much it is no risk")
    helps: tuple[Candidate, ...] = Field(default=(), description="free teams, best first, with own estimates")


class RescueBreached(RescueFact):
    deadline: Instant


class BreachExplained(RescueFact):
    reason: Sealed


class AlertRead(RescueFact):
    """Somebody has seen what they must look at; the envelope's actor says who. Once for each reader and round."""

    alert: Alert
    round: int = Field(ge=1)
    role: Role


class TeamArrived(OfferFact):
    device_at: Instant | None = None


class ClockStopped(RescueFact):
    """The response is measured. Seconds run from first receipt."""

    stopped_by: ClockStop
    response_seconds: float
    kept: bool
    profile: Name
    parts: ResponseParts | None = None
    reason: Sealed | None = None


class SightingClosed(RescueFact):
    """A desk has closed one of its sightings by hand. None left, and a team on its way: a dispatcher decides."""

    sighting: str
    sightings_left: int = Field(ge=0, description="of this rescue, still open")
    team: str | None = Field(default=None, description="the team that has accepted")
    offer: str | None = None
    reason: Sealed | None = None


class RescueAnswered(RescueFact):
    outcome: Outcome
    team: str | None = None
    handed_out: tuple[Handed, ...] = ()
    people: int = 0
    place: str | None = Field(default=None, description="where a person brought in was given a bed")
    revisit_at: Instant | None = None
    sightings: tuple[str, ...]
    words: Sealed | None = None


class TeamChanged(TeamFact):
    """The team's register entry or duty changed. Positions are not facts."""

    name: Name
    area: Area
    status: str = Field(description="off_shift, free, busy, not_answering")
    shift_from: Instant | None = None
    shift_until: Instant | None = None
    stock: tuple[Handed, ...] = ()
