"""A breach is seen before it happens and at the moment; each is said once, at its own second."""

import pytest

from services.contracts.words import Sign
from services.platform.client import Refused
from tests.support.patrol import BRIDGE, COUNTY, EVENING_PLAN, HILLS, TOWN, Patrol, at, kind_of, north


async def hill_road(p: Patrol):
    """乙队 is on its way to the hill road, 26 km from where it was; 丙队 is free."""
    await p.admin.put(f"/patrol/api/v1/profiles/{COUNTY}", EVENING_PLAN)
    second, third = await p.crew("乙队", 0), await p.crew("丙队", 18_000, until="")
    await p.reach("19:30")
    await p.report(north(26_000), area=HILLS)
    await p.reach("19:30:20")
    await second.say("acceptance")
    await p.reach("19:31")
    await second.say("departure")
    await p.reach("20:00")
    shift = {"until": at("02:00").isoformat(), "point": north(18_000).model_dump()}
    await third.api.post(f"/patrol/api/v1/teams/{third.id}/shift", shift)
    return second


def test_a_worse_promise_warns_at_once_and_shows_the_move_that_would_help(play):
    async def story(p: Patrol):
        second = await hill_road(p)
        assert not await p.facts("RescueAtRisk")
        await p.reach("20:02")
        await second.say("estimate", arrive_at=at("20:37").isoformat(), reason="塌方")
        (risk,) = await p.facts("RescueAtRisk")
        assert risk.time == at("20:02") and risk.data["margin_seconds"] == -420 and risk.data["round"] == 1
        assert [(one["name"], one["seconds"]) for one in risk.data["helps"]] == [("丙队", 936)]
        rescue = await p.rescue()
        assert rescue["at_risk"] and rescue["margin_seconds"] == -420

    play(story)


def test_a_breach_is_said_once_at_the_deadline_and_a_reason_is_owed(play):
    async def story(p: Patrol):
        second = await hill_road(p)
        rescue = await p.rescue()
        path = f"/patrol/api/v1/rescues/{rescue['id']}/breach-reason"
        with pytest.raises(Refused) as early:
            await p.dispatcher.post(path, {"reason": "too early"})
        assert early.value.status == 409
        await p.reach("20:36:40")
        (breach,) = await p.facts("RescueBreached")
        assert breach.time == at("20:30")
        await second.say("arrival")
        await second.say("outcome", outcome="hospital")
        await p.dispatcher.post(path, {"reason": "道路中断"})
        rescue = await p.rescue()
        assert (rescue["response_seconds"], rescue["kept"], rescue["breached"]) == (4000, False, True)
        assert rescue["breach_reason"] == "道路中断" and not rescue["at_risk"]

    play(story)


def test_without_arrival_time_alone_warns_when_the_margin_begins(play):
    async def story(p: Patrol):
        await hill_road(p)
        await p.reach("20:24:59")
        assert not await p.facts("RescueAtRisk")
        await p.reach("20:26")
        (risk,) = await p.facts("RescueAtRisk")
        assert risk.time == at("20:25") and risk.data["margin_seconds"] == 300

    play(story)


def test_nobody_accepted_and_a_third_of_the_limit_left_is_a_warning(play):
    async def story(p: Patrol):
        await p.reach("19:05")
        await p.report(signs=(Sign.UNCONSCIOUS,))
        await p.reach("19:14:59")
        assert not await p.facts("RescueAtRisk")
        await p.reach("19:21")
        (risk,), (breach,) = await p.facts("RescueAtRisk"), await p.facts("RescueBreached")
        assert risk.time == at("19:15") and breach.time == at("19:20")
        assert "promised_at" not in risk.data

    play(story)


def test_an_arrival_in_time_is_followed_by_no_warning_and_no_breach(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        await p.report()
        await crew.go("acceptance", "arrival")
        await p.reach("23:00")
        assert not await p.facts("RescueAtRisk") and not await p.facts("RescueBreached")

    play(story)


def test_after_a_long_sleep_only_what_still_matters_is_said_with_its_own_time(play):
    async def story(p: Patrol):
        await p.crew("甲队", 1_000)
        await p.report()
        p.clock.move_to(at("19:30"))
        await p.rest()
        said = [(kind_of(fact), fact.time) for fact in await p.facts() if fact.subject != "team"]
        assert ("RescueBreached", at("18:30")) in said and ("OfferLapsed", at("18:01:30")) in said
        assert not [kind for kind, _ in said if kind == "RescueAtRisk"], "the breach says all there is to say"

    play(story)


def test_a_person_stops_the_clock_and_is_counted_apart(play):
    async def story(p: Patrol):
        await p.crew("甲队", 1_000)
        await p.report()
        await p.reach("18:01")
        path = f"/patrol/api/v1/rescues/{(await p.rescue())['id']}/clock-stop"
        await p.dispatcher.post(path, {"reason": "民警已在现场"})
        (stopped,) = await p.facts("ClockStopped")
        assert stopped.data["stopped_by"] == "person" and stopped.data["response_seconds"] == 60
        await p.reach("19:30")
        assert not await p.facts("RescueBreached")
        figures = await p.dispatcher.get("/patrol/api/v1/figures")
        assert (figures["rescues"], figures["stopped_by_person"]) == (0, 1)

    play(story)


def test_a_grade_raised_by_a_person_moves_the_deadline_and_its_clocks(play):
    async def story(p: Patrol):
        await p.report()
        path = f"/patrol/api/v1/rescues/{(await p.rescue())['id']}/grade"
        await p.dispatcher.post(path, {"grade": "life_threatening", "reason": "已昏迷"})
        rescue = await p.rescue()
        assert rescue["deadline"] == at("18:15").isoformat() and rescue["regrade_reason"] == "已昏迷"
        await p.reach("18:31")
        (breach,) = await p.facts("RescueBreached")
        assert breach.time == at("18:15")
        (regraded,) = await p.facts("RescueRegraded")
        assert regraded.data["grade_reasons"] == ["by_person"]
        assert regraded.data["reason"].startswith("sealed.words.")

    play(story)


def test_the_facts_of_one_rescue_count_up(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        await p.report(area=TOWN)
        await crew.go("acceptance", "departure", "arrival")
        await crew.say("outcome", outcome="brought_in")
        await crew.at(BRIDGE)
        rescue = await p.rescue()
        versions = [fact.sequence for fact in await p.facts() if fact.subject == rescue["id"]]
        assert versions == sorted(versions) and versions[-1] == rescue["version"]

    play(story)
