"""One line for each fact as it happens."""

from collections.abc import Callable, Mapping
from typing import Any

from services.chassis.clock import office_time
from services.contracts.catalogue import FACTS
from services.contracts.envelope import read_envelope
from services.platform.house import House

SAID: Mapping[str, str] = {
    "SightingReported": "线索 {number} 已登记，首接 {owner}",
    "ReportNotTakenOver": "无人接手，请电话联系",
    "ReportClosed": "线索办结：{outcome}",
    "ReporterCalledBack": "回访来电人：{result}",
    "RescueOpened": "救助 {number} 立案：{grade}，{profile}，限 {limit_seconds} 秒",
    "TeamOffered": "派单给 {team_name}，第 {round} 次，预计 {estimated_seconds} 秒",
    "OfferAccepted": "{team_name} 接单，预计 {estimated_seconds} 秒到",
    "OfferLapsed": "派单无应答",
    "OfferDeclined": "派单被拒绝",
    "RescueQueued": "无队可派，排第 {place_in_queue}，已告值班领导",
    "TeamDeparted": "队伍出发",
    "EstimateChanged": "新的预计到达 {promised_at}",
    "RescueAtRisk": "将超时",
    "RescueBreached": "已超时",
    "BreachExplained": "超时原因已填",
    "AlertRead": "告警已读：{alert}",
    "TeamArrived": "队伍到达",
    "ClockStopped": "用时 {response_seconds} 秒，时限内：{kept}",
    "PlaceCorrected": "地点更正",
    "CorrectionNotTaken": "地点更正无人回应，请电话联系",
    "RescueRelocated": "救助改到 {metres} 米外，{profile}，限 {limit_seconds} 秒",
    "CorrectionDeclined": "地点更正未被采用：{reason}",
    "JoinProposed": "请求并为一件救助",
    "JoinNotAnswered": "并入无人回应",
    "RescueMerged": "救助合并，由另一件继续",
    "JoinRefused": "没有合并：{reason}",
    "SplitProposed": "请求拆开一件救助",
    "SplitNotAnswered": "拆开无人回应",
    "RescueSplit": "救助拆回两件",
    "SplitRefused": "没有拆开：{reason}",
    "SightingClosed": "值班台办结一条线索，尚有 {sightings_left} 条",
    "RescueAnswered": "结果：{outcome}",
    "WarningPutInForce": "寒潮预警：{colour}，至 {until}",
    "WarningLifted": "寒潮预警解除",
    "WarningLapsed": "寒潮预警到时结束",
    "TeamChanged": "{name}：{status}",
    "MessageSent": "已告知 {party}（{template}，{channel}）",
    "MessageFailed": "未能告知 {party}（{template}）",
    "KeyAdded": "密钥 {name}：{role}",
    "PostGiven": "岗位：{role}",
    "SessionOpened": "登录：{role}",
}


async def narrate(house: House, tell: Callable[[str], None]) -> None:
    """Actors are named by their keys' names."""
    topics = sorted({fact.topic() for fact in FACTS.values()})
    names: dict[str, str] = {}
    async for record in house.log.tail(topics, overlap=10_000):
        envelope = read_envelope(record.headers, record.body)
        data = dict(envelope.data)
        if "api_key" in data:
            names[f"key:{data['api_key']}"] = data.get("name", "")
        if "owner" in data:
            data["owner"] = names.get(data["owner"], data["owner"])
        tell(line(envelope.type.split(".")[-2], office_time(envelope.time).strftime("%H:%M:%S"), data))


def line(fact: str, time: str, data: Mapping[str, Any]) -> str:
    words = SAID.get(fact, "")
    try:
        words = words.format_map(data)
    except KeyError:
        words = ""
    return f"{time}  {fact:<18}  {words}".rstrip()
