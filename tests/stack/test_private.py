"""What the platform writes is for its own user alone: data, keys, and the folders they are in."""

import os
from pathlib import Path

import pytest

from services.chassis.clock import SystemClock
from services.chassis.log import EmbeddedLog
from services.chassis.store import Database
from tests.stack.serving import platform

pytestmark = pytest.mark.only(store="sqlite", log="embedded")  # once is enough


def open_to_others(folder: Path) -> list[str]:
    found = [folder, *folder.rglob("*")]
    return sorted(f"{path} {path.stat().st_mode:o}" for path in found if path.stat().st_mode & 0o077)


@pytest.fixture(autouse=True)
def careless() -> object:
    """As most machines set it: everybody may read what is made."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_the_platform_keeps_its_data_and_keys_to_itself(tmp_path: Path) -> None:
    with platform(tmp_path):
        made = {path.name for path in (tmp_path / "var").rglob("*")}
        assert {"intake.sqlite", "intake.sqlite-wal", "log.sqlite", "keys", "contact.k1.key"} <= made
        assert open_to_others(tmp_path / "var") == []


async def test_a_database_and_a_log_are_private_whoever_makes_them(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/own/one.sqlite")
    assert await database.reachable()
    log = EmbeddedLog(tmp_path / "log" / "log.sqlite", SystemClock())
    await log.start()
    assert open_to_others(tmp_path / "own") == open_to_others(tmp_path / "log") == []
    await log.stop()
    await database.close()


async def test_a_folder_that_was_there_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir(mode=0o755)
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/shared/one.sqlite")
    assert (tmp_path / "shared").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "shared" / "one.sqlite").stat().st_mode & 0o777 == 0o600
    await database.close()
