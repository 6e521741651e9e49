"""A call that is not saved yet, and what would become of it."""

from pydantic import Field, StrictBool

from services.chassis.web import Body, Shown
from services.contracts.words import Grade, Refusal, Sign
from services.patrol.domain.candidates import Call, Candidate
from services.patrol.operations.foreseeing import Foreseen
from services.patrol.policy import Seen
from services.patrol.schemas.bodies import CountyOrSmaller, PointBody
from services.patrol.schemas.shown import PointShown


class ForeseenBody(Body):
    """What is known of it by now."""

    area: CountyOrSmaller
    point: PointBody
    people: int = Field(default=1, strict=True, ge=1, le=200)
    signs: tuple[Sign, ...] = Field(default=(), max_length=len(Sign))
    drill: StrictBool = False

    def call(self) -> Call:
        return Call(self.point.value(), self.area, self.drill)

    def seen(self) -> Seen:
        return Seen(tuple(dict.fromkeys(self.signs)), self.people)


class TeamForeseen(Shown):
    """`seconds`: estimated travel; `refused`: what keeps it now."""

    team: str
    name: str
    metres: int | None
    seconds: int | None
    refused: Refusal | None
    point: PointShown | None
    stock: dict[str, int]


class ForeseenShown(Shown):
    """An estimate of this second: nobody is reserved, and saving it asks again."""

    grade: Grade
    grade_reasons: tuple[str, ...]
    grade_rule: str
    profile: str | None = Field(description="the promise; null where nobody is sent on purpose")
    limit_seconds: int | None
    free: tuple[TeamForeseen, ...] = Field(description="the three that would be there first")
    kept: tuple[TeamForeseen, ...] = Field(description="the nearest that are kept from it")

    @classmethod
    def of(cls, foreseen: Foreseen) -> "ForeseenShown":
        def shown(one: Candidate) -> TeamForeseen:
            crew = foreseen.crews[one.team]
            point = crew.position.point if crew.position else None
            return TeamForeseen.model_validate({**vars(one), "point": point, "stock": crew.stock})

        return cls(
            grade=foreseen.grading.grade,
            grade_reasons=foreseen.grading.reasons,
            grade_rule=foreseen.grading.rule,
            profile=foreseen.profile.name if foreseen.profile else None,
            limit_seconds=foreseen.profile.limit_seconds if foreseen.profile else None,
            free=tuple(shown(one) for one in foreseen.free),
            kept=tuple(shown(one) for one in foreseen.kept),
        )
