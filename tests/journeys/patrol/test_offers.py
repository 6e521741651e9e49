"""One team is asked at a time, reserved by the database, until it answers or its time is over."""

import asyncio
from typing import Any

import pytest

from services.chassis.log import Origin
from services.contracts.values import Point
from services.patrol.domain.geography import Point as Where
from services.patrol.operations.sightings import Reported, take_over
from services.platform.client import Refused
from tests.support.patrol import BRIDGE, TOWN, Patrol, at, kind_of, north


def far(number: int) -> Point:
    """Places two kilometres from one another."""
    return north(2_000 * number)


def test_the_nearest_free_team_is_offered_and_then_reserved(play):
    async def story(p: Patrol):
        near, further = await p.crew("near", 1_000), await p.crew("further", 3_000)
        await p.report()
        await p.report(far(1))
        first, second = await p.rescue(1), await p.rescue(2)
        assert first["team"]["id"] == near.id and second["team"]["id"] == further.id
        assert (await p.team(near))["status"] == "busy" and (await p.team(near))["rescue"] == first["id"]

    play(story)


def test_two_acceptances_in_the_same_instant_one_is_taken_and_one_refused(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        await p.report()
        offer = await crew.offer()
        path, body = f"/patrol/api/v1/rescues/{offer['rescue']}/acceptance", {"offer": offer["id"]}
        answers = await asyncio.gather(
            crew.api.post(path, body), p.dispatcher.post(path, body), return_exceptions=True
        )
        refused = [answer for answer in answers if isinstance(answer, Refused)]
        assert [answer.status for answer in refused] == [409]
        assert len(await p.facts("OfferAccepted")) == 1

    play(story)


def test_many_rescues_at_once_never_share_a_team(play):
    async def story(p: Patrol):
        crews = [await p.crew(f"team {number}", 300 * number) for number in range(3)]

        async def report(number: int) -> None:
            place = far(number)
            seen = Reported(
                f"sighting-{number}",
                TOWN,
                p.clock.now(),
                1,
                (),
                Where(place.longitude, place.latitude),
            )
            await p.service.units.transact(Origin("test", str(number)), lambda work: take_over(work, seen))

        await asyncio.gather(*(report(number) for number in range(8)))
        rescues = [await p.rescue(number) for number in range(1, 9)]
        taken = [rescue["team"]["id"] for rescue in rescues if rescue["team"]]
        assert sorted(taken) == sorted(crew.id for crew in crews)
        assert [rescue["state"] for rescue in rescues].count("waiting") == 5

    play(story)


def test_a_refusal_asks_the_next_team_and_never_this_one_again(play):
    async def story(p: Patrol):
        near, further = await p.crew("near", 1_000), await p.crew("further", 3_000)
        await p.report()
        await near.say("refusal", reason="轮胎坏了")
        rescue = await p.rescue()
        assert rescue["team"]["id"] == further.id
        assert rescue["offers"][0]["end_reason"] == "轮胎坏了"
        assert {one["name"]: one["refused"] for one in rescue["candidates"]}["near"] == "already_asked"
        await further.say("refusal", reason="也坏了")
        rescue = await p.rescue()
        assert rescue["state"] == "waiting" and rescue["queued"]
        said = [kind_of(fact) for fact in await p.facts() if fact.subject == rescue["id"]]
        assert said == [
            "RescueOpened",
            "TeamOffered",
            "OfferDeclined",
            "TeamOffered",
            "OfferDeclined",
            "RescueQueued",
        ]

    play(story)


def test_a_reason_for_a_refusal_is_needed_and_sealed_on_the_log(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        await p.report()
        with pytest.raises(Refused) as refused:
            await crew.say("refusal", reason="  ")
        assert refused.value.status == 422
        await crew.say("refusal", reason="轮胎坏了")
        (declined,) = await p.facts("OfferDeclined")
        assert declined.data["reason"].startswith("sealed.words.")

    play(story)


def test_an_offer_that_lapses_silences_the_team_and_asks_the_next(play):
    async def story(p: Patrol):
        near, further = await p.crew("near", 1_000), await p.crew("further", 3_000)
        await p.reach("19:00")
        await p.report()
        await p.reach("19:01:29")
        assert (await p.rescue())["team"]["id"] == near.id
        await p.reach("19:01:30")
        assert (await p.rescue())["team"]["id"] == further.id
        assert (await p.team(near))["status"] == "not_answering"
        (lapsed,) = await p.facts("OfferLapsed")
        assert lapsed.time == at("19:01:30") and not await p.facts("OfferDeclined")

    play(story)


@pytest.mark.parametrize("called", ["position", "stock", "shift", "late acceptance"])
def test_a_silent_team_is_served_the_moment_it_is_heard_from_again(play, called: str):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        await p.report()
        missed = await crew.offer()
        await p.reach("18:30")
        assert (await p.rescue())["queued"] and not await crew.offers()
        await calls(crew, missed, called)
        assert (await p.rescue())["state"] == "offered"
        assert (await crew.offer())["round"] == 2

    async def calls(crew: Any, missed: dict[str, Any], how: str) -> None:
        base = f"/patrol/api/v1/teams/{crew.id}"
        if how == "position":
            await crew.at(BRIDGE)
        elif how == "stock":
            await crew.api.put(f"{base}/stock", {"quilt": 2})
        elif how == "shift":
            await crew.api.post(f"{base}/shift", {"until": at("03:00").isoformat()})
        else:
            with pytest.raises(Refused) as late:
                path = f"/patrol/api/v1/rescues/{missed['rescue']}/acceptance"
                await crew.api.post(path, {"offer": missed["id"]})
            assert late.value.status == 409

    play(story)


def test_looking_at_the_phone_is_not_answering(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        await p.report()
        await p.reach("18:30")
        assert not await crew.offers()
        assert (await p.team(crew))["status"] == "not_answering"

    play(story)


def test_a_dispatcher_sends_another_team_with_a_reason_and_the_first_is_free_for_others(play):
    async def story(p: Patrol):
        near, further = await p.crew("near", 1_000), await p.crew("further", 3_000)
        await p.report()
        rescue = await p.rescue()
        await near.say("acceptance")
        path = f"/patrol/api/v1/rescues/{rescue['id']}/dispatch"
        await p.dispatcher.post(path, {"team": further.id, "reason": "会说方言"})
        rescue = await p.rescue()
        assert rescue["team"]["id"] == further.id and rescue["offers"][1]["override_reason"] == "会说方言"
        assert rescue["offers"][0]["state"] == "withdrawn" and (await p.team(near))["status"] == "free"
        (withdrawn,) = await p.facts("OfferWithdrawn")
        assert withdrawn.data["reason"].startswith("sealed.words.")
        with pytest.raises(Refused) as busy:
            await p.dispatcher.post(path, {"team": further.id, "reason": "again"})
        assert busy.value.status == 409

    play(story)


def test_a_team_that_an_override_freed_is_given_to_who_waits(play):
    async def story(p: Patrol):
        near, silent = await p.crew("near", 1_000), await p.crew("silent", 3_000, until="")
        await silent.at(north(3_000))
        await p.report()
        await p.report(far(1))
        assert (await p.rescue(2))["queued"]
        path = f"/patrol/api/v1/rescues/{(await p.rescue(1))['id']}/dispatch"
        await p.dispatcher.post(path, {"team": silent.id, "reason": "从家里叫来"})
        assert (await p.rescue(1))["team"]["id"] == silent.id
        assert (await p.rescue(2))["team"]["id"] == near.id

    play(story)


def test_a_team_that_cannot_go_on_gives_the_rescue_back(play):
    async def story(p: Patrol):
        near, further = await p.crew("near", 1_000), await p.crew("further", 3_000)
        await p.report()
        await near.go("acceptance", "departure")
        await near.say("refusal", reason="撞车了")
        rescue = await p.rescue()
        assert rescue["state"] == "offered" and rescue["team"]["id"] == further.id

    play(story)


def test_device_times_are_kept_as_they_were_said_and_shown_where_they_are_possible(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 2_000)
        await p.reach("19:00")
        await p.report()
        await p.reach("19:00:40")
        answer = await crew.say("acceptance", device_at=at("19:00:38").isoformat())
        (offer,) = answer["offers"]
        assert offer["device_accepted_at"] == offer["shown_accepted_at"] == at("19:00:38").isoformat()
        assert offer["accepted_at"] == at("19:00:40").isoformat()
        await p.reach("19:01:10")
        (offer,) = (await crew.say("departure", device_at=at("04:00").isoformat()))["offers"]
        assert offer["shown_departed_at"] == at("19:01:10").isoformat()

    play(story)


def test_an_idempotency_key_replays_the_answer(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        await p.report()
        offer = await crew.offer()
        path, body = f"/patrol/api/v1/rescues/{offer['rescue']}/acceptance", {"offer": offer["id"]}
        once = await crew.api.post(path, body, once="k")
        assert await crew.api.post(path, body, once="k") == once
        assert len(await p.facts("OfferAccepted")) == 1

    play(story)
