"""SQLite without a thread: the surface that SQLAlchemy's aiosqlite dialect uses, whose coroutines complete at once.

Half the time per transaction, and deterministic on a virtual loop. It holds the loop for the fsync.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any, Self


class InlineCursor:
    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    @property
    def description(self) -> Any:
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._cursor.lastrowid

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> Self:
        self._cursor.execute(statement, parameters)
        return self

    async def executemany(self, statement: str, parameters: Sequence[Sequence[Any]]) -> Self:
        self._cursor.executemany(statement, parameters)
        return self

    async def fetchone(self) -> Any:
        return self._cursor.fetchone()

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        return self._cursor.fetchmany(size or self.arraysize)

    async def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    async def close(self) -> None:
        self._cursor.close()


class InlineConnection:
    def __init__(self, path: str) -> None:
        self._conn = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, uri=path.startswith("file:")
        )
        self._connection: sqlite3.Connection | None = self._conn
        self.isolation_level = None

    def cursor(self) -> InlineCursor:
        return InlineCursor(self._conn.cursor())

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> InlineCursor:
        return await self.cursor().execute(statement, parameters)

    async def commit(self) -> None:
        if self._conn.in_transaction:
            self._conn.execute("COMMIT")

    async def rollback(self) -> None:
        if self._connection is not None and self._conn.in_transaction:
            self._conn.execute("ROLLBACK")

    async def create_function(self, *arguments: Any, **keywords: Any) -> None:
        self._conn.create_function(*arguments, **keywords)

    async def close(self) -> None:
        if self._connection is not None:
            self._conn.close()
            self._connection = None

    def stop(self) -> None:
        self._conn.close()
        self._connection = None
