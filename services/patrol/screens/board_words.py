"""The Chinese of the closed lists, as patrol's pages say them (the templates hand them to gettext)."""

from collections.abc import Mapping

from services.contracts.words import Grade, Outcome, Refusal, Sign, WarningColour
from services.patrol.domain.offer import OfferState
from services.patrol.domain.states import State

SIGNS: Mapping[str, str] = {
    Sign.UNCONSCIOUS: "呼之不应",
    Sign.COLLAPSED: "倒地不起",
    Sign.FROSTBITE: "冻伤发紫",
    Sign.BLEEDING: "受伤出血",
    Sign.CRITICALLY_ILL: "病重",
    Sign.ELDERLY: "老人",
    Sign.MINOR: "未成年",
    Sign.DISABLED: "残疾",
    Sign.CONFUSED: "言语混乱",
    Sign.MENTAL_ILLNESS: "精神异常",
    Sign.UNABLE_TO_CARE: "不能自理",
    Sign.DRUNK: "饮酒",
    Sign.BEDDING: "有被褥",
    Sign.WET_CLOTHES: "衣物潮湿",
    Sign.THIN_CLOTHES: "衣着单薄",
    Sign.WORKER_LUGGAGE: "务工行李",
}
WARNING_COLOURS: Mapping[WarningColour, str] = {
    WarningColour.BLUE: "寒潮蓝色预警",
    WarningColour.YELLOW: "寒潮黄色预警",
    WarningColour.ORANGE: "寒潮橙色预警",
    WarningColour.RED: "寒潮红色预警",
}
KIT_GRADES: Mapping[Grade, str] = {
    Grade.LIFE_THREATENING: "critical",
    Grade.PROTECTIVE: "protective",
    Grade.ORDINARY: "persuasion",
}
"""What the kit calls them."""
REFUSALS: Mapping[Refusal, str] = {
    Refusal.OFF_SHIFT: "未上岗",
    Refusal.NOT_ANSWERING: "无应答，失联",
    Refusal.BUSY: "在办别的救助",
    Refusal.NO_POSITION: "位置不明",
    Refusal.OTHER_AREA: "不属本区县",
    Refusal.ALREADY_ASKED: "已拒绝过这次派单",
}
FINAL = (Refusal.BUSY, Refusal.OTHER_AREA, Refusal.NO_POSITION)
"""Not even a dispatcher can send such a team."""
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.BROUGHT_IN: "进站",
    Outcome.HOSPITAL: "送医",
    Outcome.REFUSED: "劝导后拒绝",
    Outcome.GIVEN_AND_LEFT: "留下物资",
    Outcome.NOT_FOUND: "没找到人",
    Outcome.REFERRED: "移交他方",
    Outcome.FALSE_REPORT: "误报",
    Outcome.CLOSED_BY_DESK: "已办结",
    Outcome.MERGED: "已办结",
}
STATES: Mapping[State, str] = {
    State.WAITING: "待派单",
    State.OFFERED: "待应答",
    State.ACCEPTED: "已接单",
    State.EN_ROUTE: "途中",
    State.ARRIVED: "处置中",
    State.ANSWERED: "已办结",
}
OFFER_STATES: Mapping[OfferState, str] = {
    OfferState.OFFERED: "待应答",
    OfferState.ACCEPTED: "已接单",
    OfferState.EN_ROUTE: "途中",
    OfferState.ARRIVED: "已到达",
    OfferState.DECLINED: "拒绝",
    OfferState.LAPSED: "无应答",
    OfferState.WITHDRAWN: "已收回",
    OfferState.DONE: "已完成",
}
KIT_TEAM_STATES: Mapping[OfferState, str] = {
    OfferState.OFFERED: "asked",
    OfferState.ACCEPTED: "accepted",
    OfferState.EN_ROUTE: "driving",
    OfferState.ARRIVED: "acting",
}
