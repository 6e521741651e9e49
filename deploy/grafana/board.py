"""The board as code: `python deploy/grafana/board.py > deploy/grafana/boards/nuandong.json`.

A panel is a title, a unit, and what is drawn: legend → PromQL. Rows from top to bottom: the circle, people told,
the log, the services. No person and no case is in any label, so none is on the board.
"""

import json
import sys
from typing import Any

WIDTH, HEIGHT, ACROSS = 24, 7, 4
Lines = dict[str, str]
Panel = tuple[str, str, Lines]

ROWS: dict[str, list[Panel]] = {
    "三十分钟救助圈 / The circle": [
        (
            "未结救助 / open rescues",
            "short",
            {"{{state}}": "max by (state) (relief_rescues)"},
        ),
        (
            "超时、可能超时、无队可派 / late, at risk, queued",
            "short",
            {
                "超时 late": "max(relief_rescues_late)",
                "可能超时 at risk": "max(relief_rescues_at_risk)",
                "无队可派 queued": "max(relief_rescues_queued)",
            },
        ),
        (
            "响应时间 / response",
            "s",
            {
                "p50": "histogram_quantile(0.5, sum by (le) (increase(relief_response_seconds_bucket[6h])))",
                "p90": "histogram_quantile(0.9, sum by (le) (increase(relief_response_seconds_bucket[6h])))",
            },
        ),
        (
            "超时比例 / share late",
            "percentunit",
            {"1 h": "relief:late_share:1h", "6 h": "relief:late_share:6h", "目标 goal": "vector(0.1)"},
        ),
        (
            "线索 / reports a minute",
            "short",
            {"{{channel}}": "60 * sum by (channel) (rate(relief_reports_total[5m]))"},
        ),
        (
            "派单 / offers an hour",
            "short",
            {"{{outcome}}": "sum by (outcome) (increase(relief_offers_total[1h]))"},
        ),
        ("排队最久 / longest wait", "s", {"": "max(relief_queue_oldest_seconds)"}),
        (
            "无人接手 / not taken over",
            "short",
            {"": 'sum(increase(relief_facts_said_total{fact="ReportNotTakenOver"}[1h]))'},
        ),
    ],
    "消息 / People told": [
        (
            "消息 / messages",
            "short",
            {"{{state}}": "sum by (state) (max by (state, template) (relief_messages))"},
        ),
        ("屏幕 / screens", "short", {"{{job}}": "sum by (job) (relief_streams)"}),
        ("掉线重来 / drops", "short", {"{{job}}": "sum by (job) (increase(relief_stream_drops_total[10m]))"}),
    ],
    "日志 / The log": [
        ("发件箱 / outbox", "short", {"{{job}}": "max by (job) (relief_outbox_rows)"}),
        ("最老未发 / oldest unsent", "s", {"{{job}}": "max by (job) (relief_outbox_oldest_seconds)"}),
        (
            "落后 / lag",
            "short",
            {"{{job}} {{topic}}": "max by (job, topic) (relief_consumer_lag)"},
        ),
        (
            "上次读日志 / since the last look",
            "s",
            {"{{job}}": "time() - max by (job) (relief_consumer_progress_timestamp_seconds)"},
        ),
        ("搁置 / parked", "short", {"{{job}}": "max by (job) (relief_parked)"}),
        (
            "事实 / facts a second",
            "short",
            {
                "{{job}} said": "sum by (job) (rate(relief_facts_said_total[1m]))",
                "{{job}} applied": "sum by (job) (rate(relief_facts_applied_total[1m]))",
            },
        ),
        (
            "让出 / fences",
            "short",
            {"{{job}}": "sum by (job) (increase(relief_consumer_fences_total[10m]))"},
        ),
        ("日志可达 / log reached", "short", {"{{job}}": "min by (job) (relief_log_healthy)"}),
    ],
    "服务 / Services": [
        ("副本 / replicas", "short", {"{{job}}": "sum by (job) (up)"}),
        (
            "请求 / requests a second",
            "reqps",
            {"{{job}}": "sum by (job) (rate(relief_http_requests_total[1m]))"},
        ),
        (
            "出错 / share failing",
            "percentunit",
            {
                "{{job}}": 'sum by (job) (rate(relief_http_requests_total{status=~"5.."}[5m]))'
                " / sum by (job) (rate(relief_http_requests_total[5m]))"
            },
        ),
        (
            "p99",
            "s",
            {
                "{{job}}": "histogram_quantile(0.99,"
                " sum by (job, le) (rate(relief_http_request_seconds_bucket[5m])))"
            },
        ),
    ],
}


def board() -> dict[str, Any]:
    return {
        "uid": "nuandong",
        "title": "暖冬 Nuandong",
        "schemaVersion": 39,
        "timezone": "Asia/Shanghai",
        "time": {"from": "now-6h", "to": "now"},
        "refresh": "15s",
        "panels": list(_panels()),
    }


def _panels() -> Any:
    number, top = 1, 0
    for title, panels in ROWS.items():
        yield {"id": number, "type": "row", "title": title, "gridPos": _place(top, 0, WIDTH, 1)}
        number, top = number + 1, top + 1
        for index, panel in enumerate(panels):
            row, column = divmod(index, ACROSS)
            place = _place(top + row * HEIGHT, column * WIDTH // ACROSS, WIDTH // ACROSS, HEIGHT)
            yield _panel(number, panel, place)
            number += 1
        top += -(-len(panels) // ACROSS) * HEIGHT


def _panel(number: int, panel: Panel, place: dict[str, int]) -> dict[str, Any]:
    title, unit, lines = panel
    source = {"type": "prometheus", "uid": "prometheus"}
    targets = [
        {"refId": chr(ord("A") + index), "datasource": source, "legendFormat": legend, "expr": expression}
        for index, (legend, expression) in enumerate(lines.items())
    ]
    return {
        "id": number,
        "type": "timeseries",
        "title": title,
        "datasource": source,
        "gridPos": place,
        "fieldConfig": {"defaults": {"unit": unit, "min": 0}, "overrides": []},
        "targets": targets,
    }


def _place(top: int, left: int, width: int, height: int) -> dict[str, int]:
    return {"x": left, "y": top, "w": width, "h": height}


def text() -> str:
    return json.dumps(board(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
