"""What the crews did, and what it made of the area's figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from services.platform.client import Api
from services.platform.crews.crew import PATROL
from services.platform.crews.life import Life


@dataclass(frozen=True)
class Homecoming:
    """`left`: whether rescues stayed open that no crew could get, None when the outing was interrupted."""

    lives: Mapping[str, Life]
    figures: Mapping[str, Any]
    left: int | None


async def figures(desk: Api, since: datetime, until: datetime, area: str) -> dict[str, Any]:
    period = {"from": since.isoformat(), "until": until.isoformat(), "area": area}
    found: dict[str, Any] = await desk.get(f"{PATROL}/figures?{urlencode(period)}")
    return found


def as_json(home: Homecoming) -> dict[str, Any]:
    crews = {life.crew.name: dict(life.counts) for life in home.lives.values()}
    return {"crews": crews, "answered": answered(home), "left_open": home.left, "figures": home.figures}


def answered(home: Homecoming) -> int:
    return sum(life.counts["answered"] for life in home.lives.values())


def as_text(home: Homecoming) -> str:
    lines = [f"{life.crew.name}  {_said(life)}" for life in home.lives.values()]
    lines.append(f"{answered(home)} rescues answered by {len(home.lives)} crews")
    if home.left:
        lines.append("there are open rescues that no crew could get")
    lines.append(f"figures: {home.figures}")
    return "\n".join(lines)


def _said(life: Life) -> str:
    counts = life.counts
    others = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()) if what != "answered")
    return f"{counts['answered']} answered" + (f" ({others})" if others else "")
