"""Area scope on every read."""

from typing import Any, TypeVar

from sqlalchemy import Select, false
from sqlalchemy.sql.elements import SQLCoreOperations

from services.chassis.access.actor import EVERYWHERE, Actor

Rows = TypeVar("Rows", bound=Select[Any])


def visible(rows: Rows, actor: Actor, area: SQLCoreOperations[str]) -> Rows:
    """Narrow a select to the rows whose `area` the actor may see."""
    if actor.scope == EVERYWHERE:
        return rows
    return rows.where(area.startswith(actor.scope, autoescape=True) if actor.scope else false())
