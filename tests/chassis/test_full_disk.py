"""A service whose disk is full says that it is not ready, and comes back by itself."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from services.chassis.clock import SteppedClock
from services.chassis.log import Log
from services.chassis.store import Database
from services.chassis.store.writing import WriteCheck
from tests.chassis.lantern_app import lantern_app, running

SCRIPT = Path(__file__).with_name("full_disk.py")
ALONE = shlex.join([sys.executable, str(SCRIPT)])


def run(how: str, command: list[str], folder: Path) -> list[list[object]]:
    environment = {**os.environ, "RELIEF_VAR": str(folder), "PYTHONPATH": os.getcwd()}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, f"{how}: {done.stderr[-2000:]}"
    found: list[list[object]] = json.loads(done.stdout.splitlines()[-1])
    return found


def may_mount(folder: Path) -> bool:
    words = ["unshare", "-rm", "mount", "-t", "tmpfs", "none", str(folder)]
    try:
        return subprocess.run(words, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@pytest.mark.only(store="sqlite", log="embedded")  # its script brings its own
def test_a_service_on_a_full_disk_is_not_ready_until_there_is_room(tmp_path: Path) -> None:
    """On a small disk of its own; where none may be mounted, with files that may not grow."""
    if may_mount(tmp_path):
        mounted = f"mount -t tmpfs -o size=8m none {shlex.quote(str(tmp_path))} && exec {ALONE} disk"
        how, command = "disk", ["unshare", "-rm", "sh", "-c", mounted]
    else:
        how, command = "limit", ["sh", "-c", f"exec {ALONE} limit"]
    assert run(how, command, tmp_path) == [[200, None], [503, "writing"], [200, None]]


@pytest.mark.only(store="sqlite", log="embedded")
def test_files_that_may_not_grow_are_noticed_as_well(tmp_path: Path) -> None:
    found = run("limit", ["sh", "-c", f"exec {ALONE} limit"], tmp_path)
    assert found == [[200, None], [503, "writing"], [200, None]]


async def test_a_database_that_only_reads_is_not_ready(
    url: str, log: Log, clock: SteppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(lantern_app(url, log, clock)) as place:
        assert (await place.http.get("/readyz")).status_code == 200

        async def refused(_: WriteCheck) -> bool:
            return False

        monkeypatch.setattr(WriteCheck, "passes", refused)
        answer = await place.http.get("/readyz")
        assert (answer.status_code, answer.json()["reason"]) == (503, "writing")
        assert (await place.http.get("/livez")).status_code == 200


@pytest.mark.only(store="postgres")
async def test_a_read_only_postgres_takes_no_write(url: str) -> None:
    database = Database(url)
    assert await WriteCheck(database).passes()
    async with database.engine.begin() as connection:
        setting = f'in database "{database.url.database}" set default_transaction_read_only = on'
        await connection.execute(text(f"alter role current_user {setting}"))
    await database.close()
    standing_by = Database(url)
    async with standing_by.read() as session:
        assert (await session.execute(text("select 1"))).scalar_one() == 1, "it reads on"
    assert not await WriteCheck(standing_by).passes()
    await standing_by.close()
