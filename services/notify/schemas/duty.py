"""Request and response models of the duty roster, and of how people are reached."""

from pydantic import AwareDatetime, Field, StrictBool

from services.chassis.web import Body, Shown, WrittenTime
from services.notify.schemas.contacts import Way, WayShown
from services.notify.schemas.sending import Area, Id


class NewDuty(Body):
    area: Area
    person: Id
    stand_in: Id | None = Field(default=None, description="leads when the person is away or may not sign in")
    begins_at: WrittenTime = Field(alias="from")
    ends_at: WrittenTime = Field(alias="until")


class DutyChange(Body):
    away: StrictBool | None = Field(default=None, description="the stand-in leads in the person's place")
    stand_in: Id | None = None


class Colleague(Shown):
    id: str
    name: str


class DutyShown(Shown):
    id: str
    area: str
    person: Colleague
    stand_in: Colleague | None
    away: bool
    begins_at: AwareDatetime = Field(serialization_alias="from")
    ends_at: AwareDatetime = Field(serialization_alias="until")


class OnDuty(Shown):
    """`acting` is none where nobody is on duty; the area's contact route for leaders is used then."""

    area: str
    acting: Colleague | None
    duty: DutyShown | None


class Ways(Body):
    ways: list[Way] = Field(max_length=5, description="the first is tried first")


class WaysShown(Shown):
    ways: list[WayShown]


class Colleagues(Shown):
    items: list[Colleague]
