"""Messages as people say them: every template, party, channel, state and reason has its word (a test asks them all)."""

import re
from collections.abc import Mapping

from services.notify.domain.escalation import Rank
from services.notify.domain.message import Channel, Moot, Party
from services.notify.domain.states import State

PARTIES: Mapping[Party, str] = {
    Party.REPORTER: "来电人",
    Party.EMERGENCY_PARTNER: "120",
    Party.TEAM: "队伍",
    Party.LEADER: "值班领导",
}
CHANNELS: Mapping[Channel, str] = {
    Channel.SMS: "短信",
    Channel.WEBHOOK: "接口",
    Channel.IN_APP: "站内",
    Channel.MAIL: "邮件",
    Channel.DINGTALK: "钉钉",
    Channel.WECOM: "企业微信",
}
STATES: Mapping[State, str] = {
    State.READY: "等着发",
    State.SENDING: "正在发",
    State.UNKNOWN: "结果不明",
    State.RESTING: "等着重发",
    State.QUIET: "等到早上再发",
    State.NO_ROUTE: "没有联系方式",
    State.SENT: "已送出",
    State.FAILED: "没送成",
    State.SUPERSEDED: "不用发了",
}
SIGNS: Mapping[State, str] = {
    State.READY: "clock",
    State.SENDING: "driving",
    State.UNKNOWN: "unknown",
    State.RESTING: "again",
    State.QUIET: "clock",
    State.NO_ROUTE: "risk",
    State.SENT: "check",
    State.FAILED: "bad",
    State.SUPERSEDED: "cross",
}
LOOKS: Mapping[State, str] = {
    State.SENT: "is-ok",
    State.NO_ROUTE: "is-risk",
    State.UNKNOWN: "is-risk",
    State.RESTING: "is-risk",
    State.FAILED: "is-bad",
}
RANKS: Mapping[Rank, str] = {
    Rank.ON_DUTY: "值班领导",
    Rank.STAND_IN: "代班人",
    Rank.COUNTY: "县里值班领导",
    Rank.PREFECTURE: "市里值班领导",
    Rank.PROVINCE: "省里值班领导",
}
DONE: Mapping[str, tuple[str, str]] = {
    "reopened": ("again", "正在重新发送"),
    "acknowledged": ("again", "已确认，暂不再往上通知"),
    "elsewhere": ("stale", "没有办：这条通知已不是那个状态"),
}
TEMPLATES: Mapping[str, str] = {
    "life_threatening": "危重，请派急救",
    "offer": "派单",
    "place_corrected": "地点更正",
    "desk_closed": "值班台已办结",
    "queued": "无队可派",
    "at_risk": "将超时",
    "breached": "已超时",
    "offer_unanswered": "派单无人应答",
    "not_taken_over": "线索无人接手",
    "correction_not_taken": "地点更正无答复",
    "join_not_answered": "并案无答复",
    "received": "已收到",
    "on_its_way": "队伍已出发",
    "closed": "已办结",
}
REASONS: Mapping[str, str] = {
    Moot.CLOSED: "救助已结束",
    Moot.ANSWERED: "派单已应答",
    Moot.TEAM_WITHDRAWN: "队伍已撤回",
    Moot.TOO_LATE: "过了有用的时候",
    "no_route": "没有登记联系方式",
    "no_provider": "没有设短信服务商",
    "no_mail_server": "没有设邮件服务器",
    "timeout": "对方没有及时回答",
    "unreachable": "连不上对方",
    "unfit_address": "地址不能用",
    "provider_refused": "服务商没有接受",
    "unknown": "发送中断，结果不明",
}
ANSWERED, OTHER = "对方回答 %(code)s", "其他原因，请报修"
HTTP = re.compile(r"http_(\d{3})")


def reason(word: str | None) -> tuple[str, dict[str, str]]:
    """The sentence and its values; codes that nobody has named are called other."""
    if not word:
        return "", {}
    if found := HTTP.fullmatch(word):
        return ANSWERED, {"code": found[1]}
    return REASONS.get(word, OTHER), {}
