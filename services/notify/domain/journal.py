"""The story of a report: what was said about it, by all services, in the order in which it happened."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

NAMED_BY = ("report", "sighting", "sightings", "rescue", "offer", "message", "number")
"""Fields of facts that name what a story is about. Teams and people are in many stories."""
LINKS = ("report", "sighting", "sightings", "rescue")
"""Of these, what leads from one story to another: a second report of the same person."""
SEALED = "sealed"


@dataclass(frozen=True)
class Entry:
    """One fact. `cause`: id of the fact or request that led to it."""

    id: str
    type: str
    source: str
    subject: str
    story: str
    area: str
    actor: str
    sequence: int
    cause: str | None
    drill: bool
    at: datetime
    data: Mapping[str, Any]

    @property
    def fact(self) -> str:
        return self.type.split(".")[-2]


def names_in(data: Mapping[str, Any], fields: Sequence[str] = NAMED_BY) -> set[str]:
    """What the data calls the things that it is about."""
    found = (data.get(field) for field in fields)
    return {name for value in found for name in _texts(value)}


def in_order(entries: Iterable[Entry], vocabulary: Iterable[str] = ()) -> list[Entry]:
    """By time; what happened at one moment in the order of causes, and of the versions of one thing; what one step said
    in the order of the vocabulary: a rescue is open before a team is asked."""
    known = {entry.id: entry for entry in entries}
    places = {kind: place for place, kind in enumerate(vocabulary)}

    def place(one: Entry) -> Any:
        told = places.get(one.type, len(places))
        return (one.at, _depth(one, known), one.source, one.sequence, told, one.id)

    return sorted(known.values(), key=place)


def _depth(entry: Entry, known: Mapping[str, Entry]) -> int:
    """How many facts of the same moment led to it."""
    depth, seen = 0, {entry.id}
    while (
        (cause := known.get(entry.cause or "")) is not None and cause.at == entry.at and cause.id not in seen
    ):
        seen.add(cause.id)
        depth, entry = depth + 1, cause
    return depth


def shown(value: Any) -> Any:
    """The same with every sealed value covered."""
    if isinstance(value, str):
        return SEALED if value.startswith("sealed.") else value
    if isinstance(value, Mapping):
        return {name: shown(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [shown(inner) for inner in value]
    return value


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        return (value,)
    return (inner for inner in value if isinstance(inner, str)) if isinstance(value, list | tuple) else ()
