"""A desk that closes a sighting by hand: nobody is sent for nothing, and nobody is left on the road unknowing."""

import pytest

from services.chassis.log import Record
from services.contracts.envelope import Envelope
from services.contracts.intake import ReportClosed
from services.contracts.words import Outcome
from services.platform.client import Refused
from tests.support.patrol import BRIDGE, KEYRING, TOWN, Patrol, kind_of, north

WENT_HOME = KEYRING.seal("words", "家人接走了")


async def desk_closes(p: Patrol, sighting: str, reason: str | None = WENT_HOME) -> None:
    await p.say(ReportClosed(report=sighting, outcome=Outcome.REFERRED, reason=reason), TOWN)


async def said_after(p: Patrol, seen: int) -> list[str]:
    return [kind_of(fact) for fact in (await p.facts())[seen:]]


def test_before_a_team_has_accepted_its_offer_is_withdrawn_and_the_rescue_is_over(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        sighting = await p.report()
        await p.report(north(5_000))
        seen = len(await p.facts())
        await desk_closes(p, sighting)
        rescue = await p.rescue(1)
        assert (rescue["state"], rescue["outcome"]["outcome"]) == ("answered", "closed_by_desk")
        assert rescue["outcome"]["words"] == "家人接走了" and rescue["stopped_by"] == "person"
        assert rescue["offers"][0]["state"] == "withdrawn" and rescue["desk_closed_at"]
        assert (await crew.offer())["number"] == "002", "the team is free for who waits"
        assert await said_after(p, seen) == [
            *("SightingClosed", "OfferWithdrawn", "ClockStopped", "RescueAnswered", "TeamOffered")
        ]
        assert (await p.dispatcher.get("/patrol/api/v1/figures"))["stopped_by_person"] == 1

    play(story)


def test_a_rescue_that_waits_waits_no_longer(play):
    async def story(p: Patrol):
        sighting = await p.report()
        await desk_closes(p, sighting)
        assert (await p.rescue())["state"] == "answered"
        assert (await p.dispatcher.get("/patrol/api/v1/queue"))["items"] == []
        await p.reach("19:00")
        assert "RescueBreached" not in [kind_of(fact) for fact in await p.facts()]

    play(story)


def test_once_a_team_has_accepted_it_is_told_and_a_dispatcher_decides(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        sighting = await p.report()
        await crew.go("acceptance", "departure")
        await desk_closes(p, sighting)
        rescue = await p.rescue()
        assert rescue["state"] == "en_route" and rescue["desk_closed_at"]
        assert rescue["sightings"][0]["close_reason"] == "家人接走了"
        (closed,) = await p.facts("SightingClosed")
        assert (closed.data["team"], closed.data["sightings_left"]) == (crew.id, 0)
        path = f"/patrol/api/v1/rescues/{rescue['id']}/outcome"
        await p.dispatcher.post(path, {"outcome": "closed_by_desk", "reason": "已接走"})
        assert (await p.rescue())["outcome"]["outcome"] == "closed_by_desk"
        assert (await p.team(crew))["status"] == "free"

    play(story)


def test_a_team_that_turns_back_is_not_followed_by_the_next(play):
    async def story(p: Patrol):
        near, _ = await p.crew("甲队", 1_000), await p.crew("乙队", 2_000)
        sighting = await p.report()
        await near.say("acceptance")
        await desk_closes(p, sighting)
        await near.say("refusal", reason="调度让返回")
        rescue = await p.rescue()
        assert rescue["outcome"]["outcome"] == "closed_by_desk" and len(rescue["offers"]) == 1

    play(story)


def test_while_one_call_is_open_the_team_goes_on(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        first, second = await p.report(), await p.report(north(40))
        await desk_closes(p, first)
        rescue = await p.rescue()
        assert (rescue["state"], rescue["desk_closed_at"]) == ("offered", None)
        assert [bool(one["closed_at"]) for one in rescue["sightings"]] == [True, False]
        await crew.say("acceptance")
        await desk_closes(p, second)
        await desk_closes(p, second)
        left = [fact.data["sightings_left"] for fact in await p.facts("SightingClosed")]
        assert left == [1, 0] and (await p.rescue())["state"] == "accepted"
        await p.report(BRIDGE)
        assert (await p.rescue())["desk_closed_at"] is None, "somebody calls again"

    play(story)


def test_what_patrols_own_answer_has_closed_is_no_news_and_neither_is_what_nobody_heard_of(play):
    async def story(p: Patrol):
        sighting = await p.report()
        declined = await p.report(point=None, area="110101")
        before = len(await p.facts())
        await desk_closes(p, sighting, reason=None)
        await desk_closes(p, declined)
        await desk_closes(p, "a cry for relief")
        assert len(await p.facts()) == before and (await p.rescue())["state"] == "waiting"
        assert (await p.http.get("/patrol/readyz")).json()["degraded"] == []

    play(story)


def test_a_team_cannot_answer_in_the_desks_name(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        await p.report()
        await crew.go("acceptance", "arrival")
        with pytest.raises(Refused) as refused:
            await crew.say("outcome", outcome="closed_by_desk")
        assert refused.value.status == 422

    play(story)


def test_a_team_that_is_free_again_is_given_to_who_calls_in_the_same_breath(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        said: list[Envelope] = []

        async def hold_back(envelope: Envelope) -> None:
            said.append(envelope)

        append, p.append = p.append, hold_back  # type: ignore[method-assign]
        sighting = await p.report()
        await desk_closes(p, sighting)
        await p.report(north(5_000))
        p.append = append  # type: ignore[method-assign]
        await p.log.append([Record(one.topic, one.subject, one.headers(), one.body()) for one in said])
        await p.rest()
        assert (await p.rescue(1))["state"] == "answered"
        assert (await crew.offer())["number"] == "002"

    play(story)
