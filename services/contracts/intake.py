"""Facts of intake: who told us what."""

from typing import ClassVar

from pydantic import Field

from services.contracts.envelope import Fact
from services.contracts.values import Area, Instant, Name, Point, Sealed
from services.contracts.words import CallBackResult, Channel, Kind, Sign


class IntakeFact(Fact):
    service: ClassVar[str] = "intake"
    root: ClassVar[str] = "report"

    report: str = Field(description="id of the report; a sighting is a report of kind `sighting`")


class SightingReported(IntakeFact):
    """Someone in the cold was reported.

    Answered by patrol: RescueOpened, SightingJoined or SightingDeclined.
    """

    number: str = Field(description="short number that people say, unique within county and winter")
    channel: Channel
    point: Point | None = None
    place: Sealed | None = Field(default=None, description="address and landmark, purpose `words`")
    road: Name | None = None
    kilometre: float | None = Field(default=None, ge=0)
    people: int = Field(ge=1)
    signs: tuple[Sign, ...] = ()
    words: Sealed | None = Field(default=None, description="what the caller said, purpose `words`")
    caller: Sealed | None = Field(
        default=None, description="the caller's telephone number, purpose `contact`"
    )
    informant: bool = Field(default=False, description="the number belongs to a known informant")
    call_back: bool = True
    language: str = "zh-CN"
    found_at: Instant | None = None
    received_at: Instant = Field(description="first receipt: when the phone was answered")
    recorded_at: Instant
    owner: str
    area: Area


class ReportTaken(IntakeFact):
    """A call other than a sighting was taken and owned."""

    number: str
    kind: Kind
    channel: Channel
    caller: Sealed | None = None
    call_back: bool = True
    language: str = "zh-CN"
    received_at: Instant
    owner: str
    due_at: Instant
    area: Area


class ReportNotTakenOver(IntakeFact):
    """No other service answered in time: telephone."""

    asked_at: Instant
    waited_seconds: int


class PlaceCorrected(IntakeFact):
    """Its owner corrects where it is: the whole place as it is known now. The first receipt stays.

    Answered by patrol, of a sighting: RescueRelocated or CorrectionDeclined.
    """

    kind: Kind
    correction: int = Field(ge=1, description="counts the corrections of this report")
    point: Point | None = None
    place: Sealed | None = Field(default=None, description="address and landmark, purpose `words`")
    road: Name | None = None
    kilometre: float | None = Field(default=None, ge=0)
    reason: Sealed
    area: Area


class CorrectionNotTaken(IntakeFact):
    """Nobody said in time whether somebody goes to the corrected place: telephone."""

    correction: int
    asked_at: Instant
    waited_seconds: int


class JoinProposed(IntakeFact):
    """Somebody at a desk takes it for the same person as another sighting.

    Answered by patrol: RescueMerged or JoinRefused.
    """

    other: str = Field(description="the other sighting")
    join: int = Field(ge=1, description="counts what was proposed for this report")
    area: Area


class JoinNotAnswered(IntakeFact):
    """Nobody said in time whether both are one rescue now."""

    join: int
    asked_at: Instant
    waited_seconds: int


class SplitProposed(IntakeFact):
    """They are two persons after all.

    Answered by patrol: RescueSplit or SplitRefused.
    """

    other: str = Field(description="the other sighting")
    join: int = Field(ge=2, description="counts what was proposed for this report")
    area: Area


class SplitNotAnswered(IntakeFact):
    """Nobody said in time whether both are two rescues again."""

    join: int
    asked_at: Instant
    waited_seconds: int


class ReportOverdue(IntakeFact):
    """A report other than a sighting was not closed in time."""

    kind: Kind
    due_at: Instant
    owner: str


class ReportHandedOver(IntakeFact):
    """The owner passes the report on; the owner stays the owner until it is accepted."""

    from_owner: str
    to_owner: str = Field(description="`key:<id>`, or `role:<role>` for whoever of that role is in reach")


class HandOverAccepted(IntakeFact):
    from_owner: str
    to_owner: str


class ReportNoted(IntakeFact):
    note: Sealed


class ReportClosed(IntakeFact):
    """The report is closed; its caller is told."""

    outcome: str
    reason: Sealed | None = Field(
        default=None, description="why a person closed it; absent where the answer of its rescue did"
    )


class ReporterCalledBack(IntakeFact):
    """The owner telephoned whoever reported it, to tell how it ended."""

    attempt: int = Field(ge=1, description="counts the calls of this report")
    result: CallBackResult
    again_by: Instant | None = Field(
        default=None, description="until when to try again; absent after the last"
    )
    note: Sealed | None = Field(default=None, description="what the reporter said, purpose `words`")
