"""What the crews did, and what it made of the area's figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from services.chassis.clock import office_time
from services.platform.client import Api
from services.platform.crews.crew import PATROL
from services.platform.crews.life import Life


@dataclass(frozen=True)
class Homecoming:
    """`left`: whether rescues stayed open that no crew could get, None when the outing was interrupted.
    `figures`: of all calls received since `since`, the earliest that a crew answered; empty when none was."""

    lives: Mapping[str, Life]
    figures: Mapping[str, Any]
    left: int | None
    since: datetime | None = None


async def look_back(desk: Api, lives: Mapping[str, Life], area: str, left: int | None) -> Homecoming:
    calls = [life.first_call for life in lives.values() if life.first_call]
    if not calls:
        return Homecoming(lives, {}, left)
    since = min(calls)
    figures = await desk.get(f"{PATROL}/figures?{urlencode({'from': since.isoformat(), 'area': area})}")
    return Homecoming(lives, figures, left, since)


def as_json(home: Homecoming) -> dict[str, Any]:
    since = home.since and home.since.isoformat()
    crews = {life.crew.name: dict(life.counts) for life in home.lives.values()}
    return {
        "crews": crews,
        "answered": answered(home),
        "left_open": home.left,
        "since": since,
        "figures": home.figures,
    }


def answered(home: Homecoming) -> int:
    return sum(life.counts["answered"] for life in home.lives.values())


def as_text(home: Homecoming) -> str:
    lines = [f"{life.crew.name}  {_said(life)}" for life in home.lives.values()]
    lines.append(f"{answered(home)} rescues answered by {len(home.lives)} crews")
    if home.left:
        lines.append("there are open rescues that no crew could get")
    return "\n".join([*lines, *_figures_said(home)])


def _said(life: Life) -> str:
    counts = life.counts
    others = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()) if what != "answered")
    return f"{counts['answered']} answered" + (f" ({others})" if others else "")


def _figures_said(home: Homecoming) -> list[str]:
    found = home.figures
    if not found or home.since is None:
        return []
    percents = ", ".join(f"P{percent} {_seconds(found[f'p{percent}_seconds'])}" for percent in (50, 90, 95))
    since = office_time(home.since).isoformat()
    lines = [f"responses since {since}: {found['rescues']} measured, {found['kept']} kept; {percents}"]
    return lines + [
        f"  {own['profile']}: {own['kept']} of {own['rescues']} kept" for own in found["by_profile"]
    ]


def _seconds(value: float | None) -> str:
    return "none" if value is None else f"{value:g} s"
