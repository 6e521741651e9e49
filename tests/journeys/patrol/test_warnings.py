"""A warning of cold: one in force for each area, shown to whom it concerns, over when it is lifted or its time is."""

import asyncio
from typing import Any

import pytest

from services.platform.client import Refused
from tests.support.patrol import COUNTY, TOWN, Patrol, at, kind_of

API, PAGE = "/patrol/api/v1/warnings", "/patrol/board/main"


def orange(until: str = "20:00", **more: Any) -> dict[str, Any]:
    return {"area": COUNTY, "colour": "orange", "until": at(until).isoformat(), "lowest_celsius": -14, **more}


async def in_force(p: Patrol, key: Any) -> list[Any]:
    return list((await key.get(API))["items"])


async def said(p: Patrol) -> list[str]:
    return [kind_of(fact) for fact in await p.facts() if kind_of(fact).startswith("Warning")]


def test_it_stands_until_it_is_lifted_and_is_said_once(play):
    async def story(p: Patrol):
        leader = await p.key("leader", "leader")
        made = await leader.post(API, orange(words="多带棉被"))
        assert await in_force(p, p.dispatcher) == [made]
        assert (made["colour"], made["words"], made["put_by"]) == ("orange", "多带棉被", "key:key-leader")
        await p.reach("18:10")
        over = await p.dispatcher.delete(f"{API}/{made['id']}")
        assert over["ended_by"] == "key:key-dispatcher"
        assert await leader.delete(f"{API}/{made['id']}") == over
        assert await in_force(p, leader) == []
        await p.reach("20:01")
        assert await said(p) == ["WarningPutInForce", "WarningLifted"]

    play(story)


def test_it_ends_by_itself_at_the_second_at_which_its_time_is_over(play):
    async def story(p: Patrol):
        made = await p.dispatcher.post(API, orange("19:30"))
        await p.reach("19:29:59")
        assert len(await in_force(p, p.dispatcher)) == 1
        await p.reach("19:30")
        assert await in_force(p, p.dispatcher) == []
        over = await p.dispatcher.delete(f"{API}/{made['id']}")
        assert (over["ended_at"], over["ended_by"]) == (at("19:30").isoformat(), None)
        assert await said(p) == ["WarningPutInForce", "WarningLapsed"]
        await p.dispatcher.post(API, orange())

    play(story)


def test_of_two_who_put_one_in_force_at_once_one_is_told_that_another_stands(play):
    async def story(p: Patrol):
        asked = [p.dispatcher.post(API, orange(colour=colour)) for colour in ("orange", "red")]
        answers = await asyncio.gather(*asked, return_exceptions=True)
        (refused,) = [one for one in answers if isinstance(one, Refused)]
        assert (refused.status, refused.problem["code"]) == (409, "warning-stands")
        assert len(await in_force(p, p.dispatcher)) == 1
        assert await said(p) == ["WarningPutInForce"]

    play(story)


def test_a_drill_stands_beside_what_is_meant_and_is_marked(play):
    async def story(p: Patrol):
        await p.dispatcher.post(API, orange(colour="red", drill=True))
        await p.dispatcher.post(API, orange(colour="blue"))
        shown = [(one["colour"], one["drill"]) for one in await in_force(p, p.dispatcher)]
        assert shown == [("blue", False), ("red", True)]
        drills = [fact.drill for fact in await p.facts() if kind_of(fact) == "WarningPutInForce"]
        assert drills == [True, False]

    play(story)


def test_it_concerns_what_lies_inside_its_area_and_nobody_else(play):
    async def story(p: Patrol):
        town, elsewhere = [await p.key(area, "leader", area) for area in (TOWN, "990102")]
        made = await p.dispatcher.post(API, orange())
        assert await in_force(p, town) == [made]
        assert await in_force(p, elsewhere) == []
        for key in (town, elsewhere):  # a town does not lift its county's
            with pytest.raises(Refused) as refused:
                await key.delete(f"{API}/{made['id']}")
            assert refused.value.status == 404

    play(story)


@pytest.mark.parametrize("until", ["2026-12-05T17:00:00+08:00", "2027-02-05T17:00:00+08:00"])
def test_it_has_an_end_that_somebody_can_foresee(play, until):
    async def story(p: Patrol):
        with pytest.raises(Refused) as refused:
            await p.dispatcher.post(API, {**orange(), "until": until})
        assert (refused.value.status, refused.value.problem["code"]) == (422, "warning-without-end")

    play(story)


def test_its_words_are_sealed_wherever_they_are_kept(play):
    async def story(p: Patrol):
        await p.dispatcher.post(API, orange(words="多带棉被"))
        (fact,) = [fact for fact in await p.facts() if kind_of(fact) == "WarningPutInForce"]
        assert fact.data["words"].startswith("sealed.words.")
        auditor = await p.key("auditor", "auditor")
        assert [one["words"] for one in await in_force(p, auditor)] == [None]

    play(story)
