"""What callers are shown: whole things, as they are now. Times are shown in the offices' time.

`…Told` is what a stream tells to every role at once: all that a version stands for. `…Shown` is the answer to one
reader, who may read more: words (sealed for others) and what follows from the time of reading.
"""

from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, Field

from services.chassis.clock import office_time
from services.chassis.web import Shown
from services.contracts.words import ClockStop, Grade, Outcome, Refusal
from services.patrol.domain.offer import OfferState
from services.patrol.domain.profile import Promise
from services.patrol.domain.states import State
from services.patrol.domain.team import Status

Time = Annotated[AwareDatetime, AfterValidator(office_time)]

GREATEST = "the greatest number that a call has said; what the others say stands with each of them"


class PointShown(Shown):
    longitude: float
    latitude: float


class TeamName(Shown):
    id: str
    name: str


class CandidateShown(Shown):
    team: str
    name: str
    metres: int | None
    seconds: int | None
    refused: Refusal | None


class SightingTold(Shown):
    id: str
    received_at: Time
    people: int
    signs: tuple[str, ...]
    road: str | None
    kilometre: float | None
    closed_at: Time | None = Field(description="when a desk closed it by hand")


class SightingShown(SightingTold):
    close_reason: str | None
    place: str | None = Field(description="in clear for those who go there or send somebody")
    words: str | None


class OfferTold(Shown):
    """`…_at` is when we heard of it, `device_…_at` what the device said, `shown_…_at` the possible one of the two."""

    id: str
    rescue: str
    team: str
    team_name: str
    round: int
    state: OfferState
    live: bool
    offered_at: Time
    lapses_at: Time
    estimated_seconds: int
    promised_at: Time
    accepted_at: Time | None
    device_accepted_at: Time | None
    shown_accepted_at: Time | None
    departed_at: Time | None
    device_departed_at: Time | None
    shown_departed_at: Time | None
    arrived_at: Time | None
    device_arrived_at: Time | None
    shown_arrived_at: Time | None
    ended_at: Time | None


class OfferShown(OfferTold):
    end_reason: str | None
    override_reason: str | None


class OfferOnThePhone(OfferShown):
    """What a team needs to get there."""

    number: str
    grade: Grade
    grade_reasons: tuple[str, ...]
    deadline: Time
    people: int = Field(description=GREATEST)
    signs: tuple[str, ...] = Field(description="that any of the calls has said")
    calls: tuple[SightingShown, ...] = Field(description="what each of them has said")
    point: PointShown
    approximate: bool
    outside_county: bool
    place: str | None
    words: str | None
    road: str | None
    kilometre: float | None


class PartsShown(Shown):
    """Seconds."""

    handling: float
    offer: float
    turnout: float | None
    travel: float
    total: float


class AnswerTold(Shown):
    outcome: Outcome
    at: Time
    team: str | None
    people: int
    handed_out: dict[str, int]
    place: str | None
    revisit_at: Time | None


class AnswerShown(AnswerTold):
    words: str | None


class RescueTold(Shown):
    id: str
    number: str
    area: str
    state: State
    grade: Grade
    grade_reasons: tuple[str, ...]
    grade_rule: str
    profile: str
    promise: Promise
    limit_seconds: int
    received_at: Time
    opened_at: Time
    deadline: Time
    point: PointShown
    approximate: bool
    outside_county: bool = Field(description="the point lies outside of the area's county: to be checked")
    people: int = Field(description=GREATEST)
    sightings: tuple[SightingTold, ...] = Field(description="every call about it, merged ones last")
    team: TeamName | None
    promised_at: Time | None
    offers: tuple[OfferTold, ...]
    parts: PartsShown | None
    response_seconds: float | None
    kept: bool | None
    stopped_at: Time | None
    stopped_by: ClockStop | None
    at_risk: bool
    breached: bool
    breached_at: Time | None
    queued: bool
    desk_closed_at: Time | None = Field(
        description="the desk has closed every sighting by hand; while a team is on its way a dispatcher decides"
    )
    outcome: AnswerTold | None
    drill: bool
    version: int


class RescueShown(RescueTold):
    sightings: tuple[SightingShown, ...]
    offers: tuple[OfferShown, ...]
    outcome: AnswerShown | None
    candidates: tuple[CandidateShown, ...] | None = Field(
        default=None, description="who could go now; only where one open rescue is read"
    )
    regrade_reason: str | None
    stop_reason: str | None
    breach_reason: str | None
    margin_seconds: int | None = Field(
        description="to the deadline from the predicted arrival, never before now"
    )


class WouldFreeShown(Shown):
    team: str
    name: str
    state: Refusal
    expected_at: Time | None


class QueueEntry(Shown):
    """`place_in_queue`: 1 for the first that is served in its county."""

    rescue: RescueShown
    place_in_queue: int
    would_free: tuple[WouldFreeShown, ...]


class ShiftShown(Shown):
    begins: Time = Field(serialization_alias="from")
    until: Time


class PositionTold(Shown):
    point: PointShown
    received_at: Time
    device_at: Time | None


class PositionShown(PositionTold):
    age_seconds: float


class LiveOfferTold(Shown):
    """What the team is reserved by."""

    id: str
    state: OfferState
    promised_at: Time


class TeamTold(Shown):
    """`version` moves with every change: entry, duty, answering, stock, position, and each step of an offer."""

    id: str
    name: str
    area: str
    status: Status
    vehicle: str | None
    shift: ShiftShown | None = Field(description="the current one, otherwise the next")
    shifts: tuple[ShiftShown, ...]
    position: PositionTold | None
    answering: bool
    stock: dict[str, int]
    rescue: str | None
    offer: LiveOfferTold | None
    drill: bool
    version: int


class TeamShown(TeamTold):
    position: PositionShown | None
    members: tuple[str, ...]


class PlaceShown(Shown):
    id: str
    kind: str
    name: str
    area: str
    beds: int
    taken: int
    free: int
    point: PointShown | None


class PlanShown(Shown):
    """`current` is false for an area that has decided nothing: then the areas around it, or the standard, decide."""

    area: str
    version: int
    decided_at: Time | None
    decided_by: str | None
    profiles: tuple[dict[str, Any], ...]
    grade_rules: tuple[dict[str, Any], ...]
    travel: tuple[dict[str, Any], ...]


class KeptShown(Shown):
    rescues: int
    kept: int
    share: float | None


class ProfileFigures(KeptShown):
    profile: str


class FiguresShown(KeptShown):
    """Exact, from the samples; percentiles by nearest rank, seconds. Clocks stopped by a person are counted apart."""

    p50_seconds: float | None
    p90_seconds: float | None
    p95_seconds: float | None
    by_profile: tuple[ProfileFigures, ...]
    stopped_by_person: int
    parts: dict[str, dict[str, float | None]]
