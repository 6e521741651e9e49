"""The dispatch board over HTTP: who may look, what it shows, and two dispatchers at once."""

import re
from typing import Any

import pytest

from services.platform.client import Api, Refused
from tests.support.patrol import COUNTY, EVENING_PLAN, HILLS, KEYRING, TOWN, Patrol, north

BOARD = "/patrol/board"
PART = {"HX-Request": "true"}


async def text_of(p: Patrol, key: Api, path: str = f"{BOARD}/main", **headers: str) -> str:
    answer = await p.http.get(path, headers={**key.headers, **PART, **headers})
    assert answer.status_code == 200, answer.text
    return answer.text


async def status(p: Patrol, key: Api | None, path: str, **headers: str) -> int:
    return (await p.http.get(path, headers={**(key.headers if key else {}), **headers})).status_code


def clocks(text: str) -> dict[str, str]:
    """The state of the clock in each row of who is not reached, by number."""
    rows = re.findall(r'class="row rescue".*?data-number="(\d+)" data-state="(\w+)"', text)
    return dict(rows)


def test_nobody_is_led_to_the_sign_in_page(play):
    async def story(p: Patrol):
        answer = await p.http.get(BOARD)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/notify/sign-in?next={BOARD}")
        assert await status(p, None, f"{BOARD}/main", **PART) == 401

    play(story)


@pytest.mark.parametrize("role", ["team", "operator", "auditor"])
def test_only_who_dispatches_or_leads_may_look(play, role):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1000)
        await p.report()
        rescue = await p.rescue()
        key = await p.key("somebody", role, COUNTY, crew.id if role == "team" else None)
        one = f"{BOARD}/rescues/{rescue['id']}"
        for path in (BOARD, f"{BOARD}/main", f"{BOARD}/closed", one, f"{one}/dispatch", f"{one}/conflict"):
            assert await status(p, key, path) == 403, path

    play(story)


def test_a_foreign_county_sees_nothing_of_ours(play):
    async def story(p: Patrol):
        await p.crew("甲队", 1000)
        await p.report(place=KEYRING.seal("words", "铁路桥下"))
        foreign = await p.key("foreign", "dispatcher", "990102")
        shown = await text_of(p, foreign)
        assert "现在没有未到达的救助" in shown
        assert "铁路桥下" not in shown and "甲队" not in shown
        rescue = await p.rescue()
        assert await status(p, foreign, f"{BOARD}/rescues/{rescue['id']}") == 404

    play(story)


def test_a_row_says_where_how_bad_and_who_goes(play):
    async def story(p: Patrol):
        await p.crew("甲队", 1000)
        place = KEYRING.seal("words", "铁路桥下")
        await p.report(place=place, signs=["minor", "bedding"], people=2)
        shown = await text_of(p, p.dispatcher)
        for words in ("铁路桥下", "保护", "2 人，未成年，有被褥", "甲队", "待应答", "限 30 分"):
            assert words in re.sub(r"\s+", " ", shown), words
        assert "1</span> 派单待应答" in shown

    play(story)


def test_the_clock_turns_by_the_service_s_own_judgement(play):
    async def story(p: Patrol):
        await p.admin.put(f"/patrol/api/v1/profiles/{COUNTY}", EVENING_PLAN)
        await p.report()
        assert clocks(await text_of(p, p.dispatcher)) == {"001": "ok"}
        await p.reach("18:20:01")
        assert clocks(await text_of(p, p.dispatcher)) == {"001": "risk"}
        await p.reach("18:30")
        shown = await text_of(p, p.dispatcher)
        assert clocks(shown) == {"001": "bad"}
        assert "001 超过 30 分" in shown and "原因待填" in shown

    play(story)


def test_the_most_urgent_clock_comes_first(play):
    async def story(p: Patrol):
        await p.report()
        await p.reach("18:10")
        await p.report(point=north(3000), signs=["unconscious"])
        await p.reach("18:20:30")
        assert list(clocks(await text_of(p, p.dispatcher))) == ["002", "001"]

    play(story)


def test_who_is_reached_stands_apart_with_the_clock_stopped(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1000)
        await p.report()
        await crew.go("acceptance", "departure", "arrival")
        shown = await text_of(p, p.dispatcher)
        assert clocks(shown) == {} and "已到达，处置中 1" in shown
        await crew.say("outcome", outcome="refused", handed_out={"quilt": 1})
        shown = await text_of(p, p.dispatcher)
        assert "已到达，处置中" not in shown and "今晚已结 1" in shown
        assert "100.0%（1/1）" in shown
        assert "劝导后拒绝" in await text_of(p, p.dispatcher, f"{BOARD}/closed")

    play(story)


def test_the_circle_counts_key_areas_and_names_the_gaps(play):
    async def story(p: Patrol):
        async def key_area(name: str, metres: float, area: str) -> None:
            body = {"name": name, "kind": "key_area", "area": area, "beds": 0}
            point = north(metres).model_dump()
            await p.dispatcher.post("/patrol/api/v1/places", {**body, "point": point})

        await p.admin.put(f"/patrol/api/v1/profiles/{COUNTY}", EVENING_PLAN)
        await key_area("桥洞", 2_000, TOWN)
        await key_area("砖厂", 40_000, HILLS)
        assert "0.0%" in await text_of(p, p.dispatcher)
        crew = await p.crew("甲队", 0)
        shown = await text_of(p, p.dispatcher)
        assert "50.0%" in shown and "1/2 重点区域" in shown and "砖厂" in shown
        await p.reach("18:04")
        assert "0.0%" in await text_of(p, p.dispatcher), "nobody knows where the team is now"
        await crew.at(north(0))
        assert "50.0%" in await text_of(p, p.dispatcher)

    play(story)


def test_the_leader_looks_on_and_only_a_dispatcher_sends(play):
    async def story(p: Patrol):
        leader = await p.key("leader", "leader")
        await p.report()
        assert 'data-act="dispatch"' in await text_of(p, p.dispatcher)
        assert 'data-act="dispatch"' not in await text_of(p, leader)

    play(story)


def test_whoever_sends_by_what_is_no_longer_so_is_told_who_and_when(play):
    async def story(p: Patrol):
        await p.report()
        one, other = await p.crew("甲队", 1000), await p.crew("乙队", 2000)
        rescue = await p.rescue()
        seen = {"reason": "就近", "seen_offer": rescue["offers"][-1]["id"]}
        second = await p.key("second", "dispatcher")
        path = f"/patrol/api/v1/rescues/{rescue['id']}/dispatch"
        await p.dispatcher.post(path, {"team": other.id, **seen})
        with pytest.raises(Refused) as refused:
            await second.post(path, {"team": one.id, **seen})
        assert (refused.value.status, refused.value.problem["code"]) == (409, "sent-meanwhile")
        conflict = f"{BOARD}/rescues/{rescue['id']}/conflict?mine=甲队"
        told = await text_of(p, second, conflict)
        assert "另一位调度员 18:00:00 已改动" in told and "甲队" in told and "乙队" in told
        assert "您在别处 18:00:00" in await text_of(p, p.dispatcher, conflict)
        assert (await p.rescue())["team"]["name"] == "乙队"

    play(story)


def test_an_offer_that_was_seen_may_be_replaced(play):
    async def story(p: Patrol):
        await p.crew("甲队", 1000)
        other = await p.crew("乙队", 2000)
        await p.report()
        rescue = await p.rescue()
        body: dict[str, Any] = {"team": other.id, "reason": "熟路", "seen_offer": rescue["offers"][0]["id"]}
        after = await p.dispatcher.post(f"/patrol/api/v1/rescues/{rescue['id']}/dispatch", body)
        assert after["team"]["name"] == "乙队"

    play(story)


def test_whom_to_send_is_shown_with_every_reason(play):
    async def story(p: Patrol):
        await p.report()
        await p.crew("甲队", 1000, until="")
        await p.crew("乙队", 4000, area="990101")
        rescue = await p.rescue()
        shown = await text_of(p, p.dispatcher, f"{BOARD}/rescues/{rescue['id']}/dispatch")
        assert ("现在就是这支" in shown and "位置不明" in shown) or "未上岗" in shown

    play(story)


def test_the_board_speaks_english(play):
    async def story(p: Patrol):
        await p.report()
        shown = await text_of(p, p.dispatcher, BOARD, **{"Accept-Language": "en"})
        assert "No team can go" in shown and "not reached" in shown and "未到达" not in shown

    play(story)


def test_the_wall_shows_no_words_of_callers_and_no_names(play):
    async def story(p: Patrol):
        await p.crew("甲队", 1000, members=["张演示"])
        place = KEYRING.seal("words", "铁路桥下")
        await p.report(place=place, words=KEYRING.seal("words", "来电人说的话"))
        shown = await text_of(p, p.dispatcher, f"{BOARD}?mode=wall")
        assert "铁路桥下" in shown
        assert "来电人说的话" not in shown and "张演示" not in shown

    play(story)


def test_the_base_map_comes_from_our_own_address(play):
    async def story(p: Patrol):
        answer = await p.http.get(f"{BOARD}/map.geojson", headers=p.dispatcher.headers)
        assert answer.json()["type"] == "FeatureCollection"
        assert "max-age" in answer.headers["cache-control"]

    play(story)
