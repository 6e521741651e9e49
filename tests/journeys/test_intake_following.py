"""A reporter's page: what happened, without anyone's personal data, for whoever holds the secret address."""

import re
from typing import Any

import httpx2
import pytest

from services.intake.screens.following import VISITS
from tests.support.intake import Desk, at_the_desk
from tests.support.intake_patrol import accepted, answered, arrived, departed, joined, offered, opened

SECRETS = ("0000-5550007", "00005550007", "铁路桥", "老人", "王某", "桥头街", "甲队", "kept", "key:operator")
TOLD: dict[str, Any] = {
    "caller": "0000-5550007",
    "landmark": "铁路桥下",
    "address": "桥头街 1 号",
    "words": "王某，老人，睡在桥下",
    "signs": ["elderly"],
}


async def page(desk: Desk, token: str, **headers: str) -> httpx2.Response:
    return await desk.http.get(f"/intake/reports/{token}", headers=headers)


@at_the_desk
async def test_the_reporter_follows_it_from_receipt_to_end_and_sees_nobody(desk: Desk) -> None:
    report = await desk.operator.sighting(**TOLD)
    token = report["tracking_token"]
    first = await page(desk, token)
    assert first.status_code == 200 and "已经记下，正在安排" in first.text
    assert "S-0001" in first.text and "暖冬县暖冬镇" in first.text
    for number, fact in enumerate((opened(report), offered(), accepted(), departed()), 1):
        await desk.say(fact, number)
    under_way = (await page(desk, token)).text
    assert "巡查队在路上" in under_way and "预计 19:06 前到" in under_way
    await desk.say(arrived(), 5)
    assert "巡查队已到现场" in (await page(desk, token)).text
    await desk.say(answered(report), 6)
    closed = (await page(desk, token)).text
    assert "已经办结，谢谢您" in closed and "劝导" not in closed
    for shown in (first.text, under_way, closed):
        assert [secret for secret in SECRETS if secret in shown] == []


def taken_over_at(text: str) -> str:
    (moment,) = re.findall(r'巡查已接手</b> <time class="when" datetime="([^"]+)"', text)
    return str(moment)


@at_the_desk
async def test_another_call_that_joins_later_does_not_move_the_time_at_which_this_one_was_taken_over(
    desk: Desk,
) -> None:
    first = await desk.operator.sighting(**TOLD)
    await desk.say(opened(first), 1)
    before = taken_over_at((await page(desk, first["tracking_token"])).text)
    await desk.reach("19:10")
    second = await desk.operator.sighting(landmark="铁路桥下")
    await desk.say(joined(second), 2)
    assert taken_over_at((await page(desk, first["tracking_token"])).text) == before
    own = taken_over_at((await page(desk, second["tracking_token"])).text)
    assert own > before, "the second was taken over when it came"


@at_the_desk
async def test_it_is_in_english_for_whoever_reads_english(desk: Desk) -> None:
    report = await desk.operator.sighting(**TOLD)
    shown = await page(desk, report["tracking_token"], **{"Accept-Language": "en"})
    assert "What became of your report" in shown.text and 'lang="en"' in shown.text


@at_the_desk
async def test_no_engine_keeps_it_and_no_other_site_hears_its_address(desk: Desk) -> None:
    report = await desk.operator.sighting()
    shown = await page(desk, report["tracking_token"])
    assert shown.headers["x-robots-tag"] == "noindex, nofollow"
    assert shown.headers["referrer-policy"] == "no-referrer"
    assert shown.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("token", ["guess", "0" * 64, "%00", "x" * 5000, "a/b", ""])
@at_the_desk
async def test_a_guess_finds_nothing(desk: Desk, token: str) -> None:
    await desk.operator.sighting()
    answer = await page(desk, token)
    assert answer.status_code == 404 and "S-0001" not in answer.text
    assert "没有找到这份报告" in answer.text and "救助热线" in answer.text
    assert not [word for word in ("辖区", "登录", "账号") if word in answer.text]


@at_the_desk
async def test_no_page_of_the_public_carries_what_is_for_employees(desk: Desk) -> None:
    report = await desk.operator.sighting()
    for shown in (await page(desk, report["tracking_token"]), await page(desk, "mistyped/0")):
        assert not [word for word in ("登录", "我的设置", "<dialog") if word in shown.text]


@at_the_desk
async def test_the_report_s_id_is_no_token(desk: Desk) -> None:
    report = await desk.operator.sighting()
    assert (await page(desk, report["id"])).status_code == 404


@at_the_desk
async def test_a_complaint_tells_only_that_it_is_under_way(desk: Desk) -> None:
    taken = await desk.operator.post("/intake/api/v1/complaints", {"channel": "phone", "words": "值班的人"})
    shown = (await page(desk, taken["tracking_token"])).text
    assert "K-0001" in shown and "值班的人" not in shown


@at_the_desk
async def test_whoever_guesses_on_and_on_is_told_to_wait(desk: Desk) -> None:
    for number in range(int(VISITS.at_once)):
        assert (await page(desk, f"guess-{number}")).status_code == 404
    refused = await page(desk, "guess")
    assert refused.status_code == 429 and int(refused.headers["retry-after"]) >= 1
    await desk.reach("19:01")
    assert (await page(desk, "guess")).status_code == 404
