"""Reports and people for tests of intake's decisions. Times are 2026-12-05, Asia/Shanghai."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from services.contracts.words import Channel, Kind, Role
from services.intake.domain.calling_back import CallBack, CallingBack
from services.intake.domain.conversation import TakenOver
from services.intake.domain.report import Person, Recipient, Report
from services.intake.domain.states import State
from services.intake.domain.taking import Told

NOW = datetime(2026, 12, 5, 19, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
OWNER = Person("key:owner", Role.OPERATOR)
COLLEAGUE = Person("key:colleague", Role.OPERATOR)
DISPATCHER = Person("key:dispatcher", Role.DISPATCHER)
LEADER = Person("key:leader", Role.LEADER)
AUDITOR = Person("key:auditor", Role.AUDITOR)
ADMIN = Person("key:admin", Role.ADMIN)
TO_DISPATCHER = Recipient("key:dispatcher", Role.DISPATCHER)
OWED = CallBack(CallingBack.OWED, due_at=NOW)


def report(kind: Kind = Kind.SIGHTING, **changes: Any) -> Report:
    asked = TakenOver.WAITING if kind is Kind.SIGHTING else None
    values = {"owner": OWNER.label, "taken_by": OWNER.label, "taken_over": asked, **changes}
    return Report("report-1", kind, "S-0001", "990101001", received_at=NOW, recorded_at=NOW, **values)


def in_state(state: State, kind: Kind = Kind.SIGHTING) -> Report:
    if state is State.HANDED_OVER:
        return report(kind, state=state, hand_over=TO_DISPATCHER, hand_overs=1)
    if state is State.CLOSED:
        return report(kind, state=state, outcome="referred", closed_at=NOW, call_back=OWED)
    return report(kind)


def said(conversation: TakenOver) -> Report:
    return replace(report(), taken_over=conversation)


def told(**details: Any) -> Told:
    return Told(channel=Channel.PHONE, **details)
