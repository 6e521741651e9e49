"""A call that was joined by itself is about another person after all: it gets a rescue of its own."""

from typing import Any

from services.contracts.intake import SplitProposed
from services.contracts.words import Sign
from tests.support.patrol import EVENING_PLAN, TOWN, Patrol, at, kind_of, north
from tests.support.patrol_screen import screen, told

HERE = north(40)


async def parted(p: Patrol, sighting: str, other: str, number: int = 2) -> str:
    """Returns what patrol answered: the name of the fact, or the reason why not."""
    before = len(await p.facts())
    await p.say(SplitProposed(report=sighting, other=other, join=number, area=TOWN), TOWN)
    said = [fact for fact in (await p.facts())[before:] if kind_of(fact) in ("RescueSplit", "SplitRefused")]
    return "、".join(fact.data.get("reason", kind_of(fact)) for fact in said)


async def calls(p: Patrol, number: int) -> list[str]:
    return [call["id"] for call in (await p.rescue(number))["sightings"]]


def test_a_joined_call_leaves_with_its_own_clock_grade_and_number_of_people(play):
    async def story(p: Patrol):
        await p.admin.put("/patrol/api/v1/profiles/990101", EVENING_PLAN)
        await p.reach("19:00")
        first = await p.report(received_at=at("18:58"), people=2)
        second = await p.report(HERE, received_at=at("18:59:30"), people=3, signs=(Sign.UNCONSCIOUS,))
        assert await calls(p, 1) == [first, second]
        assert await parted(p, second, first) == "RescueSplit"
        kept, own = await p.rescue(1), await p.rescue(2)
        assert (await calls(p, 1), await calls(p, 2)) == ([first], [second])
        assert (kept["people"], own["people"]) == (2, 3)
        assert (own["grade"], own["deadline"]) == ("life_threatening", at("19:14:30").isoformat())
        assert own["point"] == HERE.model_dump()
        said = [kind_of(fact) for fact in await p.facts() if fact.subject == own["id"]]
        assert said == ["RescueOpened", "RescueSplit", "RescueQueued"]

    play(story)


def test_it_is_offered_at_once_and_both_end_each_with_its_own_caller(play):
    async def story(p: Patrol):
        crew, other = await p.crew("甲队", 1_000), await p.crew("乙队", 3_000)
        first = await p.report()
        await crew.go("acceptance", "departure")
        second = await p.report(HERE)
        assert await parted(p, second, first) == "RescueSplit"
        await other.go("acceptance", "arrival")
        await crew.go("arrival")
        for team in (crew, other):
            await team.say("outcome", outcome="refused", people=1)
        answered = [fact.data["sightings"] for fact in await p.facts() if kind_of(fact) == "RescueAnswered"]
        assert answered == [[first], [second]]

    play(story)


def test_whoever_called_first_keeps_the_rescue_whichever_of_them_says_so(play):
    async def story(p: Patrol):
        first, second, third = await p.report(), await p.report(HERE), await p.report(HERE)
        assert await parted(p, first, second) == "RescueSplit"
        assert (await calls(p, 1), await calls(p, 2)) == ([first, third], [second])
        fourth = await p.report(north(-50))
        assert await calls(p, 1) == [first, third, fourth]
        assert await parted(p, fourth, third) == "RescueSplit"
        assert (await calls(p, 1), await calls(p, 3)) == ([first, third], [fourth])

    play(story)


def test_heard_twice_or_too_late_or_after_a_merge_nobody_parts(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        first, second, third = await p.report(), await p.report(HERE), await p.report(HERE)
        assert await parted(p, second, first) == "RescueSplit"
        assert await parted(p, second, first, 3) == "not_merged"
        await crew.go("acceptance", "arrival")
        assert await parted(p, third, first) == "arrived"
        await crew.say("outcome", outcome="refused", people=1)
        assert await parted(p, third, first, 3) == "answered"

    play(story)


def test_the_phone_on_its_way_hears_that_a_call_has_left(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        first, second = await p.report(), await p.report(HERE)
        await crew.go("acceptance", "departure")
        await told(p)
        async with screen(p, crew.api) as seen:
            await parted(p, second, first)
            await told(p)
        left: dict[str, Any] = seen.of("rescue")[-1]["data"]
        assert [call["id"] for call in left["sightings"]] == [first]

    play(story)
