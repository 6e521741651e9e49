"""Possible same person, at the desk: earlier open reports nearby, each with its reasons."""

from typing import Any

from services.contracts import patrol
from services.contracts.joining import JoinRule
from tests.support.intake import Asker, Desk, at_the_desk
from tests.support.intake_patrol import RESCUE, joined, opened

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
async def test_without_a_place_there_is_nothing_to_compare(desk: Desk) -> None:
    for form in ({}, {**HERE, "longitude": "east"}):
        assert "定了地点才能比对" in await compared(desk.operator, form)


@at_the_desk
async def test_a_number_of_people_that_is_none_hides_nobody(desk: Desk) -> None:
    await desk.operator.sighting(point=NEAR, landmark="公交站")
    assert "公交站" in await compared(desk.operator, {**HERE, "people": "more", "people_exact": "many"})


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


UNLIKE = {"people": 4, "signs": ["minor"]}
WILL_JOIN = "保存后会并入这一件"


def north(metres: float) -> dict[str, float]:
    return {"longitude": 100.0, "latitude": 40.0 + metres / 111_195}


@at_the_desk
async def test_whatever_patrol_will_join_is_shown_however_little_else_agrees(desk: Desk) -> None:
    await desk.operator.sighting(point=north(JoinRule.metres), landmark="公交站", **UNLIKE)
    shown = await compared(desk.operator, HERE)
    assert "公交站" in shown and WILL_JOIN in shown
    assert "相距 100 米" in shown and "那时 4 人" in shown and shown.count("不符") == 2


@at_the_desk
async def test_what_is_near_and_not_joined_by_itself_is_not_said_to_be(desk: Desk) -> None:
    await desk.operator.sighting(point=north(JoinRule.metres + 1), landmark="公交站")
    await desk.reach("19:10")
    assert WILL_JOIN not in await compared(desk.operator, HERE)
    await desk.operator.sighting(point=north(20), landmark="铁路桥", **UNLIKE)
    shown = await compared(desk.operator, HERE)
    assert WILL_JOIN in shown and shown.index("铁路桥") < shown.index("公交站")
    await desk.reach("19:40:01")
    assert "铁路桥" not in await compared(desk.operator, HERE), "half an hour is over"


@at_the_desk
async def test_the_rescue_s_own_distance_hours_and_place_decide(desk: Desk) -> None:
    far = await desk.operator.sighting(point=north(1_900), landmark="公交站", **UNLIKE)
    fact = opened(far).model_copy(update={"join_metres": 2_000, "join_seconds": 6 * 3600})
    await desk.say(fact.model_copy(update={"point": fact.point.model_copy(update=north(1_900))}))
    await desk.reach("23:00")
    assert WILL_JOIN in await compared(desk.operator, HERE)
    news = {"profile": "town", "deadline": fact.deadline, "join_metres": 50, "join_seconds": 1800}
    graver = patrol.RescueRegraded(rescue=RESCUE, grade=fact.grade, grade_reasons=(), **news)
    await desk.say(graver, 2)
    assert WILL_JOIN not in await compared(desk.operator, HERE)


@at_the_desk
async def test_nothing_is_joined_to_a_drill(desk: Desk) -> None:
    await desk.operator.sighting(point=north(10), landmark="公交站", drill=True)
    assert WILL_JOIN not in await compared(desk.operator, HERE)
