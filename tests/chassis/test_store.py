"""The same few words on both databases."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Text, cast, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.clock import Timer
from services.chassis.log.timers import Timers
from services.chassis.store import Conflict, Database, bulk_insert, insert_soon
from services.chassis.store.failures import is_conflict, is_ours, named
from services.chassis.store.slots import postgres_slot
from tests.chassis.lanterns import APPLIED, EVENING, TABLES, LanternRow

real = pytest.mark.only(store="postgres")


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    opened = Database(url)
    yield opened
    await opened.close()


async def rows(database: Database, wanted: object) -> list[tuple[object, ...]]:
    async with database.read() as session:
        return [tuple(row) for row in (await session.execute(wanted)).all()]  # type: ignore[call-overload]


COLUMNS = ("lantern", "brightness", "fact")


async def test_many_rows_are_inserted_inside_the_transaction(database: Database) -> None:
    async with database.write() as session:
        await bulk_insert(session, APPLIED, COLUMNS, ((f"灯 {n}", n, "x") for n in range(1000)))
    assert len(await rows(database, select(APPLIED))) == 1000


async def test_many_rows_go_with_the_transaction_even_when_they_were_its_first_words(
    database: Database,
) -> None:
    with pytest.raises(ValueError, match="no"):
        async with database.write() as session:
            await bulk_insert(session, APPLIED, COLUMNS, [("a", 1, "x")])
            raise ValueError("no")
    assert await rows(database, select(APPLIED)) == []


async def test_many_rows_keep_times_and_structures_as_one_row_does(database: Database) -> None:
    columns = ("topic", "key", "headers", "body", "said_at")
    east = datetime(2026, 12, 5, 19, 0, tzinfo=timezone(timedelta(hours=8)))
    async with database.write() as session:
        await bulk_insert(session, TABLES.outbox, columns, [("t", "k", [["ce_id", "雪"]], b"\0\xff", east)])
        row = {**outbox_row("k"), "said_at": east}
        await session.execute(TABLES.outbox.insert().values(row))
        insert_soon(session, TABLES.outbox, [row])
    texts = select(cast(TABLES.outbox.c.said_at, Text))
    assert len(set(await rows(database, texts))) == 1, "kept in one way, so that they can be compared"
    first, second, third = await rows(database, select(*(TABLES.outbox.c[name] for name in columns)))
    assert first == second == third == ("t", "k", [["ce_id", "雪"]], b"\0\xff", EVENING)


async def test_no_rows_are_no_trouble(database: Database) -> None:
    async with database.write() as session:
        await bulk_insert(session, APPLIED, COLUMNS, [])
    assert await rows(database, select(APPLIED)) == []


APPLIED_ROW = {"lantern": "a", "brightness": 1, "fact": "x"}


async def test_rows_that_wait_are_there_for_the_next_question(database: Database) -> None:
    async with database.write() as session:
        insert_soon(session, APPLIED, [APPLIED_ROW])
        assert (await session.execute(select(APPLIED.c.fact))).all() == [("x",)]
        insert_soon(session, APPLIED, [{**APPLIED_ROW, "fact": "y"}])
    assert await rows(database, select(APPLIED.c.fact)) == [("x",), ("y",)]


async def test_rows_that_wait_go_with_their_transaction(database: Database) -> None:
    with pytest.raises(ValueError, match="no"):
        async with database.write() as session:
            insert_soon(session, APPLIED, [APPLIED_ROW])
            raise ValueError("no")
    assert await rows(database, select(APPLIED)) == []


async def test_rows_of_several_tables_wait_for_each_other_and_keep_their_order(database: Database) -> None:
    async with database.write() as session:
        for number in range(20):
            insert_soon(session, TABLES.outbox, [outbox_row(str(number))])
            insert_soon(session, APPLIED, [{**APPLIED_ROW, "brightness": number}])
    outbox = select(TABLES.outbox.c.key).order_by(TABLES.outbox.c.id)
    assert await rows(database, outbox) == [(str(number),) for number in range(20)]
    assert len(await rows(database, select(APPLIED))) == 20


async def test_a_row_that_is_put_twice_is_as_it_was_put_last(database: Database) -> None:
    async with database.write() as session:
        timers = Timers(TABLES.timer, session)
        for minutes in (1, 2, 3):
            timers.set(Timer("a", "a", EVENING + timedelta(minutes=minutes)))
    due = select(TABLES.timer.c.due_at)
    assert await rows(database, due) == [(EVENING + timedelta(minutes=3),)]


@real
async def test_a_text_that_is_too_long_is_refused_and_not_cut(database: Database) -> None:
    with pytest.raises(DBAPIError, match="too long"):
        async with database.write() as session:
            insert_soon(session, TABLES.outbox, [outbox_row("k" * 81)])
    assert await rows(database, select(TABLES.outbox)) == []


def outbox_row(key: str) -> dict[str, object]:
    return {"topic": "t", "key": key, "headers": [["ce_id", "雪"]], "body": b"\0\xff", "said_at": EVENING}


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
