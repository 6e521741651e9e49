"""What the desk tells the caller: who comes and when, as far as patrol has said it by now."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.contracts.words import Grade, Sign
from services.intake.domain.conversation import TakenOver
from services.intake.domain.rescue import RescueState
from services.intake.schemas.shown import ReportShown, StoryLine
from services.intake.screens.rows import UNDER_WAY
from services.intake.screens.words import SIGNS, SignKey

MOVING = (RescueState.OFFERED, RescueState.ACCEPTED, RescueState.EN_ROUTE)


@dataclass(frozen=True)
class Judged:
    """The grade as patrol judged it. `by_person`: somebody judged otherwise than the rule."""

    grade: Grade
    signs: tuple[SignKey, ...]
    by_person: bool
    rule: str
    limit_seconds: int | None
    is_foreseen: bool = False
    """Not saved yet."""


@dataclass(frozen=True)
class Answer:
    """`state`: asking, silent, declined, looking, coming, queued, there or done; before it is saved could_come,
    none_free or nobody_sent."""

    state: str
    team: str = ""
    now: str = ""
    minutes: int | None = None
    metres: int | None = None
    promised_at: datetime | None = None
    candidates: Sequence[Mapping[str, Any]] = ()
    would_free: Sequence[Mapping[str, Any]] = ()
    reason: str = ""
    late_limit: int | None = None
    """Minutes of the limit, when whoever comes will be later than that."""


def answer_of(report: ReportShown, now: datetime) -> Answer:
    rescue = report.rescue
    if rescue is None:
        early = {TakenOver.SILENT: "silent", TakenOver.DECLINED: "declined"}
        reason = str(last_told(report.story, "SightingDeclined").get("reason", ""))
        return Answer(
            early.get(report.taken_over, "asking") if report.taken_over else "asking", reason=reason
        )
    team = (rescue.team.name or "") if rescue.team else ""
    if rescue.state in MOVING:
        return Answer(
            state="coming",
            team=team,
            now=UNDER_WAY[rescue.state],
            minutes=minutes_of((rescue.promised_at - now).total_seconds()) if rescue.promised_at else None,
            promised_at=rescue.promised_at,
            candidates=last_told(report.story, "TeamOffered").get("candidates", ()),
            late_limit=_late_limit(report),
        )
    if rescue.queued:
        return Answer("queued", would_free=last_told(report.story, "RescueQueued").get("would_free", ()))
    ends = {RescueState.ARRIVED: "there", RescueState.ANSWERED: "done"}
    return Answer(ends.get(rescue.state, "looking"), team=team)


def _late_limit(report: ReportShown) -> int | None:
    rescue, judged = report.rescue, judged_of(report)
    if rescue is None or rescue.promised_at is None or rescue.deadline is None:
        return None
    allowed = (rescue.deadline - report.received_at).total_seconds()
    limit = judged.limit_seconds if judged and judged.limit_seconds else allowed
    return round(limit / 60) if rescue.promised_at > rescue.deadline else None


def judged_of(report: ReportShown) -> Judged | None:
    """None until patrol has answered."""
    told = [line.detail for line in report.story if line.detail.get("grade")]
    if not told or report.rescue is None or report.rescue.grade is None:
        return None
    reasons = next((detail["grade_reasons"] for detail in reversed(told) if "grade_reasons" in detail), ())
    signs = signs_of(reasons)
    limit = next((detail["limit_seconds"] for detail in reversed(told) if "limit_seconds" in detail), None)
    rule = next((detail["grade_rule"] for detail in reversed(told) if "grade_rule" in detail), "")
    by_person = bool(reasons) and not signs
    return Judged(report.rescue.grade, signs, by_person, "" if by_person else rule, limit)


def signs_of(reasons: Iterable[str]) -> tuple[SignKey, ...]:
    """Those among the reasons of a grade that the desk ticks."""
    return tuple(SIGNS[Sign(one)] for one in reasons if one in set(Sign))


def last_told(story: Sequence[StoryLine], fact: str) -> Mapping[str, Any]:
    return next((line.detail for line in reversed(story) if line.fact == fact), {})


def minutes_of(seconds: float) -> int:
    """Rounded up; never less than one, for nobody is there yet."""
    return max(1, math.ceil(seconds / 60))
