"""Whoever left a number and wants to hear how it ended is called back: by the owner, until somebody answers or it was
tried often enough."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.contracts.words import CallBackResult
from services.intake.domain.errors import NothingToTell
from services.intake.policy import CALL_BACK


class CallingBack(StrEnum):
    OWED = "owed"
    MADE = "made"
    GIVEN_UP = "given_up"
    """The number is wrong, or nobody answered."""


@dataclass(frozen=True)
class CallBack:
    """What is owed to the reporter. `tries`: calls made; `due_at`: until when the next one, None when none is owed."""

    state: CallingBack
    tries: int = 0
    due_at: datetime | None = None


def owe(outcome: str, now: datetime) -> CallBack | None:
    """The report has ended. Nothing is owed to somebody who ended it, or who was not to be reached."""
    if outcome in CALL_BACK.nobody_waits:
        return None
    return CallBack(CallingBack.OWED, due_at=now + CALL_BACK.within)


def call(owed: CallBack | None, result: CallBackResult, now: datetime) -> CallBack:
    """What is owed after one more call. Raises NothingToTell."""
    if owed is None or owed.state is not CallingBack.OWED:
        raise NothingToTell
    tries = owed.tries + 1
    if result is CallBackResult.TOLD:
        return CallBack(CallingBack.MADE, tries)
    if result is CallBackResult.WRONG_NUMBER or tries >= CALL_BACK.most_tries:
        return CallBack(CallingBack.GIVEN_UP, tries)
    return CallBack(CallingBack.OWED, tries, now + CALL_BACK.again_after)
