"""The migrations make what the tables say, and can be taken back."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlalchemy.engine import Connection

from services.chassis.store import Database
from services.chassis.store.migration import migrate, schema_is_old
from services.notify.tables import Base
from tests.support.notify import MIGRATIONS


def differences(connection: Connection) -> list[Any]:
    options = {"compare_type": True, "compare_server_default": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata))


async def test_the_migrated_schema_is_the_one_that_the_tables_describe(databases: Any) -> None:
    database = Database(databases.owner("notify"))
    try:
        await migrate(database, MIGRATIONS)
        async with database.engine.connect() as connection:
            assert await connection.run_sync(differences) == []
        assert not await schema_is_old(database, MIGRATIONS)
    finally:
        await database.close()


async def test_the_schema_goes_down_and_up_again(databases: Any) -> None:
    database = Database(databases.owner("notify"))
    try:
        for _ in range(2):
            await migrate(database, MIGRATIONS)
            await migrate(database, MIGRATIONS, "base")
        async with database.engine.connect() as connection:
            left = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
        assert left == {"alembic_version"}
    finally:
        await database.close()
