"""An upgrade while reports flow: an older release and this one side by side on one database and one log.

    python -m tests.faults.upgrade [--old COMMIT]

First the schemas are expanded under the older release; then one replica of every service after the other is ended and
started as this release, one of them goes back and comes again; at the end the oracles are asked.
"""

import argparse
import asyncio
import logging
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import structlog

from services.platform.alone import SERVICES
from services.platform.stack import Stack
from tests.faults.disk import Disk
from tests.faults.judge import judge, left_behind, told
from tests.faults.keeper import Keeper
from tests.faults.night import Night, Tell, Wish
from tests.faults.plan import Deed
from tests.faults.provider import provider_running

ROOT = Path(__file__).parents[2]
OLD = "e4e09d79c2cfd321c1f88ec2e9cbad893c930e0d"
"""The last commit before people could sign in: this release adds tables to every service beside it."""
CODE = "PYTHONPATH"
WISH = Wish(kills=0, replicas=2, seed=1, rate=8.0, crews=20)
SIDE_BY_SIDE_SECONDS = 4.0


def has(commit: str) -> bool:
    """Whether the project's history, which a shallow clone lacks, is there."""
    command = ["git", "cat-file", "-e", f"{commit}^{{commit}}"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0


def unpack(commit: str, folder: Path) -> Path:
    """The services as they were at that commit."""
    folder.mkdir(parents=True)
    archive = subprocess.run(
        ["git", "archive", commit, "services"], cwd=ROOT, capture_output=True, check=True
    )
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive.stdout, check=True)
    return folder


class Upgrade(Night):
    """`steps` are told as they are done; nothing is killed."""

    async def _go_wrong(self) -> None:
        for keeper in self.keepers:
            keeper.quiet = True
        await asyncio.sleep(SIDE_BY_SIDE_SECONDS)
        self.stack.environment[CODE] = str(ROOT)
        await asyncio.to_thread(self.stack.prepare)
        self.diary.tell("the schemas are those of this release, all processes the older ones")
        await asyncio.sleep(SIDE_BY_SIDE_SECONDS)
        for name in SERVICES:
            await self._replace(self._keeper(name, 1), ROOT)
        self.diary.tell("one replica of each service is this release")
        await asyncio.sleep(SIDE_BY_SIDE_SECONDS)
        newest, older = self._keeper("intake", 1), self.stack.folder / "old"
        await self._replace(newest, older)
        await asyncio.sleep(SIDE_BY_SIDE_SECONDS / 2)
        await self._replace(newest, ROOT)
        for name in SERVICES:
            await self._replace(self._keeper(name, 0), ROOT)
        self.diary.tell("all processes are this release")
        await asyncio.sleep(SIDE_BY_SIDE_SECONDS)

    def _keeper(self, name: str, replica: int) -> Keeper:
        return next(one for one in self.keepers if one.member is self.stack[name, replica])

    async def _replace(self, keeper: Keeper, code: Path) -> None:
        keeper.member.environment[CODE] = str(code)
        await keeper.end(Deed.TERMINATE)
        while not keeper.ready:
            await asyncio.sleep(0.1)


@asynccontextmanager
async def upgrade(commit: str, folder: Path, tell: Tell) -> AsyncIterator[Night]:
    """All processes are this release and all is at rest; the stack still stands, so that it can be asked."""
    old = unpack(commit, folder / "old")
    stack = Stack(folder, WISH.replicas, environment={"PYTHONUNBUFFERED": "1", CODE: str(old)})
    disk = Disk(folder / "kafka/data")
    try:
        stack.start()
        async with provider_running() as provider:
            played = Upgrade(WISH, stack, disk, provider, tell)
            await played.play()
            yield played
    finally:
        stack.stop()
        with suppress(OSError):
            disk.remove()


async def judged(commit: str, folder: Path, tell: Tell) -> bool:
    """Play it, ask the oracles, tell the figures."""
    async with upgrade(commit, folder / "stack", tell) as played:
        after = await left_behind(played)
        well, lines = judge(after)
        for line in ("", *told(played, after), "", *lines):
            tell(line)
    return well


@contextmanager
def folder_for_postgres() -> Iterator[Path]:
    """Where PostgreSQL, which is another user, may enter."""
    with tempfile.TemporaryDirectory(prefix="nuandong-upgrade-", ignore_cleanup_errors=True) as made:
        Path(made).chmod(0o711)
        yield Path(made)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="make upgrade", description=__doc__)
    parser.add_argument("--old", default=OLD, help="the commit of the older release")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with folder_for_postgres() as folder:
        sys.exit(
            not asyncio.run(judged(parser.parse_args().old, folder, lambda line: print(line, flush=True)))
        )
