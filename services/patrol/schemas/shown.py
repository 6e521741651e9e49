"""What callers are shown: whole things, as they are now. Times are shown in the offices' time."""

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


class SightingShown(Shown):
    id: str
    received_at: Time
    people: int
    signs: tuple[str, ...]
    road: str | None
    kilometre: float | None
    place: str | None = Field(description="in clear for those who go there or send somebody")
    words: str | None


class OfferShown(Shown):
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
    end_reason: str | None
    override_reason: str | None


class OfferOnThePhone(OfferShown):
    """What a team needs to get there."""

    number: str
    grade: Grade
    grade_reasons: tuple[str, ...]
    deadline: Time
    people: int
    signs: tuple[str, ...]
    point: PointShown
    approximate: bool
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


class AnswerShown(Shown):
    outcome: Outcome
    at: Time
    team: str | None
    people: int
    handed_out: dict[str, int]
    place: str | None
    revisit_at: Time | None
    words: str | None


class RescueShown(Shown):
    id: str
    number: str
    area: str
    state: State
    grade: Grade
    grade_reasons: tuple[str, ...]
    grade_rule: str
    regrade_reason: str | None
    profile: str
    promise: Promise
    limit_seconds: int
    received_at: Time
    opened_at: Time
    deadline: Time
    point: PointShown
    approximate: bool
    people: int
    sightings: tuple[SightingShown, ...]
    team: TeamName | None
    promised_at: Time | None
    offers: tuple[OfferShown, ...]
    candidates: tuple[CandidateShown, ...] | None = Field(
        default=None, description="who could go now; only where one open rescue is read"
    )
    parts: PartsShown | None
    response_seconds: float | None
    kept: bool | None
    stopped_at: Time | None
    stopped_by: ClockStop | None
    stop_reason: str | None
    at_risk: bool
    margin_seconds: int | None
    breached: bool
    breached_at: Time | None
    breach_reason: str | None
    queued: bool
    outcome: AnswerShown | None
    drill: bool
    version: int


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


class PositionShown(Shown):
    point: PointShown
    received_at: Time
    device_at: Time | None
    age_seconds: float


class TeamShown(Shown):
    id: str
    name: str
    area: str
    status: Status
    vehicle: str | None
    members: tuple[str, ...]
    shift: ShiftShown | None = Field(description="the current one, otherwise the next")
    shifts: tuple[ShiftShown, ...]
    position: PositionShown | None
    answering: bool
    stock: dict[str, int]
    rescue: str | None
    drill: bool
    version: int


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
