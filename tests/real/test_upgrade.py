"""An older release and this one, side by side while reports flow (only where the project's history is there)."""

import pytest

from tests.faults.upgrade import OLD, folder_for_postgres, has, judged

pytestmark = [pytest.mark.only(store="postgres", log="kafka"), pytest.mark.xdist_group("stack")]

if has(OLD):

    async def test_nothing_is_lost_while_a_release_takes_over_from_an_older_one() -> None:
        said: list[str] = []
        with folder_for_postgres() as folder:
            assert await judged(OLD, folder, said.append), "\n".join(said)
        assert any("all processes are this release" in line for line in said), "\n".join(said)
