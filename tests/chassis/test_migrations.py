"""Schemas go up and down, whole steps only, without losing what refers to what they change."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from services.chassis.store import Database
from services.chassis.store.migration import migrate, schema_is_old
from tests.chassis.lanterns import MIGRATIONS, Base
from tests.real.databases import Databases

STEPS = Path(__file__).with_name("steps")


@pytest.fixture
async def database(databases: Databases) -> AsyncIterator[Database]:
    opened = Database(databases.owner("chassis"))
    yield opened
    await opened.close()


async def columns(database: Database, table: str) -> set[str]:
    def names(connection: Connection) -> set[str]:
        known = inspect(connection)
        return {column["name"] for column in known.get_columns(table)} if known.has_table(table) else set()

    async with database.engine.connect() as connection:
        return await connection.run_sync(names)


async def run(database: Database, statement: str) -> list[tuple[object, ...]]:
    async with database.write() as session:
        found = await session.execute(text(statement))
        return [tuple(row) for row in found.all()] if found.returns_rows else []  # type: ignore[attr-defined]


async def test_a_schema_goes_up_by_steps_and_down_again(database: Database) -> None:
    await migrate(database, STEPS, "0002")
    assert await columns(database, "house") == {"id", "name", "colour"}
    await migrate(database, STEPS)
    assert await columns(database, "house") == {"id", "name", "colour", "half"}
    await migrate(database, STEPS, "0001")
    assert await columns(database, "house") == {"id", "name"}
    await migrate(database, STEPS, "0002")
    await migrate(database, STEPS, "-1")
    assert await columns(database, "house") == {"id", "name"}
    await migrate(database, STEPS, "base")
    assert await columns(database, "house") == set()


async def test_what_refers_to_a_table_that_is_altered_stays(database: Database) -> None:
    await migrate(database, STEPS, "0001")
    await run(database, "insert into house (id, name) values (1, 'inn')")
    await run(database, "insert into hanging (id, house) values (1, 1), (2, 1)")
    await migrate(database, STEPS, "0002")
    assert await run(database, "select id, house from hanging order by id") == [(1, 1), (2, 1)]
    await migrate(database, STEPS, "0001")
    assert await run(database, "select id, house from hanging order by id") == [(1, 1), (2, 1)]
    await run(database, "delete from house")
    assert await run(database, "select id from hanging") == [], "the reference itself is still kept"


async def test_a_step_that_fails_leaves_the_schema_as_it_was(database: Database) -> None:
    await migrate(database, STEPS, "0002")
    await run(database, "insert into house (id, name) values (1, 'fails')")
    with pytest.raises(ValueError, match="half-way"):
        await migrate(database, STEPS)
    assert await columns(database, "house") == {"id", "name", "colour"}
    await run(database, "delete from house")
    await migrate(database, STEPS)
    assert "half" in await columns(database, "house")


async def test_replicas_that_start_at_once_migrate_once(databases: Databases, database: Database) -> None:
    others = [Database(databases.owner("chassis")) for _ in range(3)]
    await asyncio.gather(*(migrate(each, STEPS) for each in (database, *others)))
    assert "half" in await columns(database, "house")
    for other in others:
        await other.close()


WAITING = (
    "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
)


@pytest.mark.only(store="postgres")
async def test_a_step_that_meets_a_deadlock_is_taken_again(databases: Databases, database: Database) -> None:
    """Somebody reads the tables in the other order than the step drops them."""
    await migrate(database, STEPS, "0001")
    other = Database(databases.owner("chassis"))
    async with other.engine.begin() as reading:
        await reading.execute(text("select * from house"))
        dropping = asyncio.ensure_future(migrate(database, STEPS, "base"))
        async with other.engine.connect() as watching:
            while not (await watching.execute(text(WAITING))).scalar_one():
                await watching.rollback()
        await reading.execute(text("select * from hanging"))
        assert not dropping.done(), "it was the step that lost, and it goes on once the reader is done"
    await dropping
    assert await columns(database, "house") == await columns(database, "hanging") == set()
    await other.close()


async def test_a_schema_is_old_until_it_is_what_the_code_needs_and_newer_is_fine(database: Database) -> None:
    assert await schema_is_old(database, STEPS)
    await migrate(database, STEPS, "0002")
    assert await schema_is_old(database, STEPS)
    await migrate(database, STEPS)
    assert not await schema_is_old(database, STEPS)
    await run(database, "update alembic_version set version_num = '9999'")
    assert not await schema_is_old(database, STEPS)


async def test_the_migrated_schema_is_what_the_tables_say(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        return compare_metadata(MigrationContext.configure(connection), Base.metadata)

    await migrate(database, MIGRATIONS)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
