"""A caller stands in clear nowhere: a short form of `make leaks`, on PostgreSQL, Kafka and the gateway."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.chassis.log import Record
from services.platform.stack import Stack
from tests.faults.topics import admin_log
from tests.leaks.caller import PHONE, SECRETS, WORDS
from tests.leaks.night import play
from tests.leaks.search import look
from tests.leaks.sites import real

pytestmark = [pytest.mark.only(store="postgres", log="kafka"), pytest.mark.xdist_group("stack")]


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where PostgreSQL, which is another user, may enter."""
    with tempfile.TemporaryDirectory(prefix="nuandong-", ignore_cleanup_errors=True) as made:
        Path(made).chmod(0o711)
        yield Path(made)


async def test_the_caller_stands_in_clear_nowhere_and_would_be_found(folder: Path) -> None:
    async with real(folder) as site:
        await play(site, rounds=2)
        looked = look(await site.places(), SECRETS)
        assert looked.finds == []
        assert {"backup", "file", "log", "page", "topic"} == {
            kind for kind, count in looked.bytes.items() if count
        }
        await plant(site.stack)
        found = {(find.kind, find.secret) for find in look(await site.places(), SECRETS).finds}
    assert {("topic", "phone"), ("backup", "words"), ("file", "words"), ("log", "phone")} <= found


async def plant(stack: Stack | None) -> None:
    """As a careless developer would leak it."""
    assert stack is not None
    stack.postgres.server.psql(f"create table careless as select '{WORDS}' as words;", "patrol")
    async with admin_log(stack) as log:
        await log.append([Record("patrol.facts", "careless", (), PHONE.encode())])
    with stack["notify", 0].log.open("a") as written:
        written.write(f"could not reach {PHONE}\n")
