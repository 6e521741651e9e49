"""The same few words on both databases."""

import asyncio
from datetime import UTC, timedelta, timezone

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.clock import Timer
from services.chassis.log.timers import Timers
from services.chassis.store import Conflict, Database, bulk_insert
from services.chassis.store.failures import is_conflict, is_ours, named
from services.chassis.store.slots import postgres_slot
from tests.chassis.lanterns import APPLIED, EVENING, TABLES, LanternRow
from tests.chassis.records import rows

real = pytest.mark.only(store="postgres")


async def test_times_come_back_in_utc_and_a_time_without_offset_is_refused(database: Database) -> None:
    async with database.write() as session:
        Timers(TABLES.timer, session).set(Timer("a", "a", EVENING.astimezone(timezone(timedelta(hours=8)))))
        [timer] = await Timers(TABLES.timer, session).due_or_next(EVENING)
    assert timer.due_at == EVENING and timer.due_at.tzinfo == UTC
    with pytest.raises((ValueError, SQLAlchemyError), match="offset"):
        async with database.write() as session:
            Timers(TABLES.timer, session).set(Timer("a", "b", EVENING.replace(tzinfo=None)))


@real
async def test_a_row_that_was_read_and_let_go_is_still_guarded_by_its_version(database: Database) -> None:
    """Who decides upon a value may long have forgotten the row; read again, it would be somebody else's."""
    async with database.write() as session:
        session.add(LanternRow(id="a", brightness=1))

    async def brighter_by(session: AsyncSession, more: int) -> None:
        row = await session.get(LanternRow, "a")
        assert row is not None
        row.brightness += more

    others = iter([10])

    async def decide(session: AsyncSession) -> None:
        (before,) = [row.brightness for row in (await session.execute(select(LanternRow))).scalars()]
        for more in others:
            await database.transact(lambda other, more=more: brighter_by(other, more))
        row = await session.get(LanternRow, "a")
        assert row is not None
        row.brightness = before + 1

    await database.transact(decide)
    assert await rows(database, select(LanternRow.brightness)) == [(12,)]


@pytest.mark.only(store="sqlite")
async def test_reading_cannot_write(database: Database) -> None:
    """On PostgreSQL it is the role that decides, and readers share the connections of writers."""
    with pytest.raises(DBAPIError, match="readonly"):
        async with database.read() as session:
            await session.execute(APPLIED.insert().values(lantern="a", brightness=1, fact="x"))


async def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    async with database.write() as session:
        session.add(LanternRow(id="a"))
        await session.flush()
        async with asyncio.timeout(1.0):
            assert await rows(database, select(LanternRow.id)) == []
    assert await rows(database, select(LanternRow.id)) == [("a",)]


async def test_only_one_is_inside_an_exclusive_block(database: Database) -> None:
    inside = most = 0

    async def enter() -> None:
        nonlocal inside, most
        async with database.exclusive("relay:x"):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.01)
            inside -= 1

    await asyncio.gather(*(enter() for _ in range(6)))
    assert most == 1


async def test_blocks_of_different_names_do_not_wait_for_each_other(database: Database) -> None:
    async with asyncio.timeout(2.0), database.exclusive("relay:x"), database.exclusive("relay:y"):
        assert await database.reachable()


async def failure(database: Database, statement: str, **parameters: object) -> BaseException:
    with pytest.raises(SQLAlchemyError) as failed:
        async with database.write() as session:
            await session.execute(text(statement), parameters)
    return failed.value


async def test_whose_fault_a_refusal_is(database: Database) -> None:
    insert = "insert into lantern (id, brightness, area, version) values (:id, :brightness, '990101', 1)"
    async with database.write() as session:
        await session.execute(text(insert), {"id": "a", "brightness": 1})
    unique = await failure(database, insert, id="a", brightness=1)
    missing = await failure(database, insert, id="b", brightness=None)
    no_table = await failure(database, "select * from nothing")
    no_column = await failure(database, "select nothing from lantern")
    assert [is_conflict(error) for error in (unique, missing, no_table, no_column)] == [
        True,
        False,
        False,
        False,
    ]
    assert [is_ours(error) for error in (unique, missing, no_table, no_column)] == [False, False, True, True]
    assert not is_ours(Conflict("somebody was quicker three times"))
    assert is_ours(ConnectionRefusedError()) and is_ours(TimeoutError()) and not is_ours(ValueError())


async def test_no_parameter_of_a_statement_gets_into_what_is_logged(database: Database) -> None:
    number = "13912345678"
    insert = "insert into lantern (id, brightness, area, version) values (:id, null, :area, 1)"
    error = await failure(database, insert, id=number, area=number * 3)
    assert number not in named(error) and number not in named(ValueError("no\0thing"))
    assert f"'{number}'" not in str(error)


@real
async def test_text_that_postgresql_cannot_hold_is_the_fault_of_the_text(database: Database) -> None:
    insert = "insert into lantern (id, brightness, area, version) values (:id, :brightness, '9', 1)"
    for id, brightness in (("a\0", 1), ("\ud800", 1), ("a", 2**40), ("a", "bright")):
        error = await failure(database, insert, id=id, brightness=brightness)
        assert not is_ours(error) and not is_conflict(error)


@real
async def test_the_loser_of_a_copy_knows_that_somebody_was_quicker(database: Database) -> None:
    attempts = 0

    async def copies(session: object) -> None:
        nonlocal attempts
        attempts += 1
        columns = ("id", "brightness", "area", "version")
        await bulk_insert(session, LanternRow.__table__, columns, [("a", 1, "9", 1)])  # type: ignore[arg-type]

    await database.transact(copies)
    with pytest.raises(Conflict):
        await database.transact(copies)
    assert attempts == 4


@real
async def test_replicas_hold_different_slots_and_a_free_one_is_taken_again(
    url: str, database: Database
) -> None:
    other = Database(url)
    async with (
        database.slot("group") as first,
        other.slot("group") as second,
        other.slot("other group") as third,
    ):
        assert (first.number, second.number, third.number) == (0, 1, 0)
        async with database.slot("group") as fourth:
            assert fourth.number == 2
        async with database.slot("group") as again:
            assert again.number == 2
    async with other.slot("group") as free:
        assert free.number == 0 and not free.lost
    await other.close()


@real
async def test_a_slot_whose_connection_is_gone_is_known_to_be_lost(
    url: str, database: Database, postgres_cluster: object
) -> None:
    async with postgres_slot(database.url, "group") as slot:
        ended = "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid()"
        postgres_cluster.psql(ended, str(database.url.database))  # type: ignore[attr-defined]
        for _ in range(200):
            if slot.lost:
                break
            await asyncio.sleep(0.01)
        assert slot.lost


@real
async def test_who_was_frozen_with_a_lock_in_hand_loses_it_after_three_seconds(
    url: str, database: Database
) -> None:
    other = Database(url)
    frozen = asyncio.Event()

    async def freezes() -> None:
        async with database.exclusive("relay:x"):
            frozen.set()
            await asyncio.sleep(10.0)

    freezing = asyncio.ensure_future(freezes())
    await frozen.wait()
    async with asyncio.timeout(5.0), other.exclusive("relay:x"):
        freezing.cancel()
    await asyncio.gather(freezing, return_exceptions=True)
    await other.close()
