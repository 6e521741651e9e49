"""The phone of a team over HTTP: who may look, what each step shows, plain forms for whoever has no script."""

import re
from typing import Any

import pytest

from services.platform.client import Api
from tests.support.patrol import COUNTY, KEYRING, Crew, Patrol, at

FIELD = "/patrol/field"
WORDS = KEYRING.seal("words", "老人坐在桥下")


async def shown(p: Patrol, key: Api, path: str = FIELD) -> str:
    answer = await p.http.get(path, headers=key.headers)
    assert answer.status_code == 200, answer.text
    return answer.text


async def press(p: Patrol, crew: Crew, step: str, **form: Any) -> Any:
    offer = await crew.offer()
    path = f"{FIELD}/rescues/{offer['rescue']}/{step}"
    return await p.http.post(path, data={"offer": offer["id"], **form}, headers=crew.api.headers)


def stage(text: str) -> str:
    (found,) = re.findall(r'id="field" data-stage="(\w+)"', text)
    return str(found)


def test_nobody_is_led_to_the_sign_in_page_and_other_roles_are_refused(play):
    async def story(p: Patrol):
        answer = await p.http.get(FIELD)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/notify/sign-in?next={FIELD}")
        for role in ("operator", "dispatcher", "leader", "auditor"):
            key = await p.key(f"phone {role}", role, COUNTY)
            assert (await p.http.get(FIELD, headers=key.headers)).status_code == 403, role

    play(story)


def test_a_team_goes_from_the_offer_to_the_outcome_with_plain_forms(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1000, stock={"quilt": 4})
        assert stage(await shown(p, crew.api)) == "idle"
        await p.report(place=KEYRING.seal("words", "铁路桥下"), words=WORDS)
        text = await shown(p, crew.api)
        assert stage(text) == "offered"
        for said in ("铁路桥下", "老人坐在桥下", "棉被 4", "接单", "拒绝", "data-seconds-until"):
            assert said in text, said
        for step, reached in (("acceptance", "accepted"), ("departure", "en_route"), ("arrival", "arrived")):
            assert (await press(p, crew, step)).status_code == 303
            assert stage(await shown(p, crew.api)) == reached
        found = {"outcome": "refused", "people": 1, "goods.quilt": "1", "goods.card": "1", "words": "再来看"}
        assert (await press(p, crew, "outcome", **found)).status_code == 303
        answered = (await p.rescue())["outcome"]
        assert (answered["outcome"], answered["handed_out"]) == ("refused", {"quilt": 1, "card": 1})
        assert (await p.team(crew))["stock"] == {"quilt": 3}
        text = await shown(p, crew.api)
        assert stage(text) == "idle" and "已办完" in text

    play(story)


def test_another_team_s_rescue_is_not_there(play):
    async def story(p: Patrol):
        await p.crew("甲队", 1000)
        other = await p.crew("乙队", 9000)
        await p.report(words=WORDS)
        rescue = await p.rescue()
        offer = rescue["offers"][0]["id"]
        for step in ("acceptance", "refusal", "departure", "arrival", "estimate", "outcome"):
            path = f"{FIELD}/rescues/{rescue['id']}/{step}"
            form = {"offer": offer, "reason": "路不通", "outcome": "not_found"}
            assert (await p.http.post(path, data=form, headers=other.api.headers)).status_code == 404, step
        text = await shown(p, other.api)
        assert stage(text) == "idle" and "老人坐在桥下" not in text
        assert stage(await shown(p, other.api, f"{FIELD}?team=someone")) == "idle"

    play(story)


def test_an_administrator_looks_and_has_nothing_to_press(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1000)
        await p.report()
        admin = await p.key("looks", "admin", "*")
        assert f"{FIELD}?team={crew.id}" in await shown(p, admin)
        text = await shown(p, admin, f"{FIELD}?team={crew.id}")
        assert stage(text) == "offered" and 'class="button next"' not in text
        answer = await p.http.get(f"{FIELD}?team=nobody", headers=admin.headers)
        assert answer.status_code == 404

    play(story)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_page_is_an_app_whose_worker_looks_after_it_alone(play, language):
    async def story(p: Patrol):
        worker = await p.http.get("/patrol/field-worker.js")
        assert worker.headers["service-worker-allowed"] == FIELD
        assert "connect-src 'self'" in worker.headers["content-security-policy"]
        told = await p.http.get("/patrol/field.webmanifest", headers={"Accept-Language": language})
        about = told.json()
        assert (about["start_url"], about["scope"], about["display"]) == (FIELD, FIELD, "standalone")
        assert about["lang"] == language
        icon = await p.http.get(about["icons"][0]["src"])
        assert icon.headers["content-type"].startswith("image/svg+xml")

    play(story)


def test_the_banner_for_no_network_promises_nothing_about_an_offer_that_cannot_be_accepted(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1000)
        await p.report()
        answer = await p.http.get("/patrol/field", headers=crew.api.headers)
        assert "没有网络，接不了单" in answer.text
        assert "没有网络，照常操作" not in answer.text and "没有网络，已接的任务照常操作" in answer.text

    play(story)


def test_phone_and_board_say_which_moment_of_a_late_arrival_counts_and_keep_the_other(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1000)
        await p.report()
        await crew.go("acceptance", "departure")
        await p.reach("18:05")
        await crew.say("arrival", device_at=at("18:04:12").isoformat())
        field = (await p.http.get("/patrol/field", headers=crew.api.headers)).text
        assert "手机记录 18:04:12 到达，18:05:00 收到，以收到为准" in field
        rescue = await p.rescue()
        detail = await p.http.get(f"/patrol/board/rescues/{rescue['id']}", headers=p.dispatcher.headers)
        assert "18:05:00" in detail.text and "手机记录 18:04:12，以收到为准" in detail.text

    play(story)
