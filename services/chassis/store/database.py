"""Engines and sessions. SQLite: inline, BEGIN IMMEDIATE, one writer at a time. PostgreSQL: asyncpg, read committed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar
from zlib import crc32

from sqlalchemy import event, text
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from services.chassis.store.failures import Conflict, is_conflict
from services.chassis.store.inline import InlineConnection
from services.chassis.store.private import make_private
from services.chassis.store.slots import Slot, postgres_slot
from services.chassis.store.soon import Inserting

Result = TypeVar("Result")
ATTEMPTS = 3
LONGEST_IDLE = "10000"
"""Milliseconds after which PostgreSQL gives up a transaction whose process was frozen (SIGSTOP). A process that is
merely short of processor time must not be taken for a frozen one: its caller would be sent away with a 503."""
LONGEST_IDLE_IN_EXCLUSIVE = "3000"
"""Shorter where everybody waits for the holder."""


LASTING = "lasting"
"""In the `info` of every session: what a service keeps in memory for as long as it has its database open."""


ONCE_COMMITTED = "once_committed"


class _Remembering(Inserting):
    """Keeps every row that it has read or written until it is closed. A session's own memory is weak: a row that nobody
    holds any more would be read again when it is saved, with the version that somebody else gave it meanwhile."""


@event.listens_for(_Remembering, "pending_to_persistent")
@event.listens_for(_Remembering, "loaded_as_persistent")
def _remember(session: Session, row: object) -> None:
    session.info.setdefault("read", []).append(row)


@event.listens_for(_Remembering, "after_commit")
def _committed(session: Session) -> None:
    for call in session.info.pop(ONCE_COMMITTED, ()):
        call()


def once_committed(session: AsyncSession, call: Callable[[], None]) -> None:
    """Not at all when the transaction comes to nothing."""
    session.info.setdefault(ONCE_COMMITTED, []).append(call)


class Database:
    """One service's database. `url`: `sqlite+aiosqlite:///PATH` or `postgresql+asyncpg://…`."""

    def __init__(self, url: str, pool_size: int = 10) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            make_private(Path(self.url.database or ""))
        self.engine = self._sqlite(writing=True) if self.is_sqlite else self._postgres(pool_size)
        self.reading_engine = self._sqlite(writing=False) if self.is_sqlite else self._without_transactions()
        self._writer = asyncio.Lock()
        self._locks: dict[str, asyncio.Lock] = {}
        self._info: dict[str, Any] = {LASTING: {}}

    def _sqlite(self, writing: bool) -> AsyncEngine:
        return _sqlite_engine(self.url, writing, foreign_keys=True, pool_size=5, max_overflow=20)

    def _postgres(self, pool_size: int) -> AsyncEngine:
        settings = {"idle_in_transaction_session_timeout": LONGEST_IDLE, "timezone": "UTC"}
        return create_async_engine(
            self.url,
            pool_size=pool_size,
            max_overflow=0,
            pool_use_lifo=True,  # what was used last has its statements prepared and its caches warm
            hide_parameters=True,  # errors are logged, and parameters may be personal
            connect_args={"server_settings": settings},
        )

    def _without_transactions(self) -> AsyncEngine:
        """The same connections. Each statement sees what is committed then, as in a read committed transaction, but
        begin and rollback are not sent."""
        return self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One transaction that commits at the end of the block."""
        async with (
            self._write_turn(),
            AsyncSession(
                self.engine, expire_on_commit=False, sync_session_class=_Remembering, info=self._info
            ) as session,
            session.begin(),
        ):
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
        async with AsyncSession(self.reading_engine, expire_on_commit=False, info=self._info) as session:
            yield session

    @asynccontextmanager
    async def exclusive(self, name: str) -> AsyncIterator[Any]:
        """Only one holder of `name` among all replicas. PostgreSQL: the driver's own connection inside of the
        transaction that holds the lock; the holder may commit it. SQLite: None (one process, so a lock in it is enough
        and the writer stays free)."""
        if self.is_sqlite:
            async with self._locks.setdefault(name, asyncio.Lock()):
                yield None
            return
        async with self.reading_engine.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            try:
                # In one round trip, which prepared statements are not.
                await driver.execute("; ".join(("begin", *_lock(name))))
                yield driver
                if driver.is_in_transaction():
                    await driver.execute("commit")
            except BaseException:
                await connection.invalidate()  # whatever it was doing, nobody goes on with it
                raise

    @asynccontextmanager
    async def schema_change(self) -> AsyncIterator[AsyncConnection]:
        """One transaction that may alter tables; of several processes that start at once, one after the other."""
        if self.is_sqlite:
            # SQLite alters a table by making it anew, and dropping the old one would drop what refers to it.
            engine = _sqlite_engine(self.url, writing=True, foreign_keys=False, poolclass=NullPool)
            async with engine.begin() as connection:
                yield connection
            return
        async with self.engine.begin() as connection:
            for statement in _lock("schema"):
                await connection.execute(text(statement))
            yield connection

    @asynccontextmanager
    async def slot(self, name: str) -> AsyncIterator[Slot]:
        """A number from 0 on that no other replica holds under this name; on SQLite there is one process: 0."""
        if self.is_sqlite:
            yield Slot(0)
            return
        async with postgres_slot(self.url, name) as slot:
            yield slot

    async def transact(self, operation: Callable[[AsyncSession], Awaitable[Result]]) -> Result:
        """Run `operation` in one transaction; on a conflict the whole of it again, at most three times."""
        for _ in range(ATTEMPTS):
            try:
                async with self.write() as session:
                    return await operation(session)
            except Exception as error:
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


def _lock(name: str) -> tuple[str, str]:
    """Until the end of the transaction. A holder that is frozen loses it."""
    longest = f"set local idle_in_transaction_session_timeout = {LONGEST_IDLE_IN_EXCLUSIVE}"
    return longest, f"select pg_advisory_xact_lock({crc32(name.encode())})"


def _sqlite_engine(url: URL, writing: bool, foreign_keys: bool, **pool: Any) -> AsyncEngine:
    async def connect(*_: Any, **__: Any) -> InlineConnection:
        return InlineConnection(url.database or "")

    def set_up(connection: Any, _: Any) -> None:
        cursor = connection.cursor()
        keys = "ON" if foreign_keys else "OFF"
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", f"foreign_keys={keys}"):
            cursor.execute(f"PRAGMA {pragma}")
        if not writing:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    engine = create_async_engine(url, async_creator=connect, hide_parameters=True, **pool)
    event.listen(engine.sync_engine, "connect", set_up)
    event.listen(engine.sync_engine, "begin", begin)
    return engine
