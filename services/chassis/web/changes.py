"""One message of a stream: what changed as a whole, and the place on the log after it."""

import json
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from services.chassis.log import Record
from services.chassis.web.listening import Entry

Vector = dict[int, int]
"""By partition, the offset of the next record."""


@dataclass(frozen=True)
class Changed:
    """A whole thing as it is now: `event` names its kind, `area` decides who hears of it."""

    event: str
    area: str
    thing: BaseModel
    team: str | None = None


class _Nothing(BaseModel):
    pass


UNKNOWN = Changed("", "", _Nothing())
"""Something changed, and we cannot say what."""


def entry_of(changed: Changed, after: Vector, record: Record | None = None) -> Entry:
    """Without a record: it changed without a fact."""
    text = f"event: {changed.event}\nid: {written(after)}\ndata: {changed.thing.model_dump_json()}\n\n"
    partition, offset = (record.partition, record.offset) if record else (0, 0)
    return Entry(partition, offset, changed.area, changed.team, text.encode())


def event_text(name: str, data: dict[str, Any], id: str | None = None) -> bytes:
    line = f"id: {id}\n" if id else ""
    return f"event: {name}\n{line}data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def written(vector: Vector) -> str:
    return ",".join(f"{partition}:{at}" for partition, at in sorted(vector.items())) or "0:0"


def read_vector(text: str | None) -> Vector | None:
    """None for what nobody has written."""
    try:
        pairs = [part.split(":") for part in (text or "").split(",")]
        return {int(partition): int(at) for partition, at in pairs}
    except ValueError:
        return None
