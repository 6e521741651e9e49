"""Warnings of cold as they are shown."""

from pydantic import Field

from services.chassis.web import Shown
from services.contracts.words import WarningColour
from services.patrol.domain.warning import Warned
from services.patrol.schemas.showing import Opener
from services.patrol.schemas.shown import Time


class WarningTold(Shown):
    """`ended_by` is absent from what stands, and from what ended by itself."""

    id: str
    area: str
    version: int
    colour: WarningColour
    begins_at: Time
    until: Time
    lowest_celsius: int | None
    drill: bool
    put_by: str = Field(description="`person:<id>` or `key:<id>`")
    ended_at: Time | None
    ended_by: str | None


class WarningShown(WarningTold):
    words: str | None


class WarningsShown(Shown):
    """The gravest first."""

    items: list[WarningShown]


def warning_told(warned: Warned) -> WarningTold:
    return WarningTold.model_validate(warned)


def warning_shown(warned: Warned, opened: Opener) -> WarningShown:
    return WarningShown(**dict(warning_told(warned)), words=opened(warned.words))
