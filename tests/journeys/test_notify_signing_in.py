"""People sign in, work on one of their posts, sign out; who guesses waits."""

import pytest

from tests.support.notify import COUNTY, ELSEWHERE, Desk, at_the_desk
from tests.support.people import PASSWORD, add_person, browser, signed_in


@at_the_desk
async def test_whoever_signs_in_works_on_their_first_post_and_is_shown_as_themselves(desk: Desk) -> None:
    await add_person(desk, "wang", "operator")
    own = browser(desk)
    answer = await own.sign_in("Wang")
    assert answer.status_code == 201
    assert answer.json() | {"role": "operator", "area": COUNTY, "team": None} == answer.json()
    me = (await own.ask("GET", "/me")).json()
    assert (me["login"], me["name"], me["role"], me["area"]) == ("wang", "演示wang", "operator", COUNTY)
    assert (await own.ask("GET", "/messages")).status_code == 200
    assert (await own.ask("GET", "/keys")).status_code == 403


@at_the_desk
async def test_the_cookie_is_kept_from_scripts_and_other_sites_and_is_secure_over_https(desk: Desk) -> None:
    await add_person(desk, "wang")
    plain = (await browser(desk).sign_in("wang")).headers["set-cookie"]
    secure = (await browser(desk, "https://notify.test").sign_in("wang")).headers["set-cookie"]
    for cookie in (plain, secure):
        words = {word.strip().lower() for word in cookie.split(";")[1:]}
        assert {"httponly", "samesite=strict", "path=/", "max-age=43200"} <= words
    assert "secure" not in plain.lower() and "secure" in secure.lower()


@at_the_desk
async def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(desk: Desk) -> None:
    await add_person(desk, "wang")
    await add_person(desk, "li")
    li = (await desk.admin.get("/people"))["items"][1]
    await desk.admin.ask("PUT", f"/people/{li['id']}/disabling")
    answers = [
        await browser(desk).sign_in(login, password)
        for login, password in (
            ("wang", "not the password"),
            ("nobody", PASSWORD),
            ("li", PASSWORD),
            ("王", "x"),
        )
    ]
    bodies = [{**answer.json(), "trace_id": ""} for answer in answers]
    assert {answer.status_code for answer in answers} == {401} and all(body == bodies[0] for body in bodies)
    assert bodies[0]["code"] == "sign-in-refused"


@pytest.mark.parametrize("login", ["wang", "nobody"])
@at_the_desk
async def test_guessing_is_locked_out_for_longer_and_longer_whether_or_not_there_is_such_a_login(
    desk: Desk, login: str
) -> None:
    await add_person(desk, "wang")
    for _ in range(5):
        assert (await browser(desk).sign_in(login, "a guess too many")).status_code == 401
    locked = await browser(desk, address="198.51.100.7").sign_in(login)
    assert (locked.status_code, locked.headers["retry-after"]) == (429, "15")
    assert "15" in locked.json()["title"]
    await desk.reach("19:00:15")
    assert (await browser(desk).sign_in(login, "a guess too many")).status_code == 401
    assert (await browser(desk).sign_in(login, "a guess too many")).headers["retry-after"] == "30"
    await desk.reach("19:00:45")
    right = await browser(desk).sign_in(login)
    assert right.status_code == (201 if login == "wang" else 401)


@at_the_desk
async def test_a_right_password_clears_the_guesses_of_its_login(desk: Desk) -> None:
    await add_person(desk, "wang")
    for _ in range(3):
        for _ in range(4):
            assert (await browser(desk).sign_in("wang", "a guess too many")).status_code == 401
        assert (await browser(desk).sign_in("wang")).status_code == 201


@at_the_desk
async def test_whoever_tries_many_logins_from_one_address_is_locked_out_too(desk: Desk) -> None:
    await add_person(desk, "wang")
    for number in range(30):
        assert (await browser(desk).sign_in(f"guess-{number}", PASSWORD)).status_code == 401
    assert (await browser(desk).sign_in("wang")).status_code == 429
    assert (await browser(desk, address="198.51.100.7").sign_in("wang")).status_code == 201


@at_the_desk
async def test_signing_out_ends_the_session_and_takes_the_cookie(desk: Desk) -> None:
    own = await signed_in(desk, "wang")
    token = own.token
    answer = await own.ask("DELETE", "/sessions/current")
    assert answer.status_code == 204 and "max-age=0" in answer.headers["set-cookie"].lower()
    assert (await own.ask("GET", "/me")).status_code == 401
    thief = browser(desk)
    thief.http.cookies.set("relief_session", token)
    assert (await thief.ask("GET", "/me")).status_code == 401
    (revoked,) = await desk.facts("SessionsRevoked")
    assert revoked.data["because"] == "signed_out" and revoked.actor == f"person:{revoked.data['person']}"


@at_the_desk
async def test_somebody_with_two_posts_chooses_and_may_change_over(desk: Desk) -> None:
    person = await add_person(desk, "wang", "operator")
    post = await desk.admin.post(f"/people/{person['id']}/posts", {"role": "leader", "area": COUNTY})
    own = browser(desk)
    assert (await own.sign_in("wang", post=post["id"])).json()["role"] == "leader"
    assert (await own.sign_in("wang", post="somebody-else-s")).status_code == 422
    first = own.token
    changed = await own.ask("PUT", "/sessions/current/post", {"post": person["posts"][0]["id"]})
    assert changed.json()["role"] == "operator" and own.token != first
    other = browser(desk)
    other.http.cookies.set("relief_session", first)
    assert (await other.ask("GET", "/me")).status_code == 401


@at_the_desk
async def test_a_profile_is_changed_by_its_owner_alone(desk: Desk) -> None:
    own = await signed_in(desk, "wang")
    assert (
        await own.ask("PATCH", "/me", {"theme": "dark", "keys": False, "language": "en"})
    ).status_code == 200
    me = (await own.ask("GET", "/me")).json()
    assert (me["theme"], me["keys"], me["language"]) == ("dark", False, "en")
    machine = await desk.admin.ask("GET", "/me")
    assert (machine.status_code, machine.json()["code"]) == (403, "not-a-person")


@at_the_desk
async def test_a_changed_password_ends_the_other_sessions_and_guesses_of_the_old_one_count(
    desk: Desk,
) -> None:
    own, other = await signed_in(desk, "wang"), browser(desk)
    await other.sign_in("wang")
    for _ in range(4):
        wrong = await own.ask("PUT", "/me/password", {"old": "not it at all", "new": "another long word"})
        assert wrong.status_code == 401
    right = await own.ask("PUT", "/me/password", {"old": PASSWORD, "new": "another long word"})
    assert right.status_code == 204
    assert (await own.ask("GET", "/me")).status_code == 200
    await desk.rest()
    desk.service.keys.forget()
    assert (await other.ask("GET", "/me")).status_code == 401
    assert (await browser(desk).sign_in("wang")).status_code == 401
    assert (await browser(desk).sign_in("wang", "another long word")).status_code == 201


@at_the_desk
async def test_the_administrator_of_an_area_manages_only_people_who_can_do_nothing_outside_it(
    desk: Desk,
) -> None:
    mine, foreign = await add_person(desk, "wang"), await add_person(desk, "li", area=ELSEWHERE)
    both = await add_person(desk, "zhao")
    await desk.admin.post(f"/people/{both['id']}/posts", {"role": "admin", "area": "*"})
    county = await desk.key("county-admin", "admin")
    assert {one["login"] for one in (await county.get("/people"))["items"]} == {"wang", "zhao"}
    assert (await county.ask("POST", f"/people/{mine['id']}/password")).status_code == 200
    for person in (foreign, both):
        for method, path, body in (
            ("GET", "", None),
            ("PATCH", "", {"name": "别人"}),
            ("POST", "/password", None),
            ("PUT", "/disabling", None),
            ("POST", "/posts", {"role": "leader", "area": COUNTY}),
            ("DELETE", f"/posts/{person['posts'][0]['id']}", None),
        ):
            answer = await county.ask(method, f"/people/{person['id']}{path}", body)
            assert answer.status_code == 404, (method, path)
    given = await county.ask("POST", f"/people/{mine['id']}/posts", {"role": "leader", "area": "*"})
    assert given.status_code == 404


@at_the_desk
async def test_the_last_administrator_stays(desk: Desk) -> None:
    first = await add_person(desk, "wang", "admin", "*")
    for method, path in (("PUT", "disabling"), ("DELETE", f"posts/{first['posts'][0]['id']}")):
        answer = await desk.admin.ask(method, f"/people/{first['id']}/{path}")
        assert (answer.status_code, answer.json()["code"]) == (409, "last-administrator")
    await add_person(desk, "li", "admin", "*")
    assert (await desk.admin.ask("PUT", f"/people/{first['id']}/disabling")).status_code == 204


@at_the_desk
async def test_every_change_of_rights_is_a_fact_and_nobody_s_name_stands_in_clear(desk: Desk) -> None:
    own = await signed_in(desk, "wangxiaoming")
    person = (await desk.admin.get("/people"))["items"][0]
    post = await desk.admin.post(f"/people/{person['id']}/posts", {"role": "leader", "area": COUNTY})
    await desk.admin.ask("DELETE", f"/people/{person['id']}/posts/{post['id']}")
    await desk.admin.ask("PUT", f"/people/{person['id']}/disabling")
    await desk.admin.ask("DELETE", f"/people/{person['id']}/disabling")
    await desk.admin.ask("POST", f"/people/{person['id']}/password")
    said = [fact for fact in await desk.facts() if fact.subject == person["id"]]
    assert [fact.type.split(".")[-2] for fact in said] == [
        *("PersonAdded", "PostGiven", "SessionOpened", "PostGiven", "PostEnded", "PersonDisabled"),
        *("SessionsRevoked", "PersonEnabled", "PasswordChanged"),
    ]
    assert [fact.sequence for fact in said] == list(range(1, len(said) + 1))
    written = await desk.everything_written()
    for word in ("wangxiaoming", PASSWORD, own.token, "192.0.2.1"):
        assert word not in written, word


@at_the_desk
async def test_a_made_password_is_shown_once_and_not_in_a_replay(desk: Desk) -> None:
    body = {"login": "wang", "name": "演示", "posts": [{"role": "operator", "area": COUNTY}]}
    first = await desk.admin.ask("POST", "/people", body, once="one")
    again = await desk.admin.ask("POST", "/people", body, once="one")
    assert first.json()["id"] == again.json()["id"] and again.json().get("password") is None
    assert (await browser(desk).sign_in("wang", first.json()["password"])).status_code == 201
    taken = await desk.admin.ask("POST", "/people", {**body, "login": "WANG"})
    assert (taken.status_code, taken.json()["code"]) == (409, "login-taken")
