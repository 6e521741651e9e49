"""Request and response models of areas' own words and of their quiet hours."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from services.chassis.web import Body, Shown
from services.notify.domain.customs import LONGEST_WORDING
from services.notify.domain.message import Party
from services.notify.schemas.sending import Area, Id

Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_WORDING)]


class TemplateShown(Shown):
    """The platform's own words. `{variables}` stand in them as bare names."""

    name: str
    party: Party
    variables: list[str] = Field(description="exactly these belong into a wording")
    can_wait: bool = Field(description="waits for the morning in quiet hours")
    text: dict[str, str] = Field(description="by language")


class Templates(Shown):
    templates: list[TemplateShown]


class NewWording(Body):
    area: Area
    template: Id
    language: Literal["zh-CN", "en"] = "zh-CN"
    text: Words = Field(description="with exactly the variables of the template")


class WordingShown(Shown):
    id: str
    area: str
    template: str
    language: str
    text: str
    made_at: datetime
    made_by: str


class NewQuietHours(Body):
    """Both the same: no quiet hours here."""

    area: Area
    begins: Clock = Field(alias="from", description="HH:MM of the office's clock")
    ends: Clock = Field(alias="until")


class QuietHoursShown(Shown):
    area: str
    begins: str = Field(serialization_alias="from")
    ends: str = Field(serialization_alias="until")
    changed_at: datetime
    changed_by: str


class QuietHoursList(Shown):
    items: list[QuietHoursShown]
    usual: dict[str, str] = Field(description="what holds where an area has set nothing: from, until")
