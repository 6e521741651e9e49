"""One report in one line: where, what is happening now, its clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.chassis.access import Actor
from services.chassis.screen import ClockFace
from services.chassis.store import Keyring
from services.chassis.web import Call
from services.contracts.reference.divisions import full_name
from services.contracts.words import Kind
from services.intake.api.showing import show
from services.intake.domain.calling_back import CallingBack
from services.intake.domain.conversation import TakenOver
from services.intake.domain.rescue import RescueState
from services.intake.repository.lists import Found
from services.intake.schemas.shown import ReportShown, RescueOfReport

UNDER_WAY: Mapping[RescueState, str] = {
    RescueState.WAITING: "正在派队",
    RescueState.OFFERED: "待%(team)s应答",
    RescueState.ACCEPTED: "%(team)s已接单",
    RescueState.EN_ROUTE: "%(team)s途中",
    RescueState.ARRIVED: "%(team)s已到",
    RescueState.ANSWERED: "已有结果",
}
CONVERSATION: Mapping[TakenOver | None, str] = {
    TakenOver.WAITING: "等巡查接手",
    TakenOver.SILENT: "无人接手，请打电话",
    TakenOver.DECLINED: "巡查不接，另想办法",
    None: "待办",
}
QUEUED, HANDED, OWED, CLOSED = "排队等空闲的队", "已移交，待接收", "待回访来电人", "已办结"


@dataclass(frozen=True)
class Row:
    """`now` is a msgid that may hold %(team)s. `silent`: red, somebody must telephone. `call_by`: until when the
    reporter is to be told how it ended."""

    id: str
    kind: Kind
    number: str
    place: str
    now: str
    team: str
    silent: bool
    face: ClockFace | None
    received_at: datetime
    rescue: str | None
    owner: str
    call_by: datetime | None
    drill: bool


@dataclass(frozen=True)
class Together:
    """A further call of the same rescue, as its reader may see it: nothing but that it is there, from another area."""

    report: ReportShown
    place: str


def together(call: Call, others: Sequence[Found]) -> tuple[Together | None, ...]:
    """Those that the reader may see first."""
    mine = [one for one in others if call.actor.may_see(one.report.area)]
    shown = [show(one, (), call.actor, call.service.keyring) for one in mine]
    hidden = [None] * (len(others) - len(mine))
    return (*(Together(report, place_of(report)) for report in shown), *hidden)


def rows_of(found: Sequence[Found], actor: Actor, keyring: Keyring) -> list[Row]:
    """Those that nobody took over first, the others in their order."""
    rows = [row_of(show(one, (), actor, keyring)) for one in found]
    return sorted(rows, key=lambda row: not row.silent)


def row_of(report: ReportShown) -> Row:
    rescue = report.rescue
    return Row(
        id=report.id,
        kind=report.kind,
        number=report.number,
        place=place_of(report),
        now=now_of(report),
        team=(rescue.team.name or "") if rescue and rescue.team else "",
        silent=report.closed_at is None and report.taken_over in (TakenOver.SILENT, TakenOver.DECLINED),
        face=face_of(report),
        received_at=report.received_at,
        rescue=rescue.number if rescue else None,
        owner=report.owner,
        call_by=report.call_back_due_at,
        drill=report.drill,
    )


def place_of(report: ReportShown) -> str:
    """As people would say it; the division's name where nobody said more."""
    place = report.place
    road = (
        f"{place.road}{f' {place.kilometre:g} km' if place.kilometre is not None else ''}"
        if place.road
        else None
    )
    return place.landmark or place.address or road or full_name(report.area)


def now_of(report: ReportShown) -> str:
    if report.hand_over_to is not None:
        return HANDED
    if report.calling_back is CallingBack.OWED:
        return OWED
    if report.closed_at is not None:
        return CLOSED
    if report.rescue is None or report.taken_over is not TakenOver.TAKEN_OVER:
        return CONVERSATION.get(report.taken_over, UNDER_WAY[RescueState.WAITING])
    return QUEUED if report.rescue.queued else UNDER_WAY[report.rescue.state]


def face_of(report: ReportShown) -> ClockFace | None:
    """The rescue's clock until somebody is there; else that of the kind."""
    if report.closed_at is not None:
        return None
    if report.rescue is not None:
        return _of_rescue(report.rescue, report.received_at)
    if report.due_at is None:
        return None
    return _face("bad" if report.overdue else "ok", report.received_at, report.due_at)


def _of_rescue(rescue: RescueOfReport, received_at: datetime) -> ClockFace | None:
    there = (RescueState.ARRIVED, RescueState.ANSWERED)
    if rescue.deadline is None or rescue.state in there:
        return None
    state: Literal["ok", "risk", "bad"] = "bad" if rescue.breached else "risk" if rescue.at_risk else "ok"
    return _face(state, received_at, rescue.deadline)


def _face(state: Literal["ok", "risk", "bad"], since: datetime, due: datetime) -> ClockFace:
    return ClockFace(state, since, max(1, round((due - since).total_seconds())))
