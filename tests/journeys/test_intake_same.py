"""Possible same person, at the desk: earlier open reports nearby, each with its reasons."""

from typing import Any

from tests.support.intake import Asker, Desk, at_the_desk
from tests.support.intake_patrol import joined, opened

HERE = {"longitude": "100.0", "latitude": "40.0", "people": "1", "signs": ["elderly", "confused"]}
NEAR = {"longitude": 100.0, "latitude": 40.003}


async def compared(asker: Asker, form: dict[str, Any]) -> str:
    headers = {"Authorization": f"Bearer {asker.secret}"}
    answer = await asker.http.post("/intake/desk/same", data=form, headers=headers)
    assert answer.status_code == 200
    return answer.text


@at_the_desk
async def test_an_earlier_report_nearby_is_shown_with_reasons_for_and_against(desk: Desk) -> None:
    await desk.operator.sighting(point=NEAR, landmark="公交站", signs=["elderly"], people=2)
    await desk.reach("19:30")
    shown = await compared(desk.operator, HERE)
    assert "可能是同一人 1" in shown and "公交站" in shown
    assert "相距 330 米" in shown and "30 分钟前" in shown and "那时 2 人" in shown
    assert "4 项合 3" in shown and shown.count("不符") == 1


@at_the_desk
async def test_what_is_far_long_ago_or_closed_is_not(desk: Desk) -> None:
    await desk.operator.sighting(point={"longitude": 100.03, "latitude": 40.0})
    gone = await desk.operator.sighting(point=NEAR, landmark="公交站")
    closing = {"outcome": "false_report", "reason": "重复"}
    await desk.operator.post(f"/intake/api/v1/sightings/{gone['id']}/closing", closing)
    assert "没有别的未办结线索" in await compared(desk.operator, HERE)
    await desk.operator.sighting(point=NEAR, landmark="公交站")
    assert "公交站" in await compared(desk.operator, HERE)
    await desk.reach("7:01")
    assert "没有别的未办结线索" in await compared(desk.operator, HERE)


@at_the_desk
async def test_without_a_place_or_with_half_a_form_there_is_nothing_to_compare(desk: Desk) -> None:
    for form in ({}, {**HERE, "people": "more", "people_exact": "many"}, {**HERE, "longitude": "east"}):
        assert "定了地点才能比对" in await compared(desk.operator, form)


@at_the_desk
async def test_a_foreign_area_is_not_compared(desk: Desk) -> None:
    await desk.operator.sighting(point=NEAR, landmark="公交站")
    stranger = await desk.key("stranger", "operator", "990102")
    assert "公交站" not in await compared(stranger, HERE)


@at_the_desk
async def test_a_call_saved_before_anybody_looked_is_still_compared_and_never_with_itself(desk: Desk) -> None:
    await desk.operator.sighting(point=NEAR, landmark="公交站")
    headers = {"Authorization": f"Bearer {desk.operator.secret}", "HX-Request": "true"}
    form = {**HERE, "landmark": "铁路桥"}
    shown = (await desk.http.post("/intake/desk/calls/sighting", data=form, headers=headers)).text
    assert "可能是同一人 1" in shown and "公交站" in shown


@at_the_desk
async def test_several_calls_of_one_rescue_are_one_candidate(desk: Desk) -> None:
    first = await desk.operator.sighting(point=NEAR, landmark="公交站")
    second = await desk.operator.sighting(point=NEAR, landmark="公交站")
    await desk.say(opened(first))
    await desk.say(joined(second), 2)
    assert "可能是同一人 1" in await compared(desk.operator, HERE)
