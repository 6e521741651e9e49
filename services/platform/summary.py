"""The figures of a night in a few lines."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from services.platform.client import Api

NIGHT = timedelta(hours=14)


async def summary(api: Api, start: datetime) -> str:
    """`GET /patrol/api/v1/figures` of the night that began at `start`, in words."""
    period = {"from": start.isoformat(), "until": (start + NIGHT).isoformat()}
    figures = await api.get(f"/patrol/api/v1/figures?{urlencode(period)}")
    by_profile = "，".join(f"{one['profile']} {_kept(one)}" for one in figures["by_profile"])
    percentiles = f"P50 {_seconds(figures['p50_seconds'])}，P90 {_seconds(figures['p90_seconds'])}"
    return f"\n今晚 / tonight  时限内到达 {_kept(figures)}（{by_profile}）  {percentiles}"


def _kept(figures: Mapping[str, Any]) -> str:
    return f"{figures['kept']}/{figures['rescues']}"


def _seconds(seconds: float | None) -> str:
    return "—" if seconds is None else f"{int(seconds // 60)}′{int(seconds % 60):02}″ ({seconds:,.0f} s)"
