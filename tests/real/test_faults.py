"""A short night of faults, the same each time; `make faults KILLS=200` plays a long one."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.judge import judge, left_behind, told
from tests.faults.night import Wish, night
from tests.faults.plan import FOR_EACH_KILL

pytestmark = [
    pytest.mark.only(store="postgres", log="kafka"),
    pytest.mark.xdist_group("stack"),  # beside another stack both would be slow
]
SHORT = Wish(kills=6, replicas=2, seed=1, pause=0.5, rate=4.0, crews=20, crowd=40)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where PostgreSQL, which is another user, may enter."""
    with tempfile.TemporaryDirectory(prefix="nuandong-", ignore_cleanup_errors=True) as made:
        Path(made).chmod(0o711)
        yield Path(made) / "stack"


async def test_nothing_is_lost_and_nothing_comes_twice_whatever_is_killed(folder: Path) -> None:
    said: list[str] = []
    async with night(SHORT, folder, said.append) as played:
        after = await left_behind(played)
        well, lines = judge(after)
        said += [*told(played, after), *lines]
    assert well, "\n".join(said)
    done = {entry.deed for entry in played.diary.entries} | set(played.deeds.left_out)
    assert set(FOR_EACH_KILL) <= done and played.diary.kills >= SHORT.kills, "\n".join(said)
    assert len(after.rescues) > 10 and len(after.messages) > 10, "\n".join(said)
