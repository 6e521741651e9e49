"""Lists by a moment and an id, a page at a time."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_

Position = tuple[datetime, str]
"""Moment and id of the last row of the page before."""


def oldest_first(
    rows: Select[Any], moment: Any, id: Any, limit: int | None, after: Position | None
) -> Select[Any]:
    """One row more than `limit`, to know whether there is another page; all without a limit."""
    if after is not None:
        rows = rows.where(or_(moment > after[0], and_(moment == after[0], id > after[1])))
    rows = rows.order_by(moment, id)
    return rows if limit is None else rows.limit(limit + 1)


def newest_first(rows: Select[Any], moment: Any, id: Any, limit: int, after: Position | None) -> Select[Any]:
    """One row more than `limit`."""
    if after is not None:
        rows = rows.where(or_(moment < after[0], and_(moment == after[0], id < after[1])))
    return rows.order_by(moment.desc(), id.desc()).limit(limit + 1)
