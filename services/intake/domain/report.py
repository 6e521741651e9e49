"""A report: one call, its owner, what it waits for, how it ended. Decisions give the new one back."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from services.contracts.words import CallBackResult, Kind, Role
from services.intake.domain import calling_back
from services.intake.domain.calling_back import CallBack
from services.intake.domain.conversation import Correction, Joining, TakenOver, Word, hear
from services.intake.domain.errors import (
    AlreadyTheOwner,
    NotHandedToYou,
    NothingToJoin,
    NotTheOwner,
    OtherCounty,
    OutcomeUnknown,
    RescueUnderWay,
)
from services.intake.domain.states import State, Trigger, step
from services.intake.domain.taking import county_of
from services.intake.policy import RULES


@dataclass(frozen=True)
class Person:
    """Who decides: the label that facts carry, and the role."""

    label: str
    role: Role


@dataclass(frozen=True)
class Recipient:
    """To whom something is handed: one key, or whoever of a role (`role:auditor`) is in reach."""

    label: str
    role: Role


@dataclass(frozen=True)
class Report:
    """What changes about a report. What the caller said never does and is kept beside it."""

    id: str
    kind: Kind
    number: str
    area: str
    owner: str
    taken_by: str
    received_at: datetime
    recorded_at: datetime
    drill: bool = False
    state: State = State.OPEN
    hand_over: Recipient | None = None
    hand_overs: int = 0
    """How often it was passed on, accepted or not."""
    taken_over: TakenOver | None = None
    """The conversation with patrol; only a sighting has one."""
    rescue: str | None = None
    due_at: datetime | None = None
    overdue: bool = False
    outcome: str | None = None
    closed_at: datetime | None = None
    corrections: int = 0
    """How often its place was corrected."""
    correction: Correction | None = None
    """Patrol's answer to the last of them."""
    joins: int = 0
    """How often it was proposed to be the same person as another."""
    joining: Joining | None = None
    """What became of the last proposal."""
    wants_call_back: bool = False
    """Whether there is a number, and its holder wants to hear how it ended. Never changes."""
    call_back: CallBack | None = None
    version: int = 1

    @property
    def closed(self) -> bool:
        return self.state is State.CLOSED


def note(report: Report) -> Report:
    return _moved(report, Trigger.NOTE)


def hand_over(report: Report, to: Recipient, by: Person) -> Report:
    """Pass it on. The owner stays the owner until somebody accepts."""
    _must_decide(report, by)
    if to.label == report.owner:
        raise AlreadyTheOwner
    return _moved(report, Trigger.HAND_OVER, hand_over=to, hand_overs=report.hand_overs + 1)


def entrust(report: Report) -> Report:
    """Hand a fresh report to those who must own its kind instead of whoever took it."""
    role = RULES[report.kind].entrusted_to
    assert role is not None, "only kinds with an independent owner are entrusted"
    to = Recipient(f"role:{role}", role)
    return _moved(report, Trigger.HAND_OVER, hand_over=to, hand_overs=report.hand_overs + 1)


def accept(report: Report, by: Person) -> Report:
    """Become the owner: the one it was handed to, or a colleague of the same role in the same area."""
    state = step(report.state, Trigger.ACCEPT)
    to = report.hand_over
    assert to is not None, "what is handed over is handed to somebody"
    if by.label == report.owner or (by.label != to.label and by.role not in (to.role, Role.ADMIN)):
        raise NotHandedToYou
    return replace(report, state=state, owner=by.label, hand_over=None, version=report.version + 1)


def close(report: Report, outcome: str, by: Person, now: datetime) -> Report:
    _must_decide(report, by)
    closed = _ended(report, Trigger.CLOSE, outcome, now)
    if report.taken_over is TakenOver.TAKEN_OVER:
        raise RescueUnderWay
    if outcome not in RULES[report.kind].outcomes:
        raise OutcomeUnknown(RULES[report.kind].outcomes)
    return closed


def answer(report: Report, rescue: str, outcome: str, now: datetime) -> Report:
    """The rescue is answered, and with it this sighting."""
    tied = take_over(report, rescue)
    return _ended(tied, Trigger.ANSWER, outcome, now)


def call_back(report: Report, result: CallBackResult, by: Person, now: datetime) -> Report:
    """Its reporter was telephoned. Raises NotTheOwner, StepOutOfOrder, NothingToTell."""
    _must_decide(report, by)
    moved = _moved(report, Trigger.CALL_BACK)
    return replace(moved, call_back=calling_back.call(report.call_back, result, now))


def correct_place(report: Report, area: str, by: Person) -> Report:
    """The owner knows better where it is. Within the county, whose numbers and teams it has."""
    _must_decide(report, by)
    asked = Correction.WAITING if report.kind is Kind.SIGHTING else None
    corrected = _moved(
        report, Trigger.CORRECT, area=area, corrections=report.corrections + 1, correction=asked
    )
    if county_of(area) != county_of(report.area):
        raise OtherCounty
    return corrected


def hear_correction(report: Report, number: int, answer: Correction) -> Report:
    """An answer about an earlier correction says nothing of the last one; silence after an answer is none."""
    late = answer is Correction.SILENT and report.correction is not Correction.WAITING
    if number != report.corrections or report.correction is None or late:
        return report
    return replace(report, correction=answer, version=report.version + 1)


def propose_join(report: Report, other: Report, by: Person) -> Report:
    """It is the same person as another sighting. Raises NothingToJoin, NotTheOwner, StepOutOfOrder."""
    _must_decide(report, by)
    if other.id == report.id or other.closed or other.kind is not Kind.SIGHTING:
        raise NothingToJoin
    return _moved(report, Trigger.PROPOSE_JOIN, joins=report.joins + 1, joining=Joining.WAITING)


def propose_split(report: Report, other: Report, by: Person) -> Report:
    """They are two persons after all, whoever took them for one: a desk, or patrol by itself, whose join counts as the
    first. Raises NothingToJoin, NotTheOwner, StepOutOfOrder."""
    _must_decide(report, by)
    one = report.rescue is not None and report.rescue == other.rescue
    if not one or other.id == report.id or other.closed or report.joining is Joining.SPLITTING:
        raise NothingToJoin
    joins = max(report.joins, 1) + 1
    return _moved(report, Trigger.PROPOSE_JOIN, joins=joins, joining=Joining.SPLITTING)


def stand_alone(report: Report, rescue: str) -> Report:
    """It follows a rescue of its own again, whoever asked for it."""
    joining = Joining.SPLIT if report.joining is Joining.JOINED else report.joining
    return take_over(replace(report, joining=joining), rescue)


def hear_split(report: Report, number: int, answer: Joining) -> Report:
    """`answer`: split, or joined where it was refused or not answered. A late split still counts."""
    late = answer is Joining.JOINED and report.joining is not Joining.SPLITTING
    if number != report.joins or report.joining is None or late:
        return report
    return replace(report, joining=answer, version=report.version + 1)


def hear_join(report: Report, number: int, answer: Joining) -> Report:
    """An answer about an earlier proposal says nothing of the last one; silence after an answer is none."""
    late = answer is Joining.SILENT and report.joining is not Joining.WAITING
    if number != report.joins or report.joining is None or late:
        return report
    return replace(report, joining=answer, version=report.version + 1)


def take_over(report: Report, rescue: str) -> Report:
    """Patrol has it, in this rescue."""
    return _heard(replace(report, rescue=rescue), Word.TAKE_OVER)


def decline(report: Report) -> Report:
    return _heard(report, Word.DECLINE)


def fall_silent(report: Report) -> Report:
    return _heard(report, Word.SILENCE)


def fall_overdue(report: Report) -> Report:
    return _moved(report, Trigger.FALL_OVERDUE, overdue=True)


def may_decide(report: Report, by: Person) -> bool:
    """The owner, and those who stand in for owners of this kind."""
    return by.label == report.owner or by.role in (*RULES[report.kind].stand_ins, Role.ADMIN)


def _must_decide(report: Report, by: Person) -> None:
    if not may_decide(report, by):
        raise NotTheOwner


def _ended(report: Report, trigger: Trigger, outcome: str, now: datetime) -> Report:
    owed = calling_back.owe(outcome, now) if report.wants_call_back else None
    return _moved(report, trigger, outcome=outcome, closed_at=now, hand_over=None, call_back=owed)


def _moved(report: Report, trigger: Trigger, **changes: Any) -> Report:
    return replace(report, state=step(report.state, trigger), version=report.version + 1, **changes)


def _heard(report: Report, word: Word) -> Report:
    assert report.taken_over is not None, "patrol is asked about sightings only"
    return replace(report, taken_over=hear(report.taken_over, word), version=report.version + 1)
