"""The figures of a night in a few lines."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from services.platform.client import Api


async def summary(api: Api, start: datetime) -> str:
    """Read `GET /patrol/api/v1/figures` and say it."""
    period = {"from": start.isoformat(), "until": (start + timedelta(hours=14)).isoformat()}
    figures = await api.get(f"/patrol/api/v1/figures?{urlencode(period)}")
    return _said(figures)


def _said(figures: dict[str, Any]) -> str:
    return f"\n今晚：{figures}"
