"""What areas decide is data with a version; lists are read page by page."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from services.contracts.words import Sign
from services.patrol.domain.team import Position
from services.patrol.repository import registers, teams
from services.patrol.repository.registers import AreaPlan
from tests.support.patrol import COUNTY, EVENING_PLAN, TOWN, Patrol, at, north


def test_a_plan_is_replaced_as_a_whole_under_the_next_version(play):
    async def story(p: Patrol):
        path = f"/patrol/api/v1/profiles/{COUNTY}"
        assert (await p.dispatcher.get(path))["version"] == 0
        first = await p.admin.put(path, EVENING_PLAN)
        assert first["version"] == 1 and first["profiles"][0]["name"] == "town"
        second = await p.admin.put(path, {"travel": EVENING_PLAN["travel"]})
        assert second["version"] == 2 and second["profiles"] == []
        assert (await p.dispatcher.get(path)) == second

    play(story)


def test_a_promise_that_changes_later_does_not_change_what_was_promised(play):
    async def story(p: Patrol):
        await p.report()
        faster = {**EVENING_PLAN["profiles"][0], "limit_seconds": 600}
        await p.admin.put(f"/patrol/api/v1/profiles/{TOWN}", {"profiles": [faster]})
        assert (await p.rescue())["deadline"] == at("18:30").isoformat()
        await p.report(north(1_000))
        assert (await p.rescue(2))["deadline"] == at("18:10").isoformat()

    play(story)


def test_which_grade_a_sign_means_is_the_areas_own_rule_with_its_citation(play):
    async def story(p: Patrol):
        rule = {
            "predicate": "has_every_sign",
            "parameters": {"all_of": ["drunk", "wet_clothes"]},
            "grade": "life_threatening",
            "citation": "县预案第三条",
        }
        await p.admin.put(f"/patrol/api/v1/profiles/{COUNTY}", {"grade_rules": [rule]})
        await p.report(signs=(Sign.DRUNK, Sign.WET_CLOTHES))
        (opened,) = await p.facts("RescueOpened")
        assert opened.data["grade"] == "life_threatening" and opened.data["grade_rule"] == "县预案第三条 v1"

    play(story)


def test_hills_are_driven_at_the_speed_of_the_hills(play):
    async def story(p: Patrol):
        await p.admin.put(f"/patrol/api/v1/profiles/{COUNTY}", EVENING_PLAN)
        await p.crew("乙队", 26_000)
        await p.report(area="990101002")
        assert (await p.rescue())["candidates"][0]["seconds"] == 3042

    play(story)


def test_pages_follow_one_another_without_gaps_or_repeats(play):
    async def story(p: Patrol):
        for number in range(5):
            await p.report(north(1_000 * number))
            await p.reach(f"18:{number + 1:02}")
        for path, key in (("rescues", "number"), ("queue", "place_in_queue")):
            seen, cursor = [], ""
            while True:
                headers = p.dispatcher.headers
                answer = await p.http.get(f"/patrol/api/v1/{path}?limit=2{cursor}", headers=headers)
                seen += [item[key] for item in answer.json()["items"]]
                if answer.json()["next"] is None:
                    assert "link" not in answer.headers
                    break
                assert answer.headers["link"].endswith('rel="next"')
                cursor = f"&cursor={answer.json()['next']}"
            expected = [1, 2, 3, 4, 5] if path == "queue" else ["005", "004", "003", "002", "001"]
            assert seen == expected

    play(story)


def test_rescues_are_found_by_state_area_and_openness(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        await p.report()
        await p.report(north(2_000))
        await crew.go("acceptance", "arrival")
        await crew.say("outcome", outcome="given_and_left")

        async def found(query: str) -> list[str]:
            items = (await p.dispatcher.get(f"/patrol/api/v1/rescues?{query}"))["items"]
            return [item["number"] for item in items]

        assert await found("open=true") == ["002"] and await found("open=false") == ["001"]
        assert await found("state=offered") == ["002"] and await found("state=waiting") == []
        assert sorted(await found(f"area={TOWN}")) == ["001", "002"] and await found("area=990101002") == []

    play(story)


def test_a_cursor_that_nobody_made_is_refused(play):
    async def story(p: Patrol):
        for path in ("rescues", "queue", "teams", "offers", "places"):
            for cursor in ("nonsense", "WzEsMiwzXQ", "W10", "WyJhIiwiYiJd"):
                answer = await p.http.get(
                    f"/patrol/api/v1/{path}?cursor={cursor}", headers=p.dispatcher.headers
                )
                assert answer.status_code == 422, (path, cursor)

    play(story)


def test_of_two_positions_that_two_replicas_took_the_later_one_stays(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        now, later = p.service.clock.now(), p.service.clock.now() + timedelta(seconds=2)
        for point, moment in ((north(3_000), later), (north(2_000), now)):
            async with p.service.database.write() as session:
                await teams.put_position(session, crew.id, Position(point, moment))
        position = (await p.team(crew))["position"]
        assert position["point"] == north(3_000).model_dump()
        assert datetime.fromisoformat(position["received_at"]) == later

    play(story)


def test_a_plan_that_came_to_nothing_is_not_remembered_when_its_version_is_given_to_another(play):
    async def story(p: Patrol):
        database, plan = p.service.database, AreaPlan(TOWN, 1, decided_at=p.clock.now(), decided_by="nobody")
        with pytest.raises(RuntimeError, match="nothing"):
            async with database.write() as session:
                await registers.put_plan(session, plan)
                assert plan in await registers.plans_around(session, TOWN)
                raise RuntimeError("it comes to nothing")
        async with database.write() as session:
            await registers.put_plan(session, replace(plan, decided_by="somebody"))
        async with database.read() as session:
            known = await registers.plans_around(session, TOWN)

        assert [one.decided_by for one in known if one.area == TOWN] == ["somebody"]

    play(story)
