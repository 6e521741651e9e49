"""The desk says that two sightings are one person; patrol decides, and every caller stays in sight."""

import re
from typing import Any

import pytest

from services.contracts import patrol
from tests.support.intake import HILLS, SIGHTINGS, TOWN, Desk, at, at_the_desk, kind_of, story_of
from tests.support.intake_patrol import answered, joined, opened

OTHER = "rescue-2"
Reports = tuple[dict[str, Any], dict[str, Any]]


async def two(desk: Desk) -> Reports:
    """Two sightings that patrol has opened two rescues for; the second is taken by the operator."""
    first = await desk.operator.sighting(landmark="公交站")
    second = await desk.operator.sighting(point={"longitude": 100.0, "latitude": 40.004})
    await desk.say(opened(first))
    await desk.say(opened(second, OTHER))
    return first, second


def merged(one: dict[str, Any], other: dict[str, Any], number: int = 1) -> patrol.RescueMerged:
    """The second's rescue ends, the first's goes on."""
    said = {"sighting": one["id"], "other": other["id"], "join": number, "sightings": (one["id"],)}
    return patrol.RescueMerged(rescue=OTHER, into="rescue-1", **said)


async def propose(desk: Desk, one: dict[str, Any], other: str, status: int = 200) -> dict[str, Any]:
    answer = await desk.operator.ask("POST", f"{SIGHTINGS}/{one['id']}/join", {"other": other})
    assert answer.status_code == status, answer.text
    return dict(answer.json())


@at_the_desk
async def test_a_join_is_proposed_and_followed_by_both_reports(desk: Desk) -> None:
    first, second = await two(desk)
    assert (await propose(desk, second, first["id"]))["joining"] == "waiting"
    (asked,) = await desk.facts("JoinProposed")
    assert (asked.subject, asked.data["other"], asked.data["join"]) == (second["id"], first["id"], 1)
    await desk.say(merged(second, first), 2)
    await desk.say(joined(second), 2)
    for report in (first, second):
        assert (await desk.operator.read(report))["rescue"]["id"] == "rescue-1"
    shown = await desk.operator.read(second)
    assert shown["joining"] == "joined" and "JoinProposed" in story_of(shown)
    await desk.say(answered(first, second), 5)
    closed = [fact.subject for fact in await desk.facts("ReportClosed")]
    assert sorted(closed) == sorted([first["id"], second["id"]])


@at_the_desk
async def test_a_rescue_that_is_heard_of_only_after_it_was_merged_changes_nothing(desk: Desk) -> None:
    first, second = await desk.operator.sighting(), await desk.operator.sighting()
    await desk.say(opened(first))
    await desk.say(merged(second, first), 2)
    await desk.say(opened(second, OTHER), 1)
    assert (await desk.operator.read(second))["rescue"]["id"] == "rescue-1"


@at_the_desk
async def test_a_refusal_is_shown_and_both_stay(desk: Desk) -> None:
    first, second = await two(desk)
    await propose(desk, second, first["id"])
    await desk.say(patrol.JoinRefused(sighting=second["id"], join=1, reason="arrived"), 2)
    shown = await desk.operator.read(second)
    assert (shown["joining"], shown["rescue"]["id"]) == ("refused", OTHER)
    assert shown["story"][-1]["detail"]["reason"] == "arrived"


@at_the_desk
async def test_without_an_answer_it_falls_silent_and_a_late_answer_still_counts(desk: Desk) -> None:
    first, second = await two(desk)
    await propose(desk, second, first["id"])
    await desk.reach("19:00:21")
    assert (await desk.operator.read(second))["joining"] == "silent"
    assert [kind_of(fact) for fact in await desk.facts()][-1] == "JoinNotAnswered"
    await desk.say(merged(second, first), 2)
    assert (await desk.operator.read(second))["joining"] == "joined"


@pytest.mark.parametrize("other", ["itself", "nobody", "closed", "foreign"])
@at_the_desk
async def test_only_another_open_sighting_in_reach_can_be_joined(desk: Desk, other: str) -> None:
    second = await desk.operator.sighting()
    stranger = await desk.key("stranger", "operator", "990102")
    foreign = await stranger.sighting(point=None, area="990102", landmark="别处")
    closed = await desk.operator.sighting()
    closing = {"outcome": "false_report", "reason": "重复"}
    await desk.operator.post(f"{SIGHTINGS}/{closed['id']}/closing", closing)
    ids = {"itself": second["id"], "nobody": "nobody", "closed": closed["id"], "foreign": foreign["id"]}
    refused = await propose(desk, second, ids[other], 422)
    assert refused["code"] == "nothing-to-join"
    assert await desk.facts("JoinProposed") == []


@at_the_desk
async def test_only_the_owner_or_who_stands_in_proposes(desk: Desk) -> None:
    first, second = await two(desk)
    colleague = await desk.key("colleague", "operator")
    body = {"other": first["id"]}
    assert (await colleague.ask("POST", f"{SIGHTINGS}/{second['id']}/join", body)).status_code == 403
    assert (await desk.dispatcher.ask("POST", f"{SIGHTINGS}/{second['id']}/join", body)).status_code == 200


@at_the_desk
async def test_a_join_is_taken_back_by_a_split(desk: Desk) -> None:
    first, second = await two(desk)
    path = f"{SIGHTINGS}/{second['id']}/split"
    body = {"other": first["id"]}
    assert (await desk.operator.ask("POST", path, body)).status_code == 422
    await propose(desk, second, first["id"])
    await desk.say(merged(second, first), 2)
    assert (await desk.operator.post(path, body))["joining"] == "splitting"
    (asked,) = await desk.facts("SplitProposed")
    assert (asked.subject, asked.data["join"]) == (second["id"], 2)
    said = {"sighting": second["id"], "other": first["id"], "join": 2, "sightings": (second["id"],)}
    split = patrol.RescueSplit(rescue=OTHER, from_rescue="rescue-1", deadline=at("19:29:30"), **said)
    await desk.say(split, 3)
    shown = await desk.operator.read(second)
    assert (shown["joining"], shown["rescue"]["id"], shown["rescue"]["state"]) == ("split", OTHER, "waiting")
    assert (await desk.operator.read(first))["rescue"]["id"] == "rescue-1"


@pytest.mark.parametrize("refused", [True, False])
@at_the_desk
async def test_a_split_that_is_refused_or_not_answered_leaves_them_one(desk: Desk, refused: bool) -> None:
    first, second = await two(desk)
    await propose(desk, second, first["id"])
    await desk.say(merged(second, first), 2)
    await desk.operator.post(f"{SIGHTINGS}/{second['id']}/split", {"other": first["id"]})
    if refused:
        await desk.say(patrol.SplitRefused(sighting=second["id"], join=2, reason="arrived"), 3)
    else:
        await desk.reach("19:00:21")
        assert [kind_of(fact) for fact in await desk.facts()][-1] == "SplitNotAnswered"
    shown = await desk.operator.read(second)
    assert (shown["joining"], shown["rescue"]["id"]) == ("joined", "rescue-1")


async def shown(desk: Desk, report: dict[str, Any], part: str = "/answer") -> str:
    headers = {"Authorization": f"Bearer {desk.operator.secret}", "HX-Request": "true"}
    answer = await desk.http.get(f"/intake/desk/reports/sighting/{report['id']}{part}", headers=headers)
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", answer.text))


async def joined_by_itself(desk: Desk) -> Reports:
    """Patrol has taken the second for one with the first, by place and time."""
    first = await desk.operator.sighting(landmark="公交站", people=2, signs=["elderly"])
    second = await desk.operator.sighting(people=3)
    await desk.say(opened(first))
    await desk.say(joined(second), 2)
    return first, second


@at_the_desk
async def test_the_desk_says_what_a_call_was_joined_with_and_what_that_one_said(desk: Desk) -> None:
    first, second = await joined_by_itself(desk)
    for part in ("/answer", ""):
        said = await shown(desk, second, part)
        assert f"已并入同一救助 {(await desk.operator.read(second))['rescue']['number']}" in said
        assert f"{first['number']} 19:00:00 公交站" in said and "说 2 人" in said and "老人" in said
        assert "（这一通说 3 人）" in said and "不是同一人" in said
    assert f"{second['number']} 19:00:00" in await shown(desk, first, ""), "the other desk sees it as well"


@at_the_desk
async def test_a_call_that_was_joined_by_itself_is_split_off_by_whoever_took_it(desk: Desk) -> None:
    first, second = await joined_by_itself(desk)
    answer = await desk.operator.post(f"{SIGHTINGS}/{second['id']}/split", {"other": first["id"]})
    assert answer["joining"] == "splitting"
    (asked,) = await desk.facts("SplitProposed")
    assert (asked.data["other"], asked.data["join"]) == (first["id"], 2)
    assert "正在请巡查拆开" in await shown(desk, second)
    await desk.say(opened(second, OTHER))
    said = {"sighting": second["id"], "other": first["id"], "join": 2, "sightings": (second["id"],)}
    split = patrol.RescueSplit(rescue=OTHER, from_rescue="rescue-1", deadline=at("19:29:30"), **said)
    await desk.say(split, 1)
    read = await desk.operator.read(second)
    assert (read["joining"], read["rescue"]["id"]) == ("split", OTHER)
    seen = await shown(desk, second)
    assert "已拆回两件救助" in seen and "已并入" not in seen
    assert "已并入" not in await shown(desk, first)


@at_the_desk
async def test_a_refused_split_says_why_and_the_call_stays_where_it_is(desk: Desk) -> None:
    first, second = await joined_by_itself(desk)
    await desk.operator.post(f"{SIGHTINGS}/{second['id']}/split", {"other": first["id"]})
    await desk.say(patrol.SplitRefused(sighting=second["id"], join=2, reason="arrived"), 3)
    seen = await shown(desk, second)
    assert "没有拆开：队伍已到现场" in seen and "已并入同一救助" in seen


@at_the_desk
async def test_of_a_call_from_another_area_only_that_it_is_there_is_said(desk: Desk) -> None:
    first, _ = await joined_by_itself(desk)
    narrow = await desk.key("narrow", "operator", TOWN)
    hills = await narrow.sighting(area=TOWN)
    await desk.say(joined(hills), 3)
    far = await desk.operator.sighting(point=None, area=HILLS, landmark="山口")
    await desk.say(joined(far), 4)
    headers = {"Authorization": f"Bearer {narrow.secret}", "HX-Request": "true"}
    path = f"/intake/desk/reports/sighting/{hills['id']}/answer"
    text = (await desk.http.get(path, headers=headers)).text
    assert "另有 1 个来电属于别的辖区" in text and "山口" not in text and first["number"] in text
