"""Notify's sign-in page as browsers meet it without a script: cookies, provider, wishes, where it leads."""

from dataclasses import replace
from typing import Any

import pytest

from services.chassis.web.office import Demonstration, Office
from tests.support import night
from tests.support.notify import ELSEWHERE, Desk, at_the_desk
from tests.support.people import PASSWORD, add_person, browser, signed_in

PAGE = "/notify/sign-in"
KEEP = {"keep": "yes"}


async def signs_in(desk: Desk, login: str, headers: dict[str, str] | None = None, **more: str) -> Any:
    form = {"login": login, "password": PASSWORD, **more}
    return await browser(desk).http.post(PAGE, data=form, headers=headers)


def cookies(answer: Any) -> dict[str, str]:
    return {text.split("=", 1)[0]: text for text in answer.headers.get_list("set-cookie")}


@at_the_desk
@pytest.mark.parametrize(
    ("role", "home"),
    [
        ("operator", "/intake/desk"),
        ("dispatcher", "/patrol/board"),
        ("leader", "/patrol/board"),
        ("auditor", "/intake/desk/complaints"),
        ("admin", "/notify/people"),
    ],
)
async def test_everybody_lands_on_the_page_of_their_role(desk: Desk, role: str, home: str) -> None:
    await add_person(desk, "somebody", role)
    answer = await signs_in(desk, "somebody")
    assert (answer.status_code, answer.headers["location"]) == (303, home)


@at_the_desk
async def test_a_session_outlives_the_browser_only_where_that_was_asked_for(desk: Desk) -> None:
    await add_person(desk, "somebody")
    shared, own = await signs_in(desk, "somebody"), await signs_in(desk, "somebody", **KEEP)
    assert "Max-Age" not in cookies(shared)["relief_session"]
    assert "Max-Age" in cookies(own)["relief_session"]
    for answer in (shared, own):
        assert "HttpOnly" in cookies(answer)["relief_session"]
        assert "samesite=strict" in cookies(answer)["relief_session"].lower()


@at_the_desk
async def test_another_site_cannot_sign_a_browser_in_by_the_form(desk: Desk) -> None:
    await add_person(desk, "somebody")
    answer = await signs_in(desk, "somebody", {"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "relief_session" not in cookies(answer)


@at_the_desk
async def test_an_unknown_account_and_a_wrong_password_look_the_same(desk: Desk) -> None:
    await add_person(desk, "somebody")
    http = browser(desk).http
    known = await http.post(PAGE, data={"login": "somebody", "password": "not the right one"})
    unknown = await http.post(PAGE, data={"login": "nobodyy1", "password": "not the right one"})
    assert known.status_code == unknown.status_code == 401
    assert known.text.replace("somebody", "nobodyy1") == unknown.text
    assert "not the right one" not in known.text


@at_the_desk
async def test_after_too_many_guesses_the_page_says_when_to_come_back(desk: Desk) -> None:
    http = browser(desk).http
    for _ in range(6):
        answer = await http.post(PAGE, data={"login": "somebody", "password": "not the right one"})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


@at_the_desk
async def test_the_way_to_the_provider_stands_first_where_there_is_one(desk: Desk) -> None:
    http = browser(desk).http
    assert "sign-on" not in (await http.get(PAGE)).text
    desk.app.state.provider = object()
    assert (
        'href="/notify/api/v1/sign-on?next=/patrol/board"'
        in (await http.get(f"{PAGE}?next=/patrol/board")).text
    )


@at_the_desk
async def test_a_device_keeps_its_theme_where_its_person_has_none(desk: Desk) -> None:
    await add_person(desk, "somebody", language="en")
    answer = await signs_in(desk, "somebody", {"Cookie": "relief_theme=dark; relief_language=zh"})
    assert cookies(answer)["relief_theme"].startswith("relief_theme=dark;")
    assert cookies(answer)["relief_language"].startswith("relief_language=en;")


@at_the_desk
async def test_a_demonstration_lends_its_roles_in_the_newcomers_language(desk: Desk) -> None:
    await add_person(desk, "operator")
    office = Office("示例县", demonstration=Demonstration((("operator", "接线员"),), PASSWORD))
    desk.service.around = replace(desk.service.around, office=office)
    page = await browser(desk).http.get(PAGE, headers={"Accept-Language": "en"})
    assert "Demonstration" in page.text and PASSWORD in page.text
    answer = await signs_in(desk, "operator", {"Accept-Language": "en"})
    assert cookies(answer)["relief_language"].startswith("relief_language=en;")


@at_the_desk
async def test_a_real_platform_shows_no_password(desk: Desk) -> None:
    page = (await browser(desk).http.get(PAGE)).text
    assert 'class="demonstration"' not in page and page.count('name="password"') == 1


@at_the_desk
async def test_the_list_of_deliveries_says_who_was_told_what_and_holds_no_number_and_no_words(
    desk: Desk,
) -> None:
    await desk.set_up()
    desk.capture.behave(503, "/sms", times=1)
    await desk.say(night.reported("s1", "18:59:30"))
    reader = await signed_in(desk, "auditor", "auditor")
    page = (await reader.http.get("/notify/deliveries")).text
    assert "来电人" in page and "已收到" in page
    assert "555" not in page.split("<main", 1)[1] and "铁路桥" not in page
    resting = (await reader.http.get("/notify/deliveries?state=resting")).text
    assert "来电人" in resting and "对方回答 503" in resting
    assert "没有这样的通知" in (await reader.http.get("/notify/deliveries?state=failed")).text


@at_the_desk
async def test_a_foreign_areas_deliveries_are_neither_listed_nor_counted(desk: Desk) -> None:
    await desk.set_up()
    await desk.say(night.reported("s1", "18:59:30"))
    reader = await signed_in(desk, "stranger", "auditor", ELSEWHERE)
    page = (await reader.http.get("/notify/deliveries")).text
    assert "没有这样的通知" in page and "<b>0</b>" in page


@at_the_desk
async def test_a_team_does_not_read_who_else_was_told(desk: Desk) -> None:
    reader = await signed_in(desk, "driver", "team", team="team-1")
    answer = await reader.http.get("/notify/deliveries")
    assert answer.status_code == 403 and "<html" in answer.text


@at_the_desk
async def test_who_has_chosen_no_language_keeps_that_of_the_browser_until_they_choose(desk: Desk) -> None:
    english = {"Accept-Language": "en"}
    await add_person(desk, "somebody")
    own = browser(desk)
    form = {"login": "somebody", "password": PASSWORD}
    answer = await own.http.post(PAGE, data=form, headers=english)
    assert "relief_language=en" in cookies(answer)["relief_language"]
    profile = (await own.http.get("/notify/profile", headers=english)).text
    assert 'value="en" checked' in profile
    await own.ask("PATCH", "/me", {"language": "zh-CN"})
    answer = await browser(desk).http.post(PAGE, data=form, headers=english)
    assert "relief_language=zh" in cookies(answer)["relief_language"]


@at_the_desk
async def test_a_language_that_was_given_to_somebody_goes_before_that_of_the_browser(desk: Desk) -> None:
    await add_person(desk, "somebody", language="zh-CN")
    answer = await signs_in(desk, "somebody", {"Accept-Language": "en"})
    assert "relief_language=zh" in cookies(answer)["relief_language"]
