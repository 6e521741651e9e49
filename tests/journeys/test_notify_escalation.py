"""What lasts climbs: step by step to whoever is on duty then, until it is over or somebody takes it in hand."""

from typing import Any

import pytest

from services.contracts.envelope import Fact
from tests.journeys.test_notify_duty import leader, on_duty
from tests.support import night
from tests.support.notify import COUNTY, ELSEWHERE, TOWN, Desk, at_the_desk
from tests.support.people import signed_in

WANG, LI, ZHOU, HEAD = "0000-5550021", "0000-5550022", "0000-5550023", "0000-5550024"


async def roster(desk: Desk) -> Any:
    """Wang leads the town and Li stands in; Zhou leads the county and Head the prefecture."""
    await desk.set_up()
    await desk.route("team", "in_app", None)
    wang = await leader(desk, "wang", WANG, TOWN)
    li = await leader(desk, "li", LI, TOWN)
    zhou, head = await leader(desk, "zhou", ZHOU), await leader(desk, "head", HEAD, "9901")
    await on_duty(desk, zhou, "18:00", "08:00")
    await on_duty(desk, head, "18:00", "08:00", area="9901")
    return await on_duty(desk, wang, "18:00", "08:00", area=TOWN, stand_in=li)


def phones(desk: Desk) -> list[str]:
    return [str(one.body["to"]) for one in desk.capture.captured if one.path == "/sms"]


async def queue(desk: Desk) -> None:
    await desk.say(night.queued("r1"), story="s1")


@at_the_desk
async def test_each_step_is_taken_at_its_second_and_tells_whoever_is_meant_then(desk: Desk) -> None:
    given = await roster(desk)
    await queue(desk)
    for moment, expected in (
        ("19:04:59", [WANG]),
        ("19:05", [WANG, LI]),
        ("19:10", [WANG, LI, ZHOU]),
        ("19:19:59", [WANG, LI, ZHOU]),
        ("19:20", [WANG, LI, ZHOU, HEAD]),
    ):
        await desk.reach(moment)
        assert phones(desk) == expected
    await desk.admin.ask("PATCH", f"/duty/{given['id']}", {"away": True})
    await desk.reach("19:50")
    assert phones(desk)[4:] == [LI], "from below again, and now the stand-in leads"
    await desk.reach("20:00")
    assert phones(desk)[5:] == [ZHOU], "nobody stands in for the stand-in"
    ranks = [one["rank"] for one in await desk.messages(template="queued")]
    assert ranks == ["on_duty", "stand_in", "county", "prefecture", "on_duty", "county"]
    last = (await desk.messages(template="queued"))[-1]
    text = (await desk.admin.get(f"/messages/{last['id']}"))["text"]
    assert text.startswith("【升级】【暖冬】救助 r1") and "暂无可派队伍" in text


@pytest.mark.parametrize(
    "end", [night.offered("r1", "jia", 1, "19:10"), night.answered("r1"), night.stopped("r1")]
)
@at_the_desk
async def test_it_ends_when_the_trouble_ends(desk: Desk, end: Fact) -> None:
    await roster(desk)
    await queue(desk)
    await desk.reach("19:06")
    await desk.say(end, story="s1")
    await desk.reach("22:00")
    assert phones(desk) == [WANG, LI]


@at_the_desk
async def test_an_acknowledgement_stops_it_for_a_while_and_then_it_climbs_again(desk: Desk) -> None:
    await roster(desk)
    await queue(desk)
    await desk.reach("19:06")
    head = await desk.key("head-of-the-night", "leader", TOWN)
    (first, second) = await desk.messages(template="queued")
    taken = (await head.ask("POST", f"/messages/{second['id']}/acknowledgement")).json()
    assert taken == {
        "at": "2026-12-05T11:06:00Z",
        "by": "key:head-of-the-night",
        "until": "2026-12-05T11:16:00Z",
    }
    await desk.reach("19:08")
    again = await head.ask("POST", f"/messages/{first['id']}/acknowledgement", once="k1")
    assert again.json() == taken, "it holds for the trouble, and twice is once"
    await desk.reach("19:15:59")
    assert phones(desk) == [WANG, LI]
    await desk.reach("19:21")
    assert phones(desk) == [WANG, LI, WANG, LI], "still true: again from below"
    (fact,) = await desk.facts("MessageAcknowledged")
    assert (fact.actor, fact.data["message"]) == ("key:head-of-the-night", second["id"])
    assert {one["acknowledged"]["by"] for one in await desk.messages(template="queued")} == {taken["by"]}


@at_the_desk
async def test_what_was_acknowledged_and_ended_meanwhile_stays_silent(desk: Desk) -> None:
    await roster(desk)
    await queue(desk)
    (first,) = await desk.messages(template="queued")
    await desk.admin.post(f"/messages/{first['id']}/acknowledgement", None)
    await desk.say(night.offered("r1", "jia", 1, "19:10"), story="s1")
    await desk.reach("22:00")
    assert phones(desk) == [WANG]


@at_the_desk
async def test_only_leaders_of_the_area_acknowledge_and_only_what_climbs(desk: Desk) -> None:
    await roster(desk)
    await desk.say(night.reported("s1", "18:59:30"))
    await queue(desk)
    (climbs,), (plain,) = await desk.messages(template="queued"), await desk.messages(template="received")
    for name, role, area, id, code in (
        ("k1", "dispatcher", COUNTY, climbs["id"], "denied"),
        ("k2", "leader", ELSEWHERE, climbs["id"], "not-found"),
        ("k3", "leader", COUNTY, "no-such-message", "not-found"),
        ("k4", "leader", COUNTY, plain["id"], "nothing-to-acknowledge"),
    ):
        asker = await desk.key(name, role, area)
        assert (await asker.ask("POST", f"/messages/{id}/acknowledgement")).json()["code"] == code
    assert (climbs["climbs"], plain["climbs"]) == (True, False)


@at_the_desk
async def test_what_is_over_climbs_no_more_and_nobody_is_asked_to_take_it_in_hand(desk: Desk) -> None:
    await roster(desk)
    await queue(desk)
    (queued,) = await desk.messages(template="queued")
    await desk.say(night.offered("r1", "jia", 1, "19:10"), story="s1")
    (over,) = await desk.messages(template="queued")
    refused = await desk.admin.ask("POST", f"/messages/{queued['id']}/acknowledgement")

    assert (queued["climbs"], over["climbs"]) == (True, False)
    assert refused.json()["code"] == "nothing-to-acknowledge"


@at_the_desk
async def test_a_leader_reads_in_the_platform_what_climbs_and_takes_it_in_hand_there(desk: Desk) -> None:
    await desk.route("leader", "in_app", None)
    await queue(desk)
    own = await signed_in(desk, "wang", "leader")
    (item,) = (await own.ask("GET", "/inbox")).json()["items"]
    assert item["climbs"] and item["acknowledged"] is None
    address = f"/notify/deliveries/{item['id']}/acknowledgement"
    assert address in (await own.http.get("/notify/deliveries")).text
    done = await own.http.post(address, headers={"Sec-Fetch-Site": "same-origin"})
    assert done.headers["location"] == "/notify/deliveries?done=acknowledged"
    page = (await own.http.get("/notify/deliveries?done=acknowledged")).text
    assert address not in page and "已确认，到 19:10" in page and "暂不再往上通知" in page
    assert (
        (await own.ask("GET", "/inbox"))
        .json()["items"][0]["acknowledged"]["until"]
        .startswith("2026-12-05T11:10")
    )


@at_the_desk
async def test_nobody_is_told_twice_where_one_person_leads_everywhere(desk: Desk) -> None:
    await desk.set_up()
    await queue(desk)
    await desk.reach("19:29")
    assert phones(desk) == ["0000-5550009"], "the area's route, which is the county's as well"
    await desk.reach("19:50")
    assert phones(desk) == ["0000-5550009"] * 2, "still true after half an hour"


@at_the_desk
async def test_that_nobody_leads_at_all_is_seen(desk: Desk) -> None:
    await queue(desk)
    await desk.reach("19:50")
    states = [(one["rank"], one["state"]) for one in await desk.messages(template="queued")]
    assert states == [("on_duty", "no_route"), ("on_duty", "no_route")]


@at_the_desk
async def test_a_risk_climbs_until_a_promise_restores_the_margin(desk: Desk) -> None:
    await roster(desk)
    await desk.say(night.at_risk("r1"), story="s1")
    await desk.reach("19:05")
    assert phones(desk) == [WANG, LI]
    await desk.say(night.accepted("r1", "丙队", "20:24", "s1"), story="s1")
    await desk.reach("20:00")
    assert phones(desk) == [WANG, LI]


@at_the_desk
async def test_an_offer_that_nobody_answered_is_told_when_nobody_has_accepted_since(desk: Desk) -> None:
    await roster(desk)
    await desk.say(night.opened("r1", "s1", "19:00"), night.offered("r1", "乙队", 1, "19:01:30"), story="s1")
    await desk.reach("19:01:30")
    await desk.say(night.lapsed("r1", "乙队"), night.offered("r1", "丙队", 2, "19:03"), story="s1")
    await desk.reach("19:03")
    await desk.say(night.lapsed("r1", "丙队", 2), night.offered("r1", "甲队", 3, "19:04:30"), story="s1")
    await desk.reach("19:03:30")
    assert "乙队 19:01 前未答复派单，至今无人接单" in (await desk.one("offer_unanswered"))["text"]
    await desk.reach("19:05:30")
    assert len(await desk.messages(template="offer_unanswered")) == 1, "one climbs for all that follow"
    await desk.say(night.accepted("r1", "甲队", "19:10", "s1", round=3), story="s1")
    await desk.reach("20:00")
    assert phones(desk) == [WANG]


@at_the_desk
async def test_a_report_that_nobody_took_over_is_told_at_once_and_climbs_quickly(desk: Desk) -> None:
    await roster(desk)
    await desk.say(night.reported("s1", "18:59:30", caller=None))
    await desk.say(night.silent("s1", "19:00"), story="s1")
    text = (await desk.one("not_taken_over"))["text"]
    assert text == "【暖冬】线索 001（暖冬县暖冬镇）19:00:00 报来，调度至今没有接手。请打电话派队。"
    await desk.reach("19:02")
    assert phones(desk) == [WANG, LI]
    await desk.say(night.opened("r1", "s1", "19:00"), story="s1")
    await desk.reach("20:00")
    assert phones(desk) == [WANG, LI]


@at_the_desk
async def test_an_answer_that_is_heard_before_the_silence_leaves_nothing_to_tell(desk: Desk) -> None:
    """Patrol's answer and intake's silence come on two topics, in any order."""
    await roster(desk)
    await desk.say(night.opened("r1", "s1", "19:00"), story="s1")
    await desk.say(night.silent("s1", "19:00"), story="s1")
    await desk.reach("20:00")
    assert await desk.messages(template="not_taken_over") == []


@at_the_desk
async def test_a_fact_that_is_heard_twice_climbs_once(desk: Desk) -> None:
    await roster(desk)
    twice = desk.envelope(night.queued("r1"), story="s1")
    await desk.append(twice, twice)
    await desk.reach("19:06")
    await desk.append(twice)
    await desk.reach("19:11")
    assert phones(desk) == [WANG, LI, ZHOU]
