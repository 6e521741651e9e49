"""The page of people: for administrators of their area alone; passwords are shown once."""

import re
from typing import Any

from services.contracts.words import Role
from tests.support.notify import COUNTY, ELSEWHERE, Desk, at_the_desk
from tests.support.people import OWN_PAGE, PASSWORD, Browser, add_person, browser, signed_in

PAGE = "/notify/people"
NEW = {"login": "zhang", "name": "演示zhang", "role": "operator", "area": COUNTY}


async def send(own: Browser, path: str, **form: str) -> Any:
    return await own.http.post(f"{PAGE}{path}", data=form, headers=OWN_PAGE)


async def head(desk: Desk) -> Browser:
    return await signed_in(desk, "head", "admin")


def password_in(text: str) -> str:
    found = re.search(r'class="once">([^<]+)<', text)
    return found[1] if found else ""


@at_the_desk
async def test_a_person_who_was_added_signs_in_with_the_password_that_is_shown_once(desk: Desk) -> None:
    own = await head(desk)
    answer = await send(own, "", **NEW)
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    password = password_in(answer.text)
    assert (await browser(desk).sign_in("zhang", password)).status_code == 201
    later = (await own.http.get(PAGE)).text
    assert "演示zhang" in later and password not in later
    again = await send(own, "", **NEW)
    assert again.status_code == 422 and "已有人用" in again.text and password_in(again.text) == ""


@at_the_desk
async def test_posts_are_given_and_ended_and_refusals_are_said(desk: Desk) -> None:
    own, person = await head(desk), await add_person(desk, "wang")
    here = f"/{person['id']}"
    assert (await send(own, f"{here}/posts", role="leader", area=COUNTY)).status_code == 303
    posts = {post["role"]: post["id"] for post in (await desk.admin.get(f"/people{here}"))["posts"]}
    assert posts.keys() == {"operator", "leader"}
    assert (await send(own, f"{here}/posts/{posts['operator']}/ending")).status_code == 303
    assert [post["role"] for post in (await desk.admin.get(f"/people{here}"))["posts"]] == ["leader"]
    for form, said in (
        ({"role": "team", "area": COUNTY}, "哪一队"),
        ({"role": "leader", "area": "999999"}, "没有 999999"),
        ({"role": "leader", "area": ELSEWHERE}, f"没有 {ELSEWHERE}"),
    ):
        answer = await send(own, f"{here}/posts", **form)
        assert answer.status_code == 422 and said in answer.text


@at_the_desk
async def test_disabling_and_another_password_end_the_sessions(desk: Desk) -> None:
    own, person = await head(desk), await add_person(desk, "wang")
    here, theirs = f"/{person['id']}", browser(desk)
    await theirs.sign_in("wang")
    assert (await send(own, f"{here}/disabling")).status_code == 303
    desk.service.keys.forget()
    assert (await theirs.ask("GET", "/me")).status_code == 401
    assert "已停用" in (await own.http.get(PAGE)).text
    assert (await send(own, f"{here}/enabling")).status_code == 303
    password = password_in((await send(own, f"{here}/password")).text)
    assert (await browser(desk).sign_in("wang", PASSWORD)).status_code == 401
    assert (await browser(desk).sign_in("wang", password)).status_code == 201


@at_the_desk
async def test_ways_are_masked(desk: Desk) -> None:
    own, person = await head(desk), await add_person(desk, "wang")
    ways = {"ways": [{"channel": "sms", "address": "0000-5550021"}]}
    await desk.admin.put(f"/people/{person['id']}/ways", ways)
    shown = (await own.http.get(PAGE, params={"person": person["id"]})).text
    assert "000****0021" in shown and "5550021" not in shown


@at_the_desk
async def test_people_elsewhere_and_the_page_for_others_are_closed(desk: Desk) -> None:
    own, foreign = await head(desk), await add_person(desk, "far", area=ELSEWHERE)
    assert "演示far" not in (await own.http.get(PAGE)).text
    assert (await own.http.get(PAGE, params={"person": foreign["id"]})).status_code == 404
    assert (await send(own, f"/{foreign['id']}/password")).status_code == 404
    for role in (Role.LEADER, Role.DISPATCHER, Role.OPERATOR, Role.AUDITOR):
        other = await signed_in(desk, f"other-{role}", role)
        assert (await other.http.get(PAGE)).status_code == 403
