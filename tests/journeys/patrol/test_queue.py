"""Whoever waits is served by urgency, the instant a team is free, in the unit of work that freed it."""

from services.contracts.words import Sign
from tests.support.patrol import BRIDGE, HILLS, TOWN, Patrol, at, kind_of, north


async def three_wait(p: Patrol) -> None:
    """The only team is busy with 1; 2 is ordinary, 3 ordinary with an earlier clock, 4 life-threatening."""
    await p.report()
    await p.report(north(2_000))
    await p.report(north(4_000), received_at=at("17:50"))
    await p.report(north(6_000), signs=(Sign.UNCONSCIOUS,))


async def states(p: Patrol) -> dict[int, str]:
    return {number: (await p.rescue(number))["state"] for number in range(1, 5)}


def test_the_leader_hears_at_once_what_would_free_a_team(play):
    async def story(p: Patrol):
        busy, silent = await p.crew("甲队", 1_000), await p.crew("乙队", 3_000)
        off = await p.crew("丙队", None, until="")
        await off.at(north(500))
        shift = {"from": at("20:00").isoformat(), "until": at("02:00").isoformat()}
        await off.api.post(f"/patrol/api/v1/teams/{off.id}/shift", shift)
        await p.report()
        await busy.say("acceptance")
        await p.report(north(2_000))
        await p.reach("18:01:30")
        (queued,) = await p.facts("RescueQueued")
        assert queued.time == at("18:01:30") and queued.data["place_in_queue"] == 1
        freeing = {one["name"]: (one["state"], one.get("expected_at")) for one in queued.data["would_free"]}
        assert freeing["甲队"][0] == "busy" and freeing["甲队"][1] is not None
        assert freeing["乙队"] == ("not_answering", None)
        assert freeing["丙队"][0] == "off_shift"
        (entry,) = (await p.dispatcher.get("/patrol/api/v1/queue"))["items"]
        assert entry["place_in_queue"] == 1 and {one["name"] for one in entry["would_free"]} == set(freeing)
        assert (await p.team(silent))["status"] == "not_answering"

    play(story)


def test_the_most_urgent_is_served_first_then_the_earlier_deadline(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        await three_wait(p)
        queue = (await p.dispatcher.get("/patrol/api/v1/queue"))["items"]
        assert [entry["rescue"]["number"] for entry in queue] == ["004", "003", "002"]
        served = []
        for _ in range(4):
            served.append((await crew.offer())["number"])
            await crew.go("acceptance", "arrival")
            await crew.say("outcome", outcome="given_and_left")
        assert served == ["001", "004", "003", "002"]

    play(story)


def test_serving_happens_in_the_same_second_as_the_outcome_and_after_its_facts(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        await p.report()
        await p.report(north(2_000))
        await crew.go("acceptance", "arrival")
        await p.reach("18:20")
        await crew.say("outcome", outcome="refused", handed_out={"quilt": 1})
        last = (await p.facts())[-3:]
        assert [kind_of(fact) for fact in last] == ["RescueAnswered", "TeamChanged", "TeamOffered"]
        assert len({fact.time for fact in last} | {at("18:20")}) == 1

    play(story)


def test_a_declined_rescue_leaves_the_team_to_the_next_in_the_queue(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        await three_wait(p)
        await crew.say("refusal", reason="太远")
        assert await states(p) == {1: "waiting", 2: "waiting", 3: "waiting", 4: "offered"}
        await crew.say("refusal", reason="太远")
        assert await states(p) == {1: "waiting", 2: "waiting", 3: "offered", 4: "waiting"}

    play(story)


def test_a_shift_that_begins_serves_the_queue_at_its_first_second(play):
    async def story(p: Patrol):
        crew = await p.crew("丙队", 1_000, until="")
        await crew.at(BRIDGE)
        shift = {"from": at("20:00").isoformat(), "until": at("02:00").isoformat()}
        await crew.api.post(f"/patrol/api/v1/teams/{crew.id}/shift", shift)
        await p.report()
        await p.reach("19:59:59")
        assert (await p.rescue())["state"] == "waiting"
        await p.reach("20:00")
        (offered,) = await p.facts("TeamOffered")
        assert offered.time == at("20:00")
        changed = (await p.facts("TeamChanged"))[-1]
        assert changed.time == at("20:00") and changed.data["status"] == "free"

    play(story)


def test_a_shift_that_ends_makes_the_team_no_candidate(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000, until="19:00")
        await p.reach("19:00")
        assert (await p.facts("TeamChanged"))[-1].data["status"] == "off_shift"
        await p.report()
        assert (await p.rescue())["candidates"][0]["refused"] == "off_shift"
        assert (await p.team(crew))["status"] == "off_shift"

    play(story)


def test_a_team_that_nobody_knew_where_to_find_is_served_when_it_says_where_it_is(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", None)
        await p.report()
        assert (await p.rescue())["candidates"][0]["refused"] == "no_position"
        await crew.at(BRIDGE)
        assert (await p.rescue())["state"] == "offered"

    play(story)


def test_a_team_of_another_town_is_left_where_it_is(play):
    async def story(p: Patrol):
        await p.crew("山队", 1_000, area=HILLS)
        await p.report()
        rescue = await p.rescue()
        assert rescue["queued"] and rescue["candidates"][0]["refused"] == "other_area"

    play(story)


def test_a_team_of_one_town_serves_what_waits_there_past_the_rest_of_the_queue(play):
    async def story(p: Patrol):
        for number in range(12):
            await p.report(north(2_000 * number), area=TOWN)
        await p.report(north(50_000), area=f"{HILLS}003")
        crew = await p.crew("山队", 1_000, area=HILLS)
        assert (await crew.offer())["number"] == "013"
        await crew.say("refusal", reason="太远")
        county = await p.crew("县队", 1_000)
        assert (await county.offer())["number"] == "001"

    play(story)


def test_a_rescue_is_queued_once_for_each_time_it_waits(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        await p.report()
        await p.reach("18:30")
        await crew.at(BRIDGE)
        await p.reach("19:00")
        queued = await p.facts("RescueQueued")
        assert [fact.data["round"] for fact in queued] == [1, 2]

    play(story)
