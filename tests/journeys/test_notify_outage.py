"""The SMS provider is down, or hangs, for ten minutes while notify is killed ten times. The long form, with processes
and real time, is `make outage`."""

import asyncio
from collections import Counter, defaultdict
from datetime import timedelta
from statistics import median
from typing import Any

import pytest

from services.chassis.clock.virtual import VirtualLoop
from services.contracts.words import Grade
from services.notify.domain.message import RESTS
from tests.support import night
from tests.support.notify import OUTSIDE, Desk, at, at_the_desk

KILLS = 10
ONE_ATTEMPT = 5.0


async def ways(desk: Desk) -> None:
    """Reporters by the provider that is going down; everybody else on lanes of their own."""
    await desk.set_up()
    await desk.route("leader", "webhook", f"{OUTSIDE}/leader")
    await desk.route("team", "in_app", None)


async def a_call(desk: Desk, number: int) -> None:
    """A life in danger is reported, and no team is free."""
    rescue, sighting = f"r{number}", f"s{number}"
    await desk.append(
        desk.envelope(night.reported(sighting, "18:59:30"), story=sighting),
        desk.envelope(night.opened(rescue, sighting, "19:00", Grade.LIFE_THREATENING), story=sighting),
        desk.envelope(night.queued(rescue), story=sighting),
        desk.envelope(night.offered(rescue, "jia", 1, "23:00"), story=sighting),
    )


async def seconds_until_told(desk: Desk, number: int) -> float:
    """Until the emergency partner and the leader have heard of it, in the loop's own time."""
    begun = asyncio.get_running_loop().time()
    await a_call(desk, number)
    wanted = {("/emergency", f"s{number}"), ("/leader", f"s{number}")}

    def told() -> bool:
        heard = {(one.path, one.body["data"]["story"]) for one in desk.capture.captured if one.path != "/sms"}
        return wanted <= heard

    await desk.until(told)
    return asyncio.get_running_loop().time() - begun


@pytest.mark.parametrize("answer", ["hang", 503])
@at_the_desk
async def test_a_dead_provider_and_ten_kills_cost_its_own_messages_time_and_nothing_else(
    desk: Desk, answer: Any
) -> None:
    await ways(desk)
    before = [await seconds_until_told(desk, number) for number in range(1, KILLS + 1)]
    await desk.rest()
    desk.capture.behave(answer, "/sms")
    during = []
    for minute in range(1, KILLS + 1):
        during.append(await seconds_until_told(desk, KILLS + minute))
        await desk.crash()
        desk.clock.move_to(at("19:00") + timedelta(minutes=minute))
        await asyncio.sleep(
            ONE_ATTEMPT + 1 if minute % 5 == 0 else 0.5
        )  # some attempts live to see their end
    desk.capture.behave(None, "/sms")
    await desk.reach("19:20")

    assert median(during) <= median(before) + ONE_ATTEMPT / 2, "nobody waits behind a hanging attempt"
    if isinstance(
        asyncio.get_running_loop(), VirtualLoop
    ):  # real seconds also tell what else the machine does
        assert median(during) <= 2 * median(before) + 0.05, (before, during)
        assert max(during) <= max(before) + ONE_ATTEMPT / 2
    await nothing_was_sent_twice(desk)


async def nothing_was_sent_twice(desk: Desk) -> None:
    told = await desk.messages()
    templates = ("received", "life_threatening", "queued", "offer")
    assert Counter(one["template"] for one in told) == dict.fromkeys(templates, 2 * KILLS)
    assert {one["state"] for one in told} == {"sent"} and len({one["id"] for one in told}) == len(told)
    tries = [(await desk.admin.get(f"/messages/{one['id']}"))["tries"] for one in told]
    verdicts = Counter(one["verdict"] for made in tries for one in made)
    assert verdicts["sent"] == len(told)
    # What the provider broke is tried again, each time later; beyond that a kill costs the attempts it interrupted.
    assert verdicts["unknown"] <= KILLS * 4, "at most one lane was under way at each kill"
    attempts = sum(len(made) for made in tries)
    assert attempts == len(told) + verdicts["broken"] + verdicts["unknown"]
    assert max(len(made) for made in tries) <= len(RESTS) + KILLS
    came: dict[str | None, int] = defaultdict(int)
    for one in desk.capture.captured:
        came[one.id] += 1
    ids = {one["id"]: one["attempts"] for one in told}
    assert set(came) <= set(ids) and all(count <= ids[str(id)] for id, count in came.items())
    others = [one for one in desk.capture.captured if one.path != "/sms"]
    assert len({one.id for one in others}) == 4 * KILLS and len(others) <= 4 * KILLS + KILLS
