"""Keyset cursors: stable while rows are added, opaque to the caller."""

import base64
import json
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from services.chassis.web.schemas import Shown

Item = TypeVar("Item")


class BadCursor(Exception):
    """The cursor was not made by this list."""


class Page(Shown, Generic[Item]):
    items: list[Item]
    next: str | None = None


def encode_cursor(*position: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None) -> list[Any] | None:
    if cursor is None:
        return None
    try:
        position = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as error:
        raise BadCursor from error
    if not isinstance(position, list) or not all(isinstance(part, str | int) for part in position):
        raise BadCursor
    return position


def page_of(items: Sequence[Item], limit: int, position: Callable[[Item], Sequence[Any]]) -> Page[Item]:
    """`items` were read with one more than `limit`, so that the last page is known to be the last."""
    shown = list(items[:limit])
    return Page(items=shown, next=encode_cursor(*position(shown[-1])) if len(items) > limit else None)
