"""The migrations of intake, eligibility and payments make what their tables say, and can be taken back."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlalchemy.engine import Connection

from services.chassis.store import Database
from services.chassis.store.migration import migrate, schema_is_old

SERVICES = pytest.mark.parametrize("service", ["intake", "eligibility", "payments"])


def migrations_of(service: str) -> Path:
    return Path(f"services/{service}/migrations").absolute()


@SERVICES
async def test_the_migrated_schema_is_the_one_that_the_tables_describe(databases: Any, service: str) -> None:
    metadata = import_module(f"services.{service}.tables").Base.metadata

    def differences(connection: Connection) -> list[Any]:
        options = {"compare_type": True, "compare_server_default": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))

    database = Database(databases.owner(service))
    try:
        await migrate(database, migrations_of(service))
        async with database.engine.connect() as connection:
            assert await connection.run_sync(differences) == []
        assert not await schema_is_old(database, migrations_of(service))
    finally:
        await database.close()


@SERVICES
async def test_the_schema_goes_down_and_up_again(databases: Any, service: str) -> None:
    database = Database(databases.owner(service))
    try:
        for _ in range(2):
            await migrate(database, migrations_of(service))
            await migrate(database, migrations_of(service), "base")
        async with database.engine.connect() as connection:
            left = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
        assert left == {"alembic_version"}
    finally:
        await database.close()


async def test_reports_go_step_by_step(databases: Any) -> None:
    database = Database(databases.owner("intake"))
    try:
        await migrate(database, migrations_of("intake"), "0001")
        assert await schema_is_old(database, migrations_of("intake"))
        await migrate(database, migrations_of("intake"), "0002")
        await migrate(database, migrations_of("intake"), "-1")
        async with database.engine.connect() as connection:
            left = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
        assert "report" not in left and "outbox" in left
    finally:
        await database.close()
