"""Codes of patrol's closed lists as problems say them."""

from services.chassis.web.words import Names, Text
from services.contracts.words import Refusal
from services.patrol.domain.states import State

STATES: Names = {
    State.WAITING: Text("待派单", "waiting for a team"),
    State.OFFERED: Text("待应答", "offered to a team"),
    State.ACCEPTED: Text("已接单", "accepted by a team"),
    State.EN_ROUTE: Text("途中", "under way"),
    State.ARRIVED: Text("处置中", "attended by a team"),
    State.ANSWERED: Text("已办结", "answered"),
}
REFUSALS: Names = {
    Refusal.OFF_SHIFT: Text("未上岗", "off shift"),
    Refusal.NOT_ANSWERING: Text("失联", "not answering"),
    Refusal.BUSY: Text("正在执行任务", "busy"),
    Refusal.NO_POSITION: Text("位置不明", "position unknown"),
    Refusal.OTHER_AREA: Text("在别的辖区", "of another area"),
    Refusal.ALREADY_ASKED: Text("已拒绝过这一件", "has declined this one"),
}
