"""How a rescue ends: stock, places, what the team found, what the desk decides."""

import asyncio
from typing import Any

import pytest

from services.platform.client import Refused
from tests.support.patrol import BRIDGE, COUNTY, TOWN, Crew, Patrol, at, kind_of, north


async def arrived(p: Patrol, name: str = "甲队", metres: float = 1_000) -> Crew:
    crew = await p.crew(name, metres)
    await p.report(north(metres))
    await crew.go("acceptance", "arrival")
    return crew


async def station(p: Patrol, beds: int) -> str:
    place = {"kind": "relief_station", "name": "救助站", "area": TOWN, "beds": beds}
    return str((await p.dispatcher.post("/patrol/api/v1/places", place))["id"])


def status_of(error: Any) -> int:
    return int(error.value.status)


def test_goods_leave_the_stock_of_the_team_and_are_written_down(play):
    async def story(p: Patrol):
        crew = await arrived(p)
        goods = {"quilt": 1, "card": 1}
        answer = await crew.say("outcome", outcome="refused", people=1, handed_out=goods, words="暂不愿走")
        assert answer["state"] == "answered" and answer["outcome"]["handed_out"] == goods
        assert answer["outcome"]["revisit_at"] == at("18:00").replace(day=6).isoformat()
        assert (await p.team(crew))["stock"] == {"quilt": 3}
        (said,) = await p.facts("RescueAnswered")
        assert said.data["handed_out"] == [{"item": "card", "count": 1}, {"item": "quilt", "count": 1}]
        assert said.data["words"].startswith("sealed.words.")

    play(story)


def test_nothing_is_handed_out_that_is_not_on_board_and_then_nothing_has_happened(play):
    async def story(p: Patrol):
        crew = await arrived(p)
        with pytest.raises(Refused) as short:
            await crew.say("outcome", outcome="refused", handed_out={"quilt": 5})
        assert status_of(short) == 409 and short.value.problem["code"] == "stock-short"
        assert (await p.rescue())["state"] == "arrived" and (await p.team(crew))["stock"] == {"quilt": 4}
        assert not await p.facts("RescueAnswered")

    play(story)


def test_the_last_bed_is_given_once(play):
    async def story(p: Patrol):
        first, second = await arrived(p, "甲队", 1_000), await arrived(p, "乙队", 5_000)
        place = await station(p, beds=1)
        answers = await asyncio.gather(
            first.say("outcome", outcome="brought_in", place=place),
            second.say("outcome", outcome="brought_in", place=place),
            return_exceptions=True,
        )
        full = [answer for answer in answers if isinstance(answer, Refused)]
        assert [answer.status for answer in full] == [409]
        (shown,) = (await p.dispatcher.get("/patrol/api/v1/places"))["items"]
        assert (shown["beds"], shown["taken"], shown["free"]) == (1, 1, 0)

    play(story)


def test_a_person_counts_the_beds_again_when_people_have_left(play):
    async def story(p: Patrol):
        place = await station(p, beds=2)
        path = f"/patrol/api/v1/places/{place}"
        assert (await p.dispatcher.put(path, {"beds": 3, "taken": 1}))["free"] == 2
        with pytest.raises(Refused) as over:
            await p.dispatcher.put(path, {"beds": 1, "taken": 2})
        assert status_of(over) == 409

    play(story)


def test_only_somebody_brought_in_takes_a_bed(play):
    async def story(p: Patrol):
        crew, place = await arrived(p), await station(p, beds=1)
        with pytest.raises(Refused) as refused:
            await crew.say("outcome", outcome="refused", place=place)
        assert status_of(refused) == 422
        with pytest.raises(Refused) as unknown:
            await crew.say("outcome", outcome="brought_in", place="nowhere")
        assert status_of(unknown) == 404

    play(story)


def test_nobody_there_is_found_at_the_place_and_stops_the_clock(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        await p.report()
        await crew.go("acceptance", "departure")
        await p.reach("18:06")
        await crew.say("outcome", outcome="not_found")
        said = [kind_of(fact) for fact in (await p.facts())[-3:]]
        assert said == ["TeamArrived", "ClockStopped", "RescueAnswered"]
        rescue = await p.rescue()
        assert rescue["stopped_by"] == "found_gone" and rescue["response_seconds"] == 360
        assert rescue["outcome"]["people"] == 0

    play(story)


def test_an_outcome_before_the_arrival_is_out_of_order(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        await p.report()
        await crew.say("acceptance")
        with pytest.raises(Refused) as early:
            await crew.say("outcome", outcome="hospital")
        assert status_of(early) == 409

    play(story)


def test_the_desk_answers_a_false_report_and_the_team_is_free_for_who_waits(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        await p.report()
        await p.report(north(3_000))
        await crew.say("acceptance")
        path = f"/patrol/api/v1/rescues/{(await p.rescue(1))['id']}/outcome"
        with pytest.raises(Refused) as silent:
            await p.dispatcher.post(path, {"outcome": "false_report"})
        assert status_of(silent) == 422
        with pytest.raises(Refused) as impossible:
            await p.dispatcher.post(path, {"outcome": "hospital", "reason": "听说"})
        assert status_of(impossible) == 422
        assert (await p.rescue(1))["state"] == "accepted", "what was refused has changed nothing"
        await p.dispatcher.post(path, {"outcome": "false_report", "reason": "报案人承认"})
        rescue = await p.rescue(1)
        assert (rescue["state"], rescue["stopped_by"]) == ("answered", "person")
        assert (await crew.offer())["number"] == "002"

    play(story)


def test_a_team_always_says_which_offer_it_answers(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        await p.report()
        path = f"/patrol/api/v1/rescues/{(await p.rescue())['id']}/outcome"
        with pytest.raises(Refused) as missing:
            await crew.api.post(path, {"outcome": "false_report", "reason": "没有人"})
        assert status_of(missing) == 422

    play(story)


def test_the_figures_are_exact_for_any_period_area_and_profile(play):
    async def story(p: Patrol):
        for number, minutes in enumerate((3, 10, 40), 1):
            crew = await p.crew(f"team {number}", 3_000 * number, until="04:00")
            await p.report(north(3_000 * number))
            await crew.say("acceptance")
            await p.reach(f"{18 + number - 1}:{minutes:02}")
            await crew.say("arrival")
            await crew.say("outcome", outcome="given_and_left")
            await p.reach(f"{18 + number}:00")
        figures = await p.dispatcher.get("/patrol/api/v1/figures")
        assert (figures["rescues"], figures["kept"]) == (3, 2)
        assert (figures["p50_seconds"], figures["p90_seconds"]) == (600, 2400)
        until = at("20:00").isoformat().replace("+", "%2B")
        early = await p.dispatcher.get(f"/patrol/api/v1/figures?until={until}&area={COUNTY}")
        assert (early["rescues"], early["p90_seconds"]) == (2, 600)
        nothing = await p.dispatcher.get("/patrol/api/v1/figures?profile=remote")
        assert (nothing["rescues"], nothing["share"], nothing["p50_seconds"]) == (0, None, None)
        assert figures["parts"]["travel"]["p50_seconds"] == 600
        with pytest.raises(Refused) as foreign:
            await p.dispatcher.get("/patrol/api/v1/figures?area=880101")
        assert status_of(foreign) == 404

    play(story)


def test_the_team_is_where_it_arrived(play):
    async def story(p: Patrol):
        crew = await arrived(p, metres=4_000)
        position = (await p.team(crew))["position"]
        assert abs(position["point"]["latitude"] - north(4_000).latitude) < 1e-9
        await crew.at(BRIDGE)
        assert (await p.team(crew))["position"]["point"] == BRIDGE.model_dump()

    play(story)
