"""`relief trace ID`: the whole story of a report, from the call to the outcome, across services."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.chassis.clock import office_time
from services.chassis.log import Work
from services.chassis.web import Service
from services.platform.offline import database_of, in_unit

if TYPE_CHECKING:
    from services.notify.domain.journal import Entry

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:\d\d)$")
IDS = {"report", "sighting", "sightings", "rescue", "offer", "team", "message", "story", "person", "place"}


def trace(
    name: Annotated[str, typer.Argument(help="id or number of a report, rescue, offer or message")],
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
) -> None:
    """Print everything that was said about a report, in order; personal words stay sealed."""
    from services.notify.operations.journal import story_of

    async def run(_: Service, work: Work) -> "list[Entry]":
        return await story_of(work.session, name)

    entries = in_unit("notify", run)
    if not entries:
        place = database_of("notify")
        typer.echo(f"{place} 里没有 {name} / nobody ever spoke of {name} in {place}", err=True)
        raise typer.Exit(1)
    for entry in entries:
        print(_as_json(entry) if as_json else _line(entry))


def _line(entry: "Entry") -> str:
    from services.notify.operations.journal import covered

    time = _clock(entry.at)
    service = entry.source.strip("/")
    return f"{time}  {service:<7} {entry.fact:<20} {_said(covered(entry))}  [{entry.actor}]"


def _said(data: Mapping[str, Any]) -> str:
    """What a reader can use: plain values, without the ids that the story is about."""
    plain = {
        name: _in_office(value)
        for name, value in data.items()
        if name not in IDS and isinstance(value, str | int | float) and value != "sealed"
    }
    return " ".join(f"{name}={value}" for name, value in plain.items())


def _in_office(value: str | float) -> str | float:
    """An instant as the clock in front of its line shows it, whatever offset the fact says it with."""
    if not isinstance(value, str) or not INSTANT.match(value):
        return value
    return _clock(datetime.fromisoformat(value))


def _clock(moment: datetime) -> str:
    return office_time(moment).strftime("%m-%d %H:%M:%S")


def _as_json(entry: "Entry") -> str:
    from services.notify.operations.journal import covered

    said = {**vars(entry), "at": entry.at.isoformat(), "fact": entry.fact, "data": covered(entry)}
    return json.dumps(said, ensure_ascii=False)
