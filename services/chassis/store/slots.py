"""Which of several replicas we are: the lowest number that nobody else holds, kept while a connection lives."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

MOST_REPLICAS = 100


class NoSlot(Exception):
    """All numbers are taken: more replicas than anybody meant."""


@dataclass(frozen=True)
class Slot:
    number: int
    _connection: Any = field(default=None, repr=False)

    @property
    def lost(self) -> bool:
        """The connection is gone and with it the lock: another replica may have the number now."""
        return self._connection is not None and self._connection.is_closed()


@asynccontextmanager
async def postgres_slot(url: URL, name: str) -> AsyncIterator[Slot]:
    """Hold a session-scoped advisory lock on a connection of its own. `name` tells apart what is counted."""
    # The two-number locks are a space of their own beside the one-number locks of the relay.
    key = crc32(name.encode()) - 2**31
    engine = create_async_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            take = text("select pg_try_advisory_lock(:key, :number)")
            for number in range(MOST_REPLICAS):
                if (await connection.execute(take, {"key": key, "number": number})).scalar():
                    yield Slot(number, (await connection.get_raw_connection()).driver_connection)
                    return
            raise NoSlot(name)
    finally:
        await engine.dispose()
