"""What leaves first: a life in danger waits neither for the others nor for their transaction."""

import asyncio

from services.notify.domain.message import IN_NO_HURRY
from services.notify.timers.patience import Patience


def ripe(*due: tuple[str, int]) -> list[list[str]]:
    async def asked() -> list[list[str]]:
        return Patience().ripe(due)

    return asyncio.run(asked())


def test_the_equally_urgent_go_together_and_the_more_urgent_before_them() -> None:
    assert ripe(("partner", 0), ("team", 1), ("other team", 1)) == [["partner"], ["team", "other team"]]


def test_what_is_in_no_hurry_waits_a_breath_for_what_may_be() -> None:
    assert ripe(("team", 1), ("reporter", IN_NO_HURRY)) == [["team"]]
