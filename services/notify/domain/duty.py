"""Who leads an area right now."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from services.notify.domain.errors import DutyUnfit


@dataclass(frozen=True)
class Duty:
    """`away`: the stand-in leads in the person's place."""

    id: str
    area: str
    person: str
    stand_in: str | None
    away: bool
    begins_at: datetime
    ends_at: datetime

    def holds(self, now: datetime) -> bool:
        return self.begins_at <= now < self.ends_at


def check_duty(person: str, stand_in: str | None, begins_at: datetime, ends_at: datetime) -> None:
    """Raises DutyUnfit."""
    if begins_at >= ends_at or person == stand_in:
        raise DutyUnfit


def leading(duties: Iterable[Duty], now: datetime, gone: Collection[str]) -> tuple[Duty, str] | None:
    """The duty that counts and who acts on it. The smallest area comes first, and of two duties there the one that
    began later: at a hand-over both hold for a while. `gone`: people who may not sign in any more."""
    held = [duty for duty in duties if duty.holds(now)]
    for duty in sorted(held, key=lambda one: (len(one.area), one.begins_at, one.id), reverse=True):
        acting = acting_on(duty, gone)
        if acting is not None:
            return duty, acting
    return None


def acting_on(duty: Duty, gone: Collection[str]) -> str | None:
    """The person; else the stand-in."""
    asked = (duty.stand_in,) if duty.away else (duty.person, duty.stand_in)
    return next((one for one in asked if one is not None and one not in gone), None)
