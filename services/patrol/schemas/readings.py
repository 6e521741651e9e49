"""Who has read an alert, as it is shown."""

from pydantic import Field

from services.chassis.web import Shown
from services.contracts.words import Alert, Role
from services.patrol.schemas.shown import Time


class AlertReadingShown(Shown):
    """Who has read an alert: on which post, and when."""

    alert: Alert
    round: int
    reader: str = Field(description="`person:<id>` or `key:<id>`")
    role: Role
    read_at: Time


class AlertReadingsShown(Shown):
    """The first reader first."""

    items: list[AlertReadingShown]
