"""The migrations lay what the tables say, and can be taken back."""

import asyncio
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlalchemy.engine import Connection

from services.chassis.store import Database
from services.chassis.store.migration import migrate
from services.patrol.repository import Base
from tests.support.patrol import MIGRATIONS


def test_the_migrated_schema_is_that_of_the_tables_and_goes_down_and_up_again(databases: Any):
    def differences(connection: Connection) -> list[Any]:
        return compare_metadata(MigrationContext.configure(connection), Base.metadata)

    def tables(connection: Connection) -> set[str]:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}

    async def story() -> None:
        database = Database(databases.owner("patrol"))
        try:
            for _ in range(2):
                await migrate(database, MIGRATIONS)
                async with database.engine.begin() as connection:
                    assert await connection.run_sync(differences) == []
                await migrate(database, MIGRATIONS, "base")
                async with database.engine.begin() as connection:
                    assert await connection.run_sync(tables) == set()
        finally:
            await database.close()

    asyncio.run(story())
