"""How numbers, times and places of facts become the variables of a message, and what is said of a message itself."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from services.chassis.clock import office_time
from services.chassis.log import Work
from services.contracts.notify import MessageFact
from services.contracts.patrol import Candidate, WouldFree
from services.contracts.reference.divisions import full_name
from services.notify.domain.message import Message


def say(
    work: Work, message: Message, kind: type[MessageFact], sequence: int | None = None, **more: Any
) -> None:
    """Say a fact about a message. `sequence`: the version that it gets, where nothing else is said."""
    fact = kind(
        story=message.story, message=message.id, template=message.template, party=message.party, **more
    )
    at = message.version + 1 if sequence is None else sequence
    work.say(fact, area=message.area, sequence=at, story=message.story, drill=message.drill)


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
