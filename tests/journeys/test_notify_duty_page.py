"""The page of who leads: read by those who dispatch, changed by those who lead, closed to everybody else."""

from datetime import datetime
from typing import Any

import pytest

from services.contracts.words import Role
from tests.support.notify import COUNTY, ELSEWHERE, TOWN, Desk, at, at_the_desk
from tests.support.people import OWN_PAGE, Browser, add_person, signed_in

PAGE = "/notify/duty"
TONIGHT = {"begins_at": "2026-12-05T18:00", "ends_at": "2026-12-06T08:00"}


async def leader(desk: Desk, login: str, area: str = COUNTY) -> str:
    return str((await add_person(desk, login, "leader", area))["id"])


async def send(own: Browser, path: str, **form: str) -> Any:
    return await own.http.post(f"{PAGE}{path}", data=form, headers=OWN_PAGE)


async def page(own: Browser, **query: str) -> str:
    answer = await own.http.get(PAGE, params=query)
    assert answer.status_code == 200
    return str(answer.text)


async def now(desk: Desk, area: str = COUNTY) -> Any:
    return await desk.admin.get("/duty/now", area=area)


@at_the_desk
async def test_a_leader_puts_somebody_on_duty_by_the_offices_clocks(desk: Desk) -> None:
    wang, li = await leader(desk, "wang"), await leader(desk, "li")
    head = await signed_in(desk, "head", "leader")
    answer = await send(head, "", area=COUNTY, person=wang, stand_in=li, **TONIGHT)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?area={COUNTY}&done=given")
    (given,) = (await desk.admin.get("/duty"))["items"]
    assert (given["person"]["id"], given["stand_in"]["id"]) == (wang, li)
    assert datetime.fromisoformat(given["from"]) == at("18:00")
    shown = await page(head)
    assert "演示wang" in shown and "12-05 18:00" in shown and "12-06 08:00" in shown


@at_the_desk
async def test_the_same_form_sent_twice_gives_one_duty(desk: Desk) -> None:
    wang = await leader(desk, "wang")
    head = await signed_in(desk, "head", "leader")
    for _ in range(2):
        assert (await send(head, "", area=COUNTY, person=wang, **TONIGHT)).status_code == 303
    assert len((await desk.admin.get("/duty"))["items"]) == 1


@at_the_desk
async def test_whoever_is_away_is_stood_in_for_until_they_are_back_and_the_duty_can_be_ended(
    desk: Desk,
) -> None:
    wang, li = await leader(desk, "wang"), await leader(desk, "li")
    head = await signed_in(desk, "head", "leader")
    await send(head, "", area=COUNTY, person=wang, begins_at="2026-12-05T08:00", ends_at="2026-12-06T08:00")
    given = (await now(desk))["duty"]["id"]
    assert (await send(head, f"/{given}/standing", stand_in=li)).status_code == 303
    assert (await now(desk))["acting"]["id"] == wang
    await send(head, f"/{given}/standing", away="yes")
    assert (await now(desk))["acting"]["id"] == li
    assert "代 演示wang" in await page(head)
    await send(head, f"/{given}/standing", away="no")
    assert (await now(desk))["acting"]["id"] == wang
    await send(head, f"/{given}/ending")
    assert (await now(desk))["acting"] is None
    assert "没有人" in await page(head)


@at_the_desk
async def test_what_cannot_be_is_said_and_what_was_chosen_stays(desk: Desk) -> None:
    wang = await leader(desk, "wang")
    other = (await add_person(desk, "ding", "dispatcher"))["id"]
    head = await signed_in(desk, "head", "leader")
    for form, said in (
        ({"person": wang, "begins_at": TONIGHT["ends_at"], "ends_at": TONIGHT["begins_at"]}, "先开始后结束"),
        ({"person": wang, "begins_at": "soon", "ends_at": ""}, "先开始后结束"),
        ({"person": other, **TONIGHT}, "任值班领导"),
        ({"person": wang, "stand_in": wang, **TONIGHT}, "另一个人"),
    ):
        answer = await send(head, "", area=COUNTY, **form)
        assert answer.status_code == 422 and said in answer.text
    assert f'value="{wang}" selected' in answer.text
    assert (await desk.admin.get("/duty"))["items"] == []


@at_the_desk
async def test_who_dispatches_reads_and_does_not_change(desk: Desk) -> None:
    wang = await leader(desk, "wang")
    own = await signed_in(desk, "ding", "dispatcher")
    assert "<form" not in (await page(own)).split("<main", 1)[1].split("</main>")[0]
    assert (await send(own, "", area=COUNTY, person=wang, **TONIGHT)).status_code == 403


@at_the_desk
@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
async def test_the_page_is_closed_to_others(desk: Desk, role: Role) -> None:
    own = await signed_in(desk, "other", role)
    assert (await own.http.get(PAGE)).status_code == 403


@at_the_desk
async def test_a_foreign_area_is_not_there(desk: Desk) -> None:
    far = await leader(desk, "far", ELSEWHERE)
    times = {"from": at("12:00").isoformat(), "until": at("23:00").isoformat()}
    given = await desk.admin.post("/duty", {"area": ELSEWHERE, "person": far, **times})
    head = await signed_in(desk, "head", "leader")
    assert "演示far" not in await page(head)
    assert (await head.http.get(PAGE, params={"area": ELSEWHERE})).status_code == 404
    assert (await send(head, "", area=ELSEWHERE, person=far, **TONIGHT)).status_code == 404
    for step in ("standing", "ending"):
        assert (await send(head, f"/{given['id']}/{step}", away="yes")).status_code == 404
    assert (await now(desk, ELSEWHERE))["acting"]["id"] == far


@at_the_desk
async def test_a_town_without_a_duty_is_led_by_the_duty_of_its_county_and_the_page_says_so(
    desk: Desk,
) -> None:
    wang = await leader(desk, "wang")
    times = {"from": at("12:00").isoformat(), "until": at("23:00").isoformat()}
    await desk.admin.post("/duty", {"area": COUNTY, "person": wang, **times})
    own = await signed_in(desk, "ding", "dispatcher", TOWN)
    shown = await page(own)
    assert "演示wang" in shown and "的值班" in shown
