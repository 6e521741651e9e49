"""What goes out. Times are shown in the offices' zone; sealed words only as the reader may open them."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field

from services.chassis.clock import office_day, office_time
from services.chassis.web import Shown
from services.contracts.values import Point
from services.contracts.words import Channel, Grade, Kind, Sign
from services.intake.domain.calling_back import CallingBack
from services.intake.domain.conversation import Correction, Joining, TakenOver
from services.intake.domain.report import Report
from services.intake.domain.rescue import RescueState, RescueSummary
from services.intake.domain.states import State
from services.intake.domain.taking import Notice
from services.intake.operations.places import notices_of
from services.intake.operations.taking import Taken
from services.intake.repository.lists import Found

Moment = Annotated[datetime, AfterValidator(office_time)]


Notices = Annotated[
    tuple[Notice, ...],
    Field(description="what was taken all the same; `outside_county`: the point lies there, please check it"),
]


class ReportTaken(Shown):
    """The report as it was taken, or as it is when its reference came again."""

    id: str
    number: str
    kind: Kind
    area: str
    owner: str
    received_at: Moment
    recorded_at: Moment
    tracking_token: str | None = Field(
        default=None, description="follows the report without a key; shown once, only its hash is kept"
    )
    notices: Notices = ()

    @classmethod
    def of(cls, taken: Taken) -> Self:
        own = {"tracking_token": taken.tracking_token, "notices": taken.notices}
        return cls(
            **{name: getattr(taken.report, name) for name in cls.model_fields if name not in own}, **own
        )


class ReportMoved(Shown):
    """What changed about a report."""

    id: str
    number: str
    kind: Kind
    status: State
    owner: str
    hand_over_to: str | None
    outcome: str | None
    area: str
    correction: Correction | None
    joining: Joining | None
    calling_back: CallingBack | None
    calls_back: int
    call_back_due_at: Moment | None
    notices: Notices = ()
    version: int

    @classmethod
    def of(cls, report: Report, notices: tuple[Notice, ...] = ()) -> Self:
        return cls.model_validate(_changing(report) | {"notices": notices})


class TeamOfRescue(Shown):
    id: str
    name: str | None


class RescueOfReport(Shown):
    """What the desk knows of the rescue; patrol owns it."""

    id: str
    number: str | None
    state: RescueState
    grade: Grade | None
    deadline: Moment | None
    team: TeamOfRescue | None
    promised_at: Moment | None
    queued: bool
    at_risk: bool
    breached: bool
    outcome: str | None

    @classmethod
    def of(cls, rescue: RescueSummary | None) -> Self | None:
        if rescue is None:
            return None
        team = TeamOfRescue(id=rescue.team, name=rescue.team_name) if rescue.team else None
        plain = {name: getattr(rescue, name) for name in cls.model_fields if name != "team"}
        return cls(**plain, team=team)


class ReportListed(Shown):
    """A report in a list: no words, no numbers of people."""

    id: str
    number: str
    kind: Kind
    area: str
    status: State
    owner: str
    hand_over_to: str | None
    hand_overs: int = Field(description="how often it was passed on")
    channel: Channel
    received_at: Moment
    recorded_at: Moment
    people: int
    signs: list[Sign]
    point: Point | None
    notices: Notices
    taken_over: TakenOver | None = Field(description="patrol's answer; `silent` is red: telephone")
    corrections: int = Field(description="how often its place was corrected")
    correction: Correction | None = Field(
        description="patrol's answer to the last one; `silent` and `declined` are red: telephone"
    )
    joining: Joining | None = Field(
        description="patrol's answer to the last proposal that it is the same person as another"
    )
    calling_back: CallingBack | None = Field(
        description="whether the reporter is owed a call; null while it is not over, or where nobody wants one"
    )
    calls_back: int = Field(description="how often the reporter was telephoned")
    call_back_due_at: Moment | None
    rescue: RescueOfReport | None
    due_at: Moment | None
    overdue: bool
    outcome: str | None
    closed_at: Moment | None
    reference: str | None
    drill: bool
    version: int

    @classmethod
    def of(cls, found: Found) -> Self:
        return cls.model_validate(listed(found))


class PlaceShown(Shown):
    address: str | None
    landmark: str | None
    road: str | None
    kilometre: float | None


class StoryLine(Shown):
    at: Moment
    fact: str
    actor: str
    detail: dict[str, Any]


class ReportShown(ReportListed):
    """One report with its story."""

    taken_by: str
    place: PlaceShown
    words: str | None = Field(description="in clear for those who may read them")
    caller: str | None = Field(description="in full for the owner, else masked")
    informant: bool
    call_back: bool
    language: str
    found_at: Moment | None
    story: list[StoryLine]


class InformantShown(Shown):
    id: str
    area: str
    name: str
    phone: str = Field(description="masked")
    occupation: str
    registered_at: Moment
    registered_by: str


def listed(found: Found) -> dict[str, Any]:
    said = found.said
    point = Point(longitude=said.point.longitude, latitude=said.point.latitude) if said.point else None
    told = {name: getattr(said, name) for name in ("channel", "people", "signs", "reference")}
    report, rescue = found.report, RescueOfReport.of(found.rescue)
    notices = notices_of(report.area, said.point, office_day(report.received_at))
    return {**_changing(report), **told, "point": point, "notices": notices, "rescue": rescue}


def _changing(report: Report) -> dict[str, Any]:
    to, owed = report.hand_over, report.call_back
    calls = {
        "calling_back": owed.state if owed else None,
        "calls_back": owed.tries if owed else 0,
        "call_back_due_at": owed.due_at if owed else None,
    }
    return {**vars(report), **calls, "status": report.state, "hand_over_to": to.label if to else None}
