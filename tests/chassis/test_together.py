"""Those who come while one transaction commits go with the next one, and nobody suffers for another."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
from sqlalchemy import event, insert

from services.chassis.clock import SteppedClock
from services.chassis.log import Log, Together, Work
from services.chassis.log.together import MOST
from tests.chassis.lanterns import TABLES, LanternRow, Replica, say_lit

WISHES = [f"lantern-{number}" for number in range(20)]


class Refused(Exception):
    pass


@pytest.fixture
async def replica(url: str, log: Log, clock: SteppedClock) -> AsyncIterator[Replica]:
    opened = Replica(url, log, clock)
    yield opened
    await opened.database.close()


@pytest.fixture
def commits(replica: Replica) -> list[object]:
    seen: list[object] = []
    event.listen(replica.database.engine.sync_engine, "commit", seen.append)
    return seen


async def light(work: Work, wishes: Sequence[str]) -> Sequence[str | Exception]:
    """`dark…` is refused, `broken…` breaks the whole unit."""
    if any(wish.startswith("broken") for wish in wishes):
        raise LookupError("broken")
    good = [wish for wish in wishes if not wish.startswith("dark")]
    if good:
        await work.session.execute(insert(LanternRow), [{"id": wish, "version": 1} for wish in good])
    for wish in good:
        say_lit(work, wish, 1)
    return [wish.upper() if wish in good else Refused(wish) for wish in wishes]


async def all_of(together: Together[str, str], wishes: Sequence[str]) -> list[str | BaseException]:
    return await asyncio.gather(*(together.add(wish) for wish in wishes), return_exceptions=True)


async def lanterns(replica: Replica) -> int:
    return await replica.count(LanternRow.__table__)


async def test_everybody_gets_the_answer_to_their_own_wish_from_few_commits(
    replica: Replica, commits: list[object]
) -> None:
    together = Together(lambda: replica.units, light)
    assert await all_of(together, WISHES) == [wish.upper() for wish in WISHES]
    assert await lanterns(replica) == await replica.count(TABLES.outbox) == len(WISHES)
    assert len(commits) <= 2


async def test_one_alone_waits_for_nobody(replica: Replica, commits: list[object]) -> None:
    together = Together(lambda: replica.units, light)
    assert [await together.add(wish) for wish in WISHES[:3]] == ["LANTERN-0", "LANTERN-1", "LANTERN-2"]
    assert len(commits) == 3


async def test_a_refusal_is_one_s_own(replica: Replica) -> None:
    together = Together(lambda: replica.units, light)
    answers = await all_of(together, ["a", "dark", "b"])
    assert answers[0] == "A" and isinstance(answers[1], Refused) and answers[2] == "B"
    assert await lanterns(replica) == 2


async def test_who_breaks_the_unit_breaks_only_its_own(replica: Replica) -> None:
    together = Together(lambda: replica.units, light)
    answers = await all_of(together, ["first", "a", "broken", "b"])
    assert answers[1] == "A" and isinstance(answers[2], LookupError) and answers[3] == "B"
    assert await lanterns(replica) == 3


async def test_somebody_who_left_does_not_take_the_others_along(replica: Replica) -> None:
    together = Together(lambda: replica.units, light)
    asking = [asyncio.ensure_future(together.add(wish)) for wish in ("first", "gone", "b")]
    await asyncio.sleep(0)
    asking[1].cancel()
    answers = await asyncio.gather(*asking, return_exceptions=True)
    assert answers[0] == "FIRST" and answers[2] == "B"


async def test_who_are_alike_go_one_after_the_other_in_their_order(replica: Replica) -> None:
    seen: list[list[str]] = []

    async def note(work: Work, wishes: Sequence[str]) -> Sequence[str]:
        seen.append(list(wishes))
        return wishes

    together = Together(lambda: replica.units, note, lambda wish: [wish[0]])
    await all_of(together, ["a1", "b1", "a2", "a3", "c1"])
    assert [wish for wishes in seen for wish in wishes if wish[0] == "a"] == ["a1", "a2", "a3"]
    assert all(len({wish[0] for wish in wishes}) == len(wishes) for wishes in seen)


async def test_no_unit_grows_without_end(replica: Replica) -> None:
    sizes: list[int] = []

    async def note(work: Work, wishes: Sequence[str]) -> Sequence[str]:
        sizes.append(len(wishes))
        return wishes

    await all_of(Together(lambda: replica.units, note), [str(number) for number in range(2 * MOST + 10)])
    assert max(sizes) <= MOST and sum(sizes) == 2 * MOST + 10
