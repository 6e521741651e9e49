"""A call was about another place than it said: the rescue goes there, from the same first receipt."""

from typing import Any

from services.contracts.intake import PlaceCorrected
from services.contracts.values import Point
from services.contracts.words import Kind, Sign
from tests.support.patrol import EVENING_PLAN, HILLS, KEYRING, TOWN, Patrol, at, kind_of, north

REASON = KEYRING.seal("words", "听错了")


async def corrected(
    p: Patrol, sighting: str, point: Point | None, area: str = TOWN, number: int = 1, **more: Any
) -> str:
    """Returns what patrol answered: the name of the fact, or the reason why nobody goes."""
    before = len(await p.facts())
    fact = PlaceCorrected(
        report=sighting,
        kind=more.pop("kind", Kind.SIGHTING),
        correction=number,
        point=point,
        area=area,
        reason=REASON,
        **more,
    )
    await p.say(fact, area)
    answers = [
        fact
        for fact in (await p.facts())[before:]
        if kind_of(fact) in ("RescueRelocated", "CorrectionDeclined")
    ]
    return "、".join(fact.data.get("reason", kind_of(fact)) for fact in answers)


async def plan(p: Patrol) -> None:
    await p.admin.put("/patrol/api/v1/profiles/990101", EVENING_PLAN)


def test_the_team_under_way_has_a_new_estimate_and_the_limit_is_that_of_the_new_place(play):
    async def story(p: Patrol):
        await plan(p)
        crew = await p.crew("甲队", 1_000)
        sighting = await p.report(words=KEYRING.seal("words", "灰大衣"))
        await crew.go("acceptance", "departure")
        await p.reach("18:02")
        place = KEYRING.seal("words", "山路边")
        answer = await corrected(p, sighting, north(11_000), HILLS, place=place, road="山路", kilometre=14)
        assert answer == "RescueRelocated"
        rescue = await p.rescue()
        assert (rescue["state"], rescue["area"], rescue["profile"]) == ("en_route", HILLS, "remote")
        assert rescue["deadline"] == at("19:00").isoformat(), "an hour from first receipt"
        seconds = round(10_000 * 1.3 / (40 / 3.6))
        assert rescue["offers"][0]["estimated_seconds"] == seconds
        assert rescue["promised_at"] == at(f"18:{2 + seconds // 60}:{seconds % 60}").isoformat()
        (seen,) = rescue["sightings"]
        assert (seen["place"], seen["road"], seen["words"]) == ("山路边", "山路", "灰大衣")
        said = [kind_of(fact) for fact in (await p.facts())[-2:]]
        assert said == ["RescueRelocated", "EstimateChanged"]
        assert (await crew.offer())["kilometre"] == 14

    play(story)


def test_a_new_place_that_cannot_be_reached_in_time_is_at_risk_at_once(play):
    async def story(p: Patrol):
        await plan(p)
        crew = await p.crew("甲队", 1_000)
        sighting = await p.report()
        await crew.go("acceptance", "departure")
        await corrected(p, sighting, north(14_000))
        assert [kind_of(fact) for fact in (await p.facts())[-3:]] == [
            *("RescueRelocated", "EstimateChanged", "RescueAtRisk")
        ]

    play(story)


def test_who_waits_is_offered_to_the_nearest_of_the_new_place(play):
    async def story(p: Patrol):
        sighting = await p.report()
        near, far = await p.crew("近", 1_000, area=HILLS), await p.crew("远", 4_000, area=HILLS)
        assert (await p.rescue())["state"] == "waiting", "teams of the hills do not go to the town"
        await corrected(p, sighting, north(4_000), HILLS)
        assert (await far.offer())["estimated_seconds"] == 0
        await far.say("refusal", reason="轮胎坏了")
        assert (await near.offer())["estimated_seconds"] > 300, "the next is asked with the new way"

    play(story)


def test_somebody_who_was_asked_keeps_the_offer_with_its_new_way(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        sighting = await p.report()
        before = await crew.offer()
        await corrected(p, sighting, north(3_000))
        after = await crew.offer()
        assert after["id"] == before["id"] and after["lapses_at"] == before["lapses_at"]
        assert after["estimated_seconds"] == 2 * before["estimated_seconds"]

    play(story)


def test_once_somebody_is_there_or_for_a_further_call_nobody_turns(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        first, second = await p.report(), await p.report(north(40))
        assert await corrected(p, second, north(3_000)) == "further_call"
        assert await corrected(p, first, north(3_000), "990201") == "other_county"
        await crew.go("acceptance", "arrival")
        assert await corrected(p, first, north(3_000), number=2) == "arrived"
        await crew.say("outcome", outcome="refused")
        assert await corrected(p, first, north(3_000), number=3) == "answered"
        assert (await p.rescue())["point"] == north(0).model_dump()
        declined = await p.report(point=None, area="110101")
        assert await corrected(p, declined, north(3_000)) == "not_taken_over"
        assert await corrected(p, "a cry for relief", north(1), kind=Kind.CRY_FOR_RELIEF) == ""

    play(story)


def test_where_the_area_sends_nobody_for_that_grade_the_rescue_stays_where_it_is(play):
    async def story(p: Patrol):
        nobody = {"name": "none", "promise": "none", "limit_seconds": 1, "grades": ["life_threatening"]}
        body = {
            "profiles": [{**nobody, "at_risk_margin_seconds": 0, "offer_lasts_seconds": 0, "priority": 99}]
        }
        await p.admin.put(f"/patrol/api/v1/profiles/{HILLS}", body)
        sighting = await p.report(signs=(Sign.UNCONSCIOUS,))
        assert await corrected(p, sighting, north(9_000), HILLS) == "no_profile"
        assert (await p.rescue())["area"] == TOWN

    play(story)
