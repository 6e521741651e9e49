"""Query parameters that the lists share."""

from datetime import datetime
from typing import Annotated

from fastapi import Query

from services.chassis.web import decode_cursor
from services.chassis.web.paging import BadCursor

Limit = Annotated[int, Query(ge=1, le=200)]
Cursor = Annotated[str | None, Query(max_length=300)]
Word = Annotated[str | None, Query(max_length=40)]


def time_and_id(cursor: str | None) -> tuple[datetime, str] | None:
    """Where the page begins. Raises BadCursor."""
    position = decode_cursor(cursor)
    if position is None:
        return None
    try:
        time, id = position
        moment = datetime.fromisoformat(time)
    except (ValueError, TypeError) as error:
        raise BadCursor from error
    if moment.tzinfo is None or not isinstance(id, str):
        raise BadCursor
    return moment, id


def three_words(cursor: str | None) -> tuple[str, str, str] | None:
    position = decode_cursor(cursor)
    if position is None:
        return None
    if len(position) != 3 or not all(isinstance(part, str) for part in position):
        raise BadCursor
    return position[0], position[1], position[2]
