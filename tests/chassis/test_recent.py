"""What was saved just now is taken from memory only while it is good enough."""

import pytest

from services.chassis.store import Database, Recent

THINGS: Recent[str] = Recent("things")


async def save(database: Database, version: int, whole: str, fails: bool = False) -> None:
    async with database.write() as session:
        THINGS.saved(session, "t1", version, whole)
        if fails:
            raise RuntimeError("rolled back")


async def known(database: Database, version: int) -> str | None:
    async with database.read() as session:
        return THINGS.get(session, "t1", version)


async def test_what_was_committed_is_known_under_its_version_alone(database: Database) -> None:
    await save(database, 1, "first")
    await save(database, 2, "second")

    assert await known(database, 2) == "second"
    assert await known(database, 1) is None


async def test_who_wants_a_version_or_a_later_one_gets_no_older_one(database: Database) -> None:
    await save(database, 2, "second")
    async with database.read() as session:
        since = [THINGS.since(session, "t1", version) for version in (1, 2, 3)]

    assert since == ["second", "second", None]


async def test_what_was_rolled_back_is_not_known_for_another_may_get_its_version(database: Database) -> None:
    with pytest.raises(RuntimeError):
        await save(database, 1, "never was", fails=True)

    assert await known(database, 1) is None


async def test_another_database_of_the_same_process_knows_nothing_of_it(database: Database) -> None:
    await save(database, 1, "first")
    other = Database(database.url.render_as_string(hide_password=False))

    assert await known(other, 1) is None
    await other.close()


async def test_what_was_used_longest_ago_is_forgotten(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.chassis.store.recent.MOST", 1)
    await save(database, 1, "first")
    async with database.write() as session:
        THINGS.saved(session, "t2", 1, "another")

    assert await known(database, 1) is None


async def test_whoever_saves_something_knows_it_before_it_is_committed(database: Database) -> None:
    async with database.write() as session:
        THINGS.saved(session, "t1", 1, "not yet")

        assert THINGS.get(session, "t1", 1) == "not yet"
        assert await known(database, 1) is None
