"""How numbers, times and places of facts become the variables of a message."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from services.chassis.clock import office_time
from services.contracts.patrol import Candidate, WouldFree
from services.contracts.reference.divisions import full_name


def clock(moment: datetime) -> str:
    """19:06, as the clocks in the relief offices show it; a begun minute counts as the one before."""
    return office_time(moment).strftime("%H:%M")


def clock_to_the_second(moment: datetime) -> str:
    return office_time(moment).strftime("%H:%M:%S")


def minutes(seconds: float) -> int:
    """To the nearest, never less than one."""
    return max(1, int(seconds / 60 + 0.5))


def place(area: str) -> str:
    """County, township and village; what the caller said about the place is personal and stays sealed."""
    return full_name(area)


def would_free(teams: Iterable[WouldFree]) -> list[dict[str, Any]]:
    return [
        {"name": team.name, "state": team.state, "at": clock(team.expected_at) if team.expected_at else None}
        for team in teams
    ]


def helps(teams: Iterable[Candidate]) -> list[dict[str, Any]]:
    return [
        {"name": team.name, "minutes": minutes(team.seconds)} for team in teams if team.seconds is not None
    ]
