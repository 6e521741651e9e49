"""Whether a database takes a write now: reading says nothing about a full disk or a standby."""

import asyncio
import os

from sqlalchemy import text

from services.chassis.store.database import Database

ROOM = 256 * 1024  # bytes; what a few reports and their facts take until somebody has made more
REMEMBERED_SECONDS = 1.0


class WriteCheck:
    """Asked as often as anybody likes, it looks once a second."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._looked_at, self._fine = float("-inf"), False
        self._turn = asyncio.Lock()

    async def passes(self) -> bool:
        async with self._turn:
            now = asyncio.get_running_loop().time()
            if now - self._looked_at >= REMEMBERED_SECONDS:
                self._fine, self._looked_at = await _takes_a_write(self._database), now
        return self._fine


async def _takes_a_write(database: Database) -> bool:
    try:
        return await (_sqlite(database) if database.is_sqlite else _postgres(database))
    except Exception:
        return False


async def _sqlite(database: Database) -> bool:
    """A rolled-back write would never reach the disk, and one that is kept may fit into what the log of writes had
    before; so there must be room as well."""
    disk = os.statvfs(os.path.dirname(database.url.database or "") or ".")
    async with database.write() as session:
        await session.execute(text("PRAGMA user_version = 1"))  # in the header of the file; nobody reads it
    return disk.f_bavail * disk.f_frsize >= ROOM


async def _postgres(database: Database) -> bool:
    asked = text("select pg_is_in_recovery() or current_setting('default_transaction_read_only')::boolean")
    async with database.read() as session:
        return not (await session.execute(asked)).scalar_one()
