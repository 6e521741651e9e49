"""The closed lists as the desk says them, in the order of the keyboard. Each Chinese word is a msgid."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.contracts.words import CallBackResult, Channel, Grade, Kind, Outcome, Role, Sign


@dataclass(frozen=True)
class SignKey:
    """`key` lies on the keyboard where the sign lies on the page."""

    sign: Sign
    key: str
    word: str

    @property
    def code(self) -> str:
        return f"Key{self.key}"


SIGN_ROWS: tuple[tuple[str, tuple[SignKey, ...]], ...] = (
    (
        "危重：先送医",
        (
            SignKey(Sign.UNCONSCIOUS, "Q", "呼之不应"),
            SignKey(Sign.COLLAPSED, "W", "倒地不起"),
            SignKey(Sign.FROSTBITE, "E", "冻伤发紫"),
            SignKey(Sign.BLEEDING, "R", "受伤出血"),
        ),
    ),
    (
        "需要保护",
        (
            SignKey(Sign.ELDERLY, "A", "老人"),
            SignKey(Sign.MINOR, "S", "未成年"),
            SignKey(Sign.DISABLED, "D", "残疾"),
            SignKey(Sign.CONFUSED, "F", "言语混乱"),
        ),
    ),
    (
        "情况",
        (
            SignKey(Sign.DRUNK, "Z", "饮酒"),
            SignKey(Sign.BEDDING, "X", "有被褥"),
            SignKey(Sign.WET_CLOTHES, "C", "衣物潮湿"),
            SignKey(Sign.WORKER_LUGGAGE, "V", "务工行李"),
        ),
    ),
    (
        "还看到什么",
        (
            SignKey(Sign.CRITICALLY_ILL, "T", "病重"),
            SignKey(Sign.MENTAL_ILLNESS, "G", "精神异常"),
            SignKey(Sign.UNABLE_TO_CARE, "H", "不能自理"),
            SignKey(Sign.THIN_CLOTHES, "B", "衣着单薄"),
        ),
    ),
)
SIGNS: Mapping[Sign, SignKey] = {one.sign: one for _, row in SIGN_ROWS for one in row}

KINDS: Mapping[Kind, str] = {
    Kind.SIGHTING: "线索",
    Kind.CRY_FOR_RELIEF: "求助",
    Kind.SERVICE_REQUEST: "服务",
    Kind.COMPLAINT: "举报",
}
CHANNELS: Mapping[Channel, str] = {
    Channel.PHONE: "来电",
    Channel.WALK_IN: "上门",
    Channel.OWN_REQUEST: "本人求助",
    Channel.INFORMANT: "信息员",
    Channel.VILLAGE_COMMITTEE: "村（居）委会",
    Channel.STREET_STATION: "街道站点",
    Channel.POLICE: "公安",
    Channel.CITY_MANAGEMENT: "城管",
    Channel.GRID: "网格",
    Channel.PARTNER: "其他单位",
    Channel.APP: "手机应用",
    Channel.PATROL: "巡查发现",
}
GRADES: Mapping[Grade, str] = {
    Grade.LIFE_THREATENING: "危重",
    Grade.PROTECTIVE: "保护",
    Grade.ORDINARY: "劝导",
}
OUTCOMES: Mapping[str, str] = {
    Outcome.BROUGHT_IN: "进站",
    Outcome.HOSPITAL: "送医",
    Outcome.REFUSED: "劝导后拒绝",
    Outcome.GIVEN_AND_LEFT: "留下物资",
    Outcome.NOT_FOUND: "没找到人",
    Outcome.REFERRED: "移交他方",
    Outcome.FALSE_REPORT: "误报",
    Outcome.CLOSED_BY_DESK: "接线员办结",
    Outcome.MERGED: "已合并到另一救助",
    "helped": "已帮助",
    "not_entitled": "不符合条件",
    "withdrawn": "本人撤回",
    "unreachable": "联系不上",
    "upheld": "属实",
    "partly_upheld": "部分属实",
    "not_upheld": "不属实",
}
JOIN_REFUSALS: Mapping[str, str] = {
    "arrived": "队伍已到现场，由现场的人判断",
    "answered": "其中一件已有结果",
    "already_one": "本来就是同一救助",
    "merged": "其中一件还和别的救助合并着，先拆那一件",
    "no_profile": "那里按规定不派队",
    "not_merged": "两件没有合并过",
    "not_taken_over": "巡查还没有接手其中一件",
    "other_county": "不在同一个县",
    "drill": "一件是演练",
}
CALL_BACKS: Mapping[CallBackResult, str] = {
    CallBackResult.TOLD: "已告知",
    CallBackResult.NO_ANSWER: "没接通，过会儿再打",
    CallBackResult.WRONG_NUMBER: "号码不对",
}
RECEIVERS: Mapping[Role, str] = {
    Role.DISPATCHER: "调度员",
    Role.LEADER: "值班领导",
    Role.OPERATOR: "其他接线员",
}
