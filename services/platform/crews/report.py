"""What the crews did, and what it made of the area's figures."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from services.platform.client import Api
from services.platform.crews.crew import PATROL
from services.platform.crews.life import Life


async def figures(desk: Api, since: datetime, until: datetime, area: str) -> dict[str, Any]:
    period = {"from": since.isoformat(), "until": until.isoformat(), "area": area}
    found: dict[str, Any] = await desk.get(f"{PATROL}/figures?{urlencode(period)}")
    return found


def as_json(lives: Mapping[str, Life], found: dict[str, Any], left: int | None) -> dict[str, Any]:
    crews = {life.crew.name: dict(life.counts) for life in lives.values()}
    return {"crews": crews, "answered": answered(lives), "left_open": left, "figures": found}


def answered(lives: Mapping[str, Life]) -> int:
    return sum(life.counts["answered"] for life in lives.values())


def as_text(lives: Mapping[str, Life], found: dict[str, Any], left: int | None) -> str:
    lines = [f"{life.crew.name}  {_said(life)}" for life in lives.values()]
    lines.append(f"{answered(lives)} rescues answered by {len(lives)} crews")
    if left:
        lines.append("there are open rescues that no crew could get")
    lines.append(f"figures: {found}")
    return "\n".join(lines)


def _said(life: Life) -> str:
    counts = life.counts
    others = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()) if what != "answered")
    return f"{counts['answered']} answered" + (f" ({others})" if others else "")
