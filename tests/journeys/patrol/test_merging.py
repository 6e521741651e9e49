"""Two rescues of one person become one: the further team goes on, the earliest clock survives, nobody is lost."""

from typing import Any

from services.contracts.intake import JoinProposed, SplitProposed
from services.contracts.words import Sign
from tests.support.patrol import EVENING_PLAN, TOWN, Patrol, at, kind_of, north

FAR = north(5_000)


async def proposed(p: Patrol, sighting: str, other: str, number: int = 1) -> str:
    """Returns what patrol answered: the name of the fact, or the reason why not."""
    before = len(await p.facts())
    await p.say(JoinProposed(report=sighting, other=other, join=number, area=TOWN), TOWN)
    said = [fact for fact in (await p.facts())[before:] if kind_of(fact) in ("RescueMerged", "JoinRefused")]
    return "、".join(fact.data.get("reason", kind_of(fact)) for fact in said)


async def plan(p: Patrol) -> None:
    await p.admin.put("/patrol/api/v1/profiles/990101", EVENING_PLAN)


async def facts(p: Patrol, kind: str) -> list[Any]:
    return [fact.data for fact in await p.facts() if kind_of(fact) == kind]


def test_the_one_whose_team_is_further_goes_on_and_the_other_team_is_free(play):
    async def story(p: Patrol):
        await plan(p)
        crew = await p.crew("甲队", 1_000)
        first = await p.report(received_at=at("17:58"))
        await p.crew("乙队", 5_500)
        second = await p.report(FAR)
        await crew.go("acceptance", "departure")
        assert await proposed(p, second, first) == "RescueMerged"
        kept, gone = await p.rescue(1), await p.rescue(2)
        assert (kept["state"], gone["state"], gone["outcome"]["outcome"]) == (
            "en_route",
            "answered",
            "merged",
        )
        assert gone["offers"][0]["state"] == "withdrawn"
        (merged,) = await facts(p, "RescueMerged")
        assert (merged["rescue"], merged["into"], merged["sightings"]) == (gone["id"], kept["id"], [second])
        joined = (await facts(p, "SightingJoined"))[-1]
        assert (joined["rescue"], joined["sighting"], joined["metres"]) == (kept["id"], second, 5_000)

    play(story)


def test_the_earliest_clock_and_the_graver_grade_survive(play):
    async def story(p: Patrol):
        await plan(p)
        crew = await p.crew("甲队", 1_000)
        later = await p.report(FAR)
        await crew.go("acceptance")
        earlier = await p.report(received_at=at("17:55"), signs=(Sign.UNCONSCIOUS,), people=2)
        assert await proposed(p, earlier, later) == "RescueMerged"
        kept = await p.rescue(1)
        assert (kept["grade"], kept["people"]) == ("life_threatening", 2)
        assert kept["received_at"] == at("17:55").isoformat()
        assert kept["deadline"] == at("18:10").isoformat()

    play(story)


def test_every_caller_is_answered_once_and_the_merged_one_is_no_response(play):
    async def story(p: Patrol):
        await plan(p)
        crew = await p.crew("甲队", 1_000)
        first = await p.report()
        second = await p.report(FAR)
        await proposed(p, second, first)
        await crew.go("acceptance", "departure", "arrival")
        await crew.say("outcome", outcome="refused", people=1)
        (answered,) = await facts(p, "RescueAnswered")
        assert sorted(answered["sightings"]) == sorted([first, second])
        assert len(await facts(p, "ClockStopped")) == 1
        (accepted,) = await facts(p, "OfferAccepted")
        assert sorted(accepted["sightings"]) == sorted([first, second])

    play(story)


def test_who_has_arrived_or_is_answered_or_is_one_already_is_not_merged(play):
    async def story(p: Patrol):
        await plan(p)
        crew = await p.crew("甲队", 1_000)
        first = await p.report()
        second = await p.report(FAR)
        assert await proposed(p, second, "nobody heard of it") == "not_taken_over"
        await crew.go("acceptance", "departure", "arrival")
        assert await proposed(p, second, first, 2) == "arrived"
        await crew.say("outcome", outcome="refused", people=1)
        assert await proposed(p, second, first, 3) == "answered"
        again = await p.report(FAR)
        assert await proposed(p, again, second, 1) == "already_one"

    play(story)


def test_heard_twice_it_is_one_already(play):
    async def story(p: Patrol):
        await plan(p)
        await p.crew("甲队", 1_000)
        first, second = await p.report(), await p.report(FAR)
        assert await proposed(p, second, first) == "RescueMerged"
        assert await proposed(p, second, first, 2) == "already_one"
        third = await p.report(north(12_000))
        assert await proposed(p, third, second) == "RescueMerged"
        assert (await p.rescue(3))["state"] == "answered"
        assert len(await facts(p, "RescueMerged")) == 2

    play(story)


def test_a_team_that_is_free_again_is_given_to_who_waits(play):
    async def story(p: Patrol):
        await plan(p)
        await p.crew("甲队", 1_000)
        first = await p.report()
        await p.crew("乙队", 5_500)
        second = await p.report(FAR)
        await p.report(north(9_000))
        assert (await p.rescue(3))["state"] == "waiting"
        await proposed(p, second, first)
        assert (await p.rescue(3))["state"] == "offered"

    play(story)


async def split(p: Patrol, sighting: str, other: str, number: int = 2) -> str:
    before = len(await p.facts())
    await p.say(SplitProposed(report=sighting, other=other, join=number, area=TOWN), TOWN)
    said = [fact for fact in (await p.facts())[before:] if kind_of(fact) in ("RescueSplit", "SplitRefused")]
    return "、".join(fact.data.get("reason", kind_of(fact)) for fact in said)


def test_two_persons_after_all_are_two_rescues_again_each_with_its_own_clock_and_callers(play):
    async def story(p: Patrol):
        await plan(p)
        crew = await p.crew("甲队", 1_000)
        first = await p.report(received_at=at("17:58"))
        await crew.go("acceptance", "departure")
        other = await p.crew("乙队", 5_500)
        second = await p.report(FAR)
        deadline = (await p.rescue(2))["deadline"]
        await proposed(p, second, first)
        assert await split(p, second, first) == "RescueSplit"
        kept, again = await p.rescue(1), await p.rescue(2)
        assert (kept["state"], again["state"], again["outcome"]) == ("en_route", "offered", None)
        assert again["deadline"] == deadline
        await crew.go("arrival")
        await crew.say("outcome", outcome="refused", people=1)
        await other.go("acceptance", "arrival")
        await other.say("outcome", outcome="brought_in", people=1)
        assert [one["sightings"] for one in await facts(p, "RescueAnswered")] == [[first], [second]]
        assert len(await facts(p, "ClockStopped")) == 2

    play(story)


def test_nothing_is_split_that_was_not_merged_or_where_a_team_has_arrived(play):
    async def story(p: Patrol):
        await plan(p)
        crew = await p.crew("甲队", 1_000)
        first = await p.report()
        second = await p.report(FAR)
        assert await split(p, second, first) == "not_merged"
        assert await split(p, second, "nobody heard of it", 3) == "not_taken_over"
        await proposed(p, second, first, 4)
        await crew.go("acceptance", "departure", "arrival")
        assert await split(p, second, first, 5) == "arrived"

    play(story)
