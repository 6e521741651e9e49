"""`/notify/components`: every component in every state, in both themes. It shows nobody's data."""

from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from fastapi import Request, Response

from services.chassis.screen import ClockFace
from services.notify.screens.kit import PAGES

NOW = datetime(2027, 1, 14, 14, 47, 36, tzinfo=UTC)  # 22:47:36 in the offices; it ticks on from there
SWATCHES = (
    *(("bg", "", ""), ("surface", "", ""), ("sunk", "", ""), ("line", "", "装饰线")),
    *(("edge", "4.3", "4.2"), ("ink", "16.1", "15.2"), ("ink2", "8.6", "10.5"), ("ink3", "5.8", "6.9")),
    *(("pri", "8.5", "8.6"), ("ok", "6.9", "9.1"), ("risk-fill", "9.3", "9.8"), ("bad-fill", "7.6", "5.4")),
    *(("night", "", "页眉"), ("lamp", "", "标志"), ("pri-soft", "", "选中"), ("focus", "6.7", "12.1")),
)


@PAGES.router.get("/components")
async def components(request: Request, theme: Literal["auto", "light", "dark"] = "light") -> Response:
    shown: dict[str, Any] = {
        "faces": _faces(),
        "swatches": SWATCHES,
        "again": NOW,
        "offer_until": NOW + timedelta(seconds=16),
    }
    return PAGES.show(request, "components/page.html", theme=theme, now=NOW, **shown)


def _faces() -> dict[str, ClockFace]:
    """One clock in each state, as the streets had them that minute."""
    since = NOW - timedelta(minutes=9, seconds=14)
    used = timedelta(minutes=17, seconds=32)
    return {
        "ok": ClockFace("ok", since, 1800),
        "risk": ClockFace("risk", NOW - timedelta(minutes=15, seconds=56), 1200),
        "bad": ClockFace("bad", NOW - timedelta(minutes=37, seconds=46), 1800),
        "off": ClockFace("off", NOW - used, 1800, NOW),
        "late": ClockFace("off", NOW - used, 900, NOW),
        "check": ClockFace("check", since, 1800, NOW + timedelta(minutes=6, seconds=24)),
        "local": ClockFace("local", since, 1800),
    }
