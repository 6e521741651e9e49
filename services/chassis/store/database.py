"""Engines and sessions. SQLite: inline, BEGIN IMMEDIATE, one writer at a time. PostgreSQL: asyncpg, read committed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar
from zlib import crc32

from sqlalchemy import event, text
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm.exc import StaleDataError

from services.chassis.store.inline import InlineConnection

Result = TypeVar("Result")
ATTEMPTS = 3
SERIALIZATION, DEADLOCK = "40001", "40P01"


class Conflict(Exception):
    """Somebody else changed the same thing meanwhile, and again, three times over."""


class Database:
    """One service's database. `url`: `sqlite+aiosqlite:///PATH` or `postgresql+asyncpg://…`."""

    def __init__(self, url: str, pool_size: int = 10) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            Path(self.url.database or "").parent.mkdir(parents=True, exist_ok=True)
        self.engine = self._sqlite(writing=True) if self.is_sqlite else self._postgres(pool_size)
        self.reading_engine = self._sqlite(writing=False) if self.is_sqlite else self.engine
        self._writer = asyncio.Lock()
        self._locks: dict[str, asyncio.Lock] = {}

    def _sqlite(self, writing: bool) -> AsyncEngine:
        path = self.url.database or ""

        async def connect(*_: Any, **__: Any) -> InlineConnection:
            return InlineConnection(path)

        engine = create_async_engine(self.url, async_creator=connect, pool_size=5, max_overflow=20)
        event.listen(engine.sync_engine, "connect", _sqlite_settings(writing))
        begin = "BEGIN IMMEDIATE" if writing else "BEGIN"
        event.listen(engine.sync_engine, "begin", lambda connection: _begin(connection, begin))
        return engine

    def _postgres(self, pool_size: int) -> AsyncEngine:
        # A holder of the relay's lock that was frozen (SIGSTOP) must not stop everybody else for longer than this.
        settings = {"idle_in_transaction_session_timeout": "3000", "timezone": "UTC"}
        return create_async_engine(
            self.url, pool_size=pool_size, max_overflow=0, connect_args={"server_settings": settings}
        )

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One transaction that commits at the end of the block."""
        async with self._write_turn(), AsyncSession(self.engine, expire_on_commit=False) as session:
            async with session.begin():
                yield session

    @asynccontextmanager
    async def _write_turn(self) -> AsyncIterator[None]:
        if not self.is_sqlite:
            yield
            return
        async with self._writer:
            yield

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        async with AsyncSession(self.reading_engine, expire_on_commit=False) as session:
            yield session

    @asynccontextmanager
    async def exclusive(self, name: str) -> AsyncIterator[AsyncConnection | None]:
        """Only one holder of `name` among all replicas. PostgreSQL: the transaction that holds the lock; SQLite: None
        (one process, so a lock in it is enough and the writer stays free)."""
        if self.is_sqlite:
            async with self._locks.setdefault(name, asyncio.Lock()):
                yield None
            return
        async with self.engine.begin() as connection:
            await connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": crc32(name.encode())})
            yield connection

    async def transact(self, operation: Callable[[AsyncSession], Awaitable[Result]]) -> Result:
        """Run `operation` in one transaction; on a conflict the whole of it again, at most three times."""
        for _ in range(ATTEMPTS):
            try:
                async with self.write() as session:
                    return await operation(session)
            except (StaleDataError, IntegrityError, OperationalError, DBAPIError) as error:
                if not is_conflict(error):
                    raise
                last: Exception = error
        raise Conflict(str(last).splitlines()[0]) from last

    async def reachable(self) -> bool:
        try:
            async with self.read() as session:
                await session.execute(text("select 1"))
            return True
        except Exception:
            return False

    async def close(self) -> None:
        await self.engine.dispose()
        await self.reading_engine.dispose()


def is_conflict(error: Exception) -> bool:
    """A version that moved, a unique index that somebody else was first at, a deadlock."""
    if isinstance(error, StaleDataError):
        return True
    if isinstance(error, IntegrityError):
        return "unique" in str(error.orig).lower()
    return getattr(getattr(error, "orig", None), "sqlstate", None) in (SERIALIZATION, DEADLOCK)


def is_ours(error: BaseException) -> bool:
    """The database or the log is failing, not the thing that is being worked on: back off and try again."""
    if isinstance(error, (Conflict, OSError, TimeoutError, asyncio.TimeoutError)):
        return True
    if isinstance(error, OperationalError):
        return True
    return isinstance(error, DBAPIError) and (error.connection_invalidated or "InternalClientError" in repr(error.orig))


def _sqlite_settings(writing: bool) -> Callable[[Any, Any], None]:
    def apply(connection: Any, _: Any) -> None:
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        if not writing:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    return apply


def _begin(connection: Connection, statement: str) -> None:
    connection.exec_driver_sql(statement)
