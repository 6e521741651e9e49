"""What is asked of patrol about a sighting after it was taken over: numbered, answered once, or met with silence."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from services.chassis.clock import Timer
from services.chassis.log import Work
from services.contracts.conversations import CONVERSATIONS
from services.contracts.intake import (
    CorrectionNotTaken,
    IntakeFact,
    JoinNotAnswered,
    JoinProposed,
    PlaceCorrected,
    SplitNotAnswered,
    SplitProposed,
)
from services.intake.domain import report as decisions
from services.intake.domain.conversation import Correction, Joining
from services.intake.domain.report import Report
from services.intake.operations.telling import tell
from services.intake.repository import reports


@dataclass(frozen=True)
class Wish:
    """`clock`: the kind of its durable clock. `numbered`: the name of its number in facts and in the story.
    `hear`: takes an answer to a number; `unanswered`: what holds when there is none, said by `silence`."""

    clock: str
    asked: type[IntakeFact]
    silence: type[IntakeFact]
    numbered: str
    hear: Callable[[Report, int, Any], Report]
    unanswered: StrEnum

    @property
    def silence_after(self) -> timedelta:
        return next(talk.silence_after for talk in CONVERSATIONS if talk.asked is self.asked)


CORRECTION = Wish(
    "correction_not_taken",
    PlaceCorrected,
    CorrectionNotTaken,
    "correction",
    decisions.hear_correction,
    Correction.SILENT,
)
JOIN = Wish("join_not_answered", JoinProposed, JoinNotAnswered, "join", decisions.hear_join, Joining.SILENT)
SPLIT = Wish(
    "split_not_answered", SplitProposed, SplitNotAnswered, "join", decisions.hear_split, Joining.JOINED
)
WISHES = (CORRECTION, JOIN, SPLIT)


async def await_answer(work: Work, wish: Wish, report: Report, number: int) -> None:
    work.timers.set(Timer(wish.clock, report.id, work.now + wish.silence_after, number))


async def hear_answer(work: Work, wish: Wish, sighting: str, number: int, answer: StrEnum) -> bool:
    """False for a report that nobody here knows."""
    await work.timers.cancel(wish.clock, sighting, number)
    before = await reports.load_sighting(work.session, sighting)
    if before is not None:
        await _keep(work, before, wish.hear(before, number, answer))
    return before is not None


async def fall_silent(work: Work, wish: Wish, report_id: str, number: int, due_at: datetime) -> None:
    """Nobody answered in time: what was stays until somebody says otherwise, and somebody telephones."""
    before = await reports.load(work.session, report_id)
    if before is None or before.closed:
        return
    silent = wish.hear(before, number, wish.unanswered)
    if not await _keep(work, before, silent):
        return
    asked_at, waited = due_at - wish.silence_after, round(wish.silence_after.total_seconds())
    said = {wish.numbered: number, "waited_seconds": waited}
    await tell(work, silent, wish.silence(report=silent.id, asked_at=asked_at, **said), said, at=due_at)


async def _keep(work: Work, before: Report, after: Report) -> bool:
    """Whether there was anything new."""
    if after == before:
        return False
    await reports.save(work.session, before, after)
    return True
