"""Rows that nobody asks for yet wait for each other: written before the next question or the commit, on PostgreSQL in
one round trip, whatever tables they belong to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table, event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import ORMExecuteState, Session

from services.chassis.store.columns import Bind, binding

WAITING = "rows_waiting"


class Inserting(Session):
    """Writes what waits before anything else is asked of the database."""


@dataclass(frozen=True)
class _Into:
    """Where rows go. `otherwise`: what happens to one that is there, `on conflict …` in the words of both databases."""

    table: Table
    columns: tuple[str, ...]
    otherwise: str

    @property
    def names(self) -> str:
        columns = ", ".join(f'"{name}"' for name in self.columns)
        return f"{self.table.name} ({columns})"

    def types(self, dialect: Dialect) -> list[str]:
        """Without their lengths: a cast to those would cut a text that is too long, which is to be refused."""
        return [self.table.c[name].type.compile(dialect).split("(")[0] for name in self.columns]


def insert_soon(
    session: AsyncSession, table: Table, rows: Sequence[Mapping[str, Any]], otherwise: str = ""
) -> None:
    """Every row has the same columns. With `otherwise`, no two rows of one call are about the same."""
    if rows:
        into = _Into(table, tuple(rows[0]), otherwise)
        session.info.setdefault(WAITING, []).append((into, rows))


@event.listens_for(Inserting, "do_orm_execute")
def _before_a_question(asked: ORMExecuteState) -> None:
    _write(asked.session)


@event.listens_for(Inserting, "before_flush")
def _before_changes(session: Session, *_: object) -> None:
    _write(session)


@event.listens_for(Inserting, "before_commit")
def _before_the_end(session: Session) -> None:
    _write(session)


def _write(session: Session) -> None:
    waiting = session.info.pop(WAITING, None)
    if waiting is None:
        return
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        for group in _groups(waiting):
            _at_once(connection, group)
        return
    for into, rows in waiting:
        marks = ", ".join("?" * len(into.columns))
        statement = f"insert into {into.names} values ({marks}) {into.otherwise}"
        connection.exec_driver_sql(
            statement, list(zip(*_columns(into, rows, connection.dialect), strict=True))
        )


Group = dict[_Into, list[Mapping[str, Any]]]


def _groups(waiting: Iterable[tuple[_Into, Sequence[Mapping[str, Any]]]]) -> list[Group]:
    """What goes into one statement. It may change a row only once, so what may be there already begins another."""
    groups: list[Group] = [{}]
    for into, rows in waiting:
        if "do update" in into.otherwise and into in groups[-1]:
            groups.append({})
        groups[-1].setdefault(into, []).extend(rows)
    return groups


def _at_once(connection: Connection, group: Group) -> None:
    values = [column for into, rows in group.items() for column in _columns(into, rows, connection.dialect)]
    connection.exec_driver_sql(_statement(tuple(group), connection.dialect), tuple(values))


@lru_cache(maxsize=200)
def _statement(group: tuple[_Into, ...], dialect: Dialect) -> str:
    """A column is one parameter, so that there is one statement however many rows there are."""
    inserts, number = [], 0
    for into in group:
        types = into.types(dialect)
        arrays = ", ".join(f"${number + place}::{type}[]" for place, type in enumerate(types, 1))
        number += len(types)
        inserts.append(f"insert into {into.names} select * from unnest({arrays}) {into.otherwise}")
    first = ", ".join(f"i{place} as ({insert})" for place, insert in enumerate(inserts[:-1]))
    return f"with {first} {inserts[-1]}" if first else inserts[-1]


def _columns(into: _Into, rows: Sequence[Mapping[str, Any]], dialect: Dialect) -> list[list[Any]]:
    """Column by column, as the driver takes them."""
    columns = []
    for name, bound in zip(into.columns, _bound(into, dialect), strict=True):
        values = [row[name] for row in rows]
        columns.append(values if bound is None else [bound(value) for value in values])
    return columns


@lru_cache(maxsize=200)
def _bound(into: _Into, dialect: Dialect) -> list[Bind]:
    return [binding(into.table.c[name], dialect) for name in into.columns]
