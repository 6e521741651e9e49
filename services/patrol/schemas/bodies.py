"""What callers send. Unknown fields are refused."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field, StrictBool, StringConstraints

from services.chassis.web import Body, WrittenTime
from services.chassis.web.schemas import plain
from services.contracts.joining import FURTHEST_METRES, LONGEST_SECONDS, JoinRule
from services.contracts.words import Alert, ClockStop, Grade, Outcome, WarningColour
from services.patrol.domain import profile as promises
from services.patrol.domain.geography import Point, TravelRule
from services.patrol.domain.profile import Promise, ResponseProfile
from services.patrol.policy import GradeRule

CountyOrSmaller = Annotated[str, StringConstraints(pattern=r"^\d{6}(\d{3}(\d{3})?)?$")]
"""The division code of a county, township or village."""

AreaCode = Annotated[str, StringConstraints(pattern=r"^\d{2,12}$")]
Id = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Item = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Words = Annotated[str, StringConstraints(max_length=2000)]
Count = Annotated[int, Field(strict=True, ge=0, le=100_000)]
Stock = Annotated[dict[Item, Count], Field(max_length=100), AfterValidator(plain)]
Seconds = Annotated[int, Field(strict=True, ge=0, le=7 * 24 * 3600)]


class PointBody(Body):
    """WGS-84 degrees."""

    longitude: float = Field(strict=True, ge=-180, le=180, allow_inf_nan=False)
    latitude: float = Field(strict=True, ge=-90, le=90, allow_inf_nan=False)

    def value(self) -> Point:
        return Point(self.longitude, self.latitude)


class TeamBody(Body):
    name: Name
    area: CountyOrSmaller
    stock: Stock = Field(default_factory=dict, description="what is on board, counted")
    vehicle: Name | None = None
    members: list[Name] = Field(default_factory=list, max_length=20, description="names; kept sealed")
    drill: StrictBool = False


class ShiftBody(Body):
    begins: WrittenTime | None = Field(default=None, alias="from", description="now when absent")
    until: WrittenTime
    point: PointBody | None = None
    stock: Stock | None = None


class PositionBody(Body):
    point: PointBody
    device_at: WrittenTime | None = Field(
        default=None, description="the device's own time, kept as it was said"
    )


class StepBody(Body):
    offer: Id
    device_at: WrittenTime | None = None


class RefusalBody(Body):
    offer: Id
    reason: Reason


class EstimateBody(Body):
    offer: Id
    arrive_at: WrittenTime
    reason: Reason | None = None


class OutcomeBody(Body):
    outcome: Outcome
    offer: Id | None = Field(default=None, description="absent: the desk answers, with a reason")
    people: int | None = Field(
        default=None, strict=True, ge=0, le=1000, description="met there; 1 unless nobody was"
    )
    handed_out: Stock = Field(default_factory=dict)
    place: Id | None = Field(default=None, description="where those brought in were given a bed")
    words: Words | None = None
    reason: Reason | None = None

    @property
    def people_met(self) -> int:
        nobody = self.outcome in (Outcome.NOT_FOUND, Outcome.FALSE_REPORT)
        return self.people if self.people is not None else int(not nobody)


class DispatchBody(Body):
    team: Id
    reason: Reason
    seen_offer: Annotated[str, StringConstraints(max_length=40)] | None = Field(
        default=None,
        description="the live offer that was looked at, empty for none; 409 when another one stands",
    )


class GradeBody(Body):
    grade: Grade
    reason: Reason


class ReasonBody(Body):
    reason: Reason


class AlertReadBody(Body):
    alert: Alert
    round: int = Field(
        default=1, strict=True, ge=1, le=100_000, description="of those that were raised; a breach has one"
    )


class ProfileBody(Body):
    """A promise; see the response profile. Durations in seconds."""

    name: Name
    area: AreaCode | None = Field(default=None, description="inside the plan's area; that area when absent")
    grades: list[Grade] = Field(default_factory=list, description="empty: all")
    priority: int = Field(default=0, strict=True, ge=-1000, le=1000)
    limit_seconds: Seconds
    at_risk_margin_seconds: Seconds
    offer_lasts_seconds: Seconds
    join_metres: int = Field(default=JoinRule.metres, strict=True, ge=0, le=FURTHEST_METRES)
    join_seconds: int = Field(default=JoinRule.seconds, strict=True, ge=0, le=LONGEST_SECONDS)
    revisit_after_seconds: int | None = Field(default=24 * 3600, strict=True, ge=0, le=366 * 24 * 3600)
    promise: Promise = Promise.BINDING
    stops: list[ClockStop] = Field(default=list(promises.ANY_STOP), min_length=1)
    citation: str = Field(default="", max_length=200)

    def value(self, area: str) -> ResponseProfile:
        own = {**self.model_dump(), "area": self.area or area}
        return ResponseProfile(**{**own, "grades": tuple(self.grades), "stops": tuple(self.stops)})


class GradeRuleBody(Body):
    area: AreaCode | None = None
    predicate: Name
    parameters: dict[str, Any] = Field(default_factory=dict, max_length=10)
    grade: Grade
    citation: str = Field(default="", max_length=200)

    def value(self, area: str) -> GradeRule:
        return GradeRule(
            self.area or area, self.predicate, self.grade, self.parameters, citation=self.citation
        )


class TravelBody(Body):
    area: AreaCode | None = None
    detour: float = Field(strict=True, ge=1, le=10, allow_inf_nan=False)
    kilometres_per_hour: float = Field(strict=True, gt=0, le=300, allow_inf_nan=False)
    citation: str = Field(default="", max_length=200)

    def value(self, area: str) -> TravelRule:
        return TravelRule(self.area or area, self.detour, self.kilometres_per_hour, self.citation)


class PlanBody(Body):
    """Everything that an area decides, as one; what is left out is left to the areas around it."""

    profiles: list[ProfileBody] = Field(default_factory=list, max_length=200)
    grade_rules: list[GradeRuleBody] = Field(default_factory=list, max_length=200)
    travel: list[TravelBody] = Field(default_factory=list, max_length=200)


class PlaceBody(Body):
    name: Name
    kind: str = Field(
        pattern=r"^[a-z_]{1,40}$", description="relief_station, warm_point, lodging, hospital …"
    )
    area: CountyOrSmaller
    beds: Count
    point: PointBody | None = None


class BedsBody(Body):
    beds: Count
    taken: Count


class WarningBody(Body):
    area: CountyOrSmaller
    colour: WarningColour
    until: WrittenTime
    lowest_celsius: int | None = Field(default=None, strict=True, ge=-60, le=20)
    words: Annotated[str, StringConstraints(max_length=200)] | None = None
    drill: StrictBool = False
