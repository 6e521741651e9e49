"""An answer that is kept for a call that comes again is kept for two days, then forgotten."""

import asyncio

import pytest
from sqlalchemy import func, select

from services.chassis.clock import SteppedClock
from services.chassis.log import Log
from services.chassis.web import forgetting
from services.contracts.words import Role
from tests.chassis.lantern_app import Running, lantern_app, running
from tests.chassis.lanterns import COMMON, EVENING, until
from tests.chassis.test_timers import after

LANTERNS = "/api/v1/lanterns"
HOUR = 3600


async def kept(place: Running) -> int:
    async with place.service.database.read() as session:
        return int((await session.execute(select(func.count()).select_from(COMMON.idempotency))).scalar_one())


async def hang(place: Running, headers: dict[str, str], name: str) -> int:
    answer = await place.http.post(
        LANTERNS, headers={**headers, "Idempotency-Key": f"key {name}"}, json={"id": name}
    )
    return answer.status_code


async def test_an_answer_is_kept_for_two_days_and_then_its_key_is_anybodys(
    url: str, log: Log, clock: SteppedClock
) -> None:
    async with running(lantern_app(url, log, clock)) as place:
        dispatcher = await place.key(Role.DISPATCHER)
        assert await hang(place, dispatcher, "a") == 201
        clock.move_to(EVENING + after(48 * HOUR))
        assert await place.service.forgetting.chunk() == 0
        assert await hang(place, dispatcher, "a") == 201, "the same answer again"
        clock.move_to(EVENING + after(48 * HOUR + 1))
        assert await place.service.forgetting.chunk() == 1
        assert await hang(place, dispatcher, "a") == 409, "a new wish, and there is such a lantern"


async def test_a_sweep_forgets_in_small_parts_until_nothing_old_is_left(
    url: str, log: Log, clock: SteppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "CHUNK", 2)
    async with running(lantern_app(url, log, clock)) as place:
        dispatcher = await place.key(Role.DISPATCHER)
        for name in "abcde":
            await hang(place, dispatcher, name)
        clock.move_to(EVENING + after(49 * HOUR))
        await hang(place, dispatcher, "f")
        assert await place.service.forgetting.chunk() == 2
    async with running(lantern_app(url, log, clock)) as place:
        await until(lambda: only_one(place))
        begun = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - begun < 0.9, "a sweep that rests holds nobody up"


async def only_one(place: Running) -> bool:
    return await kept(place) == 1
