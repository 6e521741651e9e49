"""Rows go in, many at once or together with others, and are as one row alone would be."""

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import Text, cast, select
from sqlalchemy.exc import DBAPIError

from services.chassis.clock import Timer
from services.chassis.log.timers import Timers
from services.chassis.store import Database, bulk_insert, insert_soon
from tests.chassis.lanterns import APPLIED, EVENING, TABLES
from tests.chassis.records import rows

real = pytest.mark.only(store="postgres")


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
