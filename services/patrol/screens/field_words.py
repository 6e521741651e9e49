"""The Chinese of the field page: what a team may have found, what is on board, what to carry."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.contracts.words import Outcome
from services.patrol.domain.offer import OfferState

STATION, WARM_POINT, HOSPITAL = "relief_station", "warm_point", "hospital"
GOODS: Mapping[str, str] = {
    "quilt": "棉被",
    "coat": "棉衣",
    "food": "热食",
    "water": "热水",
    "card": "联系卡",
    "leaflet": "宣传单",
}
GIVEN_FREELY = ("card", "leaflet")
"""Printed matter may be handed out without having been counted on board first."""


@dataclass(frozen=True)
class Result:
    """One tile. `kind`: of the place where a bed is taken. `needs_words`: to whom, or why."""

    outcome: Outcome
    word: str
    hint: str
    kind: str | None = None
    needs_words: bool = False

    @property
    def id(self) -> str:
        return f"{self.outcome}.{self.kind}" if self.kind else str(self.outcome)


RESULTS = (
    Result(Outcome.BROUGHT_IN, "送救助站", "没有登记床位", STATION),
    Result(Outcome.BROUGHT_IN, "送御寒点", "没有登记床位", WARM_POINT),
    Result(Outcome.HOSPITAL, "送医", "同步呼叫 120"),
    Result(Outcome.REFUSED, "劝导后拒绝", "留物资和联系卡"),
    Result(Outcome.GIVEN_AND_LEFT, "留下物资", "本人不愿走"),
    Result(Outcome.NOT_FOUND, "没找到人", "看过周围再报"),
    Result(Outcome.REFERRED, "移交他方", "写明接收人", needs_words=True),
    Result(Outcome.FALSE_REPORT, "误报", "写一句见闻", needs_words=True),
)
ENDED: Mapping[OfferState, str] = {
    OfferState.DECLINED: "已拒绝，转别的队",
    OfferState.LAPSED: "没有应答，已转别的队",
    OfferState.WITHDRAWN: "调度已收回",
    OfferState.DONE: "已办完",
}
REASONS = ("车辆故障", "道路不通", "正在处理别的事", "人手不够")
DELAYS = (10, 20, 40)
"""Minutes from now that a team may ask for at a touch."""
