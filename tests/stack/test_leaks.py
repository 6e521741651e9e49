"""A caller stands in clear nowhere: a short form of `make leaks`, on the platform in one process."""

import sqlite3
from pathlib import Path

import pytest

from tests.leaks.caller import PHONE, SECRETS, WORDS
from tests.leaks.night import play
from tests.leaks.search import look
from tests.leaks.sites import embedded

pytestmark = pytest.mark.only(store="sqlite", log="embedded")  # tests/real does it on the real parts


async def test_the_caller_stands_in_clear_nowhere_and_would_be_found(tmp_path: Path) -> None:
    async with embedded(tmp_path) as site:
        await play(site, rounds=2)
        looked = look(await site.places(), SECRETS)
        assert looked.finds == []
        assert {kind for kind, count in looked.bytes.items() if count} == {
            "backup", "database", "file", "log", "page", "topic",
        }  # fmt: skip
        plant(site.folder)
        found = {(find.kind, find.secret) for find in look(await site.places(), SECRETS).finds}
    assert {("log", "phone"), ("database", "words"), ("backup", "words"), ("topic", "words")} <= found


def plant(folder: Path) -> None:
    """As a careless developer would leak it."""
    with (folder / "serve.log").open("a") as log:
        log.write(f"could not reach {PHONE}\n")
    for file, statement in (
        ("patrol.sqlite", "update rescue set number = ?"),
        ("log.sqlite", "update record set body = cast(? as blob) where rowid = 1"),
    ):
        with sqlite3.connect(folder / "var" / file) as database:
            database.execute(statement, (WORDS,))
        database.close()
