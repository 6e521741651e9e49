"""Response models of the journal."""

from datetime import datetime
from typing import Any

from pydantic import Field

from services.chassis.web import Shown


class Told(Shown):
    """One fact."""

    id: str
    at: datetime
    service: str
    fact: str
    subject: str
    story: str
    area: str
    actor: str
    sequence: int
    cause: str | None = Field(description="id of the fact or request that led to it")
    drill: bool
    data: dict[str, Any] = Field(description="what was said; `sealed` in the place of personal words")


class StoryShown(Shown):
    """By time; what happened at one moment in the order of causes."""

    id: str
    items: list[Told]
