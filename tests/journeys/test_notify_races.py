"""At the same instant: two facts about one sighting, two replicas, two administrators."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import httpx2
import pytest

from services.chassis.clock import Ids
from services.chassis.log import Origin, Work
from services.chassis.web import Surroundings
from services.contracts.envelope import Fact
from services.notify.handlers import HANDLERS
from services.notify.main import create
from services.notify.repository import people
from tests.support import night
from tests.support.notify import KEYRING, Asker, Desk, at_the_desk, migrated, open_desk


async def hear(desk: Desk, fact: Fact, story: str) -> None:
    """Apply one fact in a unit of work of its own, as a replica would that was given its partition."""
    envelope = desk.envelope(fact, story=story)
    origin = Origin("service:notify", str(envelope.id), repeatable=True)
    await desk.service.units.transact(origin, lambda work: HANDLERS[type(fact)](work, fact, envelope))


@at_the_desk
async def test_a_report_and_the_team_that_goes_heard_at_once_do_not_miss_one_another(desk: Desk) -> None:
    await desk.set_up()
    for number in range(1, 11):
        sighting, rescue = f"s{number}", f"r{number}"
        await hear(desk, night.opened(rescue, f"other-{number}", "19:00"), sighting)
        await asyncio.gather(
            hear(desk, night.reported(sighting, "18:59:30"), sighting),
            hear(desk, night.accepted(rescue, "甲队", "19:05:52", sighting), sighting),
        )
    await desk.rest()

    assert Counter(one["template"] for one in await desk.messages()) == {"received": 10, "on_its_way": 10}


@at_the_desk
async def test_one_fact_heard_by_two_at_once_makes_one_message(desk: Desk) -> None:
    await desk.set_up()
    fact = night.queued("r1")
    await asyncio.gather(*(hear(desk, fact, "s1") for _ in range(3)))
    await desk.rest()

    assert len(desk.capture.captured) == 1


@at_the_desk
async def test_of_two_administrators_who_revoke_one_another_one_remains(desk: Desk) -> None:
    body = {"name": "管理员", "role": "admin", "area": "*"}
    made = [await desk.admin.post("/keys", body) for _ in range(2)]
    askers = [Asker(desk.http, one["key"]) for one in made]
    answers = await asyncio.gather(
        askers[0].ask("DELETE", f"/keys/{made[1]['id']}"), askers[1].ask("DELETE", f"/keys/{made[0]['id']}")
    )

    done, refused = sorted(answer.status_code for answer in answers)
    assert done == 204 and refused in (409, 401), "refused, or revoked before it could ask"


@at_the_desk
async def test_first_guesses_at_the_same_moment_are_counted_one_after_the_other(desk: Desk) -> None:
    """Before the first one is counted there is no row that could be locked."""
    counting, may_end = asyncio.Event(), asyncio.Event()

    async def guess(work: Work) -> int:
        one_more = (await people.guesses(work.session, "wang")).one_more(work.now, 5)
        counting.set()
        await may_end.wait()
        await people.keep_guesses(work.session, "wang", one_more)
        return one_more.count

    first = asyncio.ensure_future(desk.service.units.transact(Origin("sign-in", "1"), guess))
    await counting.wait()
    counting.clear()
    second = asyncio.ensure_future(desk.service.units.transact(Origin("sign-in", "2"), guess))
    waits = asyncio.ensure_future(counting.wait())
    await asyncio.wait({waits}, timeout=0.5)
    assert not waits.done(), "the second has looked before the first was counted"
    may_end.set()
    assert (await first, await second) == (1, 2)
    await waits


@pytest.mark.only(store="postgres")
def test_two_replicas_send_each_message_once(databases: Any, tmp_path: Path) -> None:
    url = databases.prepared("notify", migrated)

    async def main() -> None:
        async with open_desk(url, tmp_path) as desk:
            await desk.set_up()
            around = Surroundings(
                desk.clock,
                Ids(desk.clock, 2),
                desk.log,
                KEYRING,
                url,
                http=lambda: httpx2.AsyncClient(transport=httpx2.ASGITransport(app=desk.capture)),
                owns_log=False,
            )
            other = create(around)
            async with other.router.lifespan_context(other):
                for number in range(1, 31):
                    await desk.append(desk.envelope(night.reported(f"s{number}", "18:59:30")))
                await desk.rest()
            ids = [one.id for one in desk.capture.captured]
            assert len(ids) == len(set(ids)) == 30
            assert {one["attempts"] for one in await desk.messages()} == {1}

    asyncio.run(main())
