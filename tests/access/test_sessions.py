"""Tokens that are not ours open nothing, anywhere; a session that is ended is ended everywhere within a second."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey, RSAKey

from services.chassis.access import SessionKeys
from services.chassis.access.session_keys import public_of, signing_key
from services.chassis.clock import SteppedClock
from services.contracts.words import Role
from services.platform.evening.script import START
from tests.access.world import COUNTY, HOME, World
from tests.support.stand import KEYRING, URL, InTime, Stand, ready, stand

LISTS = ("/intake/api/v1/sightings", "/patrol/api/v1/rescues", "/notify/api/v1/messages")
PASSWORD = "a long enough word"
(SECRET,) = KEYRING.keys_of("session").values()


@pytest.fixture
def run(databases: Any, in_time: InTime, log: Any) -> Any:
    """Runs a test on a house that stands."""
    made = ready(databases)

    def running(test: Any) -> None:
        async def main() -> None:
            clock = SteppedClock(START)
            async with stand(made, log(clock), clock) as here:
                await test(here)

        in_time(main())

    return running


def claims(here: Stand, **other: Any) -> dict[str, Any]:
    """Those of a good token, with some changed or, where None, left out."""
    now = int(here.clock.now().timestamp())
    good = {
        "iss": "relief",
        "aud": "relief",
        "sub": "person",
        "jti": "session",
        "role": "dispatcher",
        "scope": "*",
    }
    return {
        name: said
        for name, said in {**good, "iat": now, "exp": now + 60, **other}.items()
        if said is not None
    }


def signed(said: dict[str, Any], key: Any = None, algorithm: str = "Ed25519", kid: str | None = "k1") -> str:
    header = {"alg": algorithm, **({"kid": kid} if kid else {})}
    return jwt.encode(header, said, key or signing_key(SECRET), algorithms=[algorithm])


def part(data: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")


def forged(here: Stand) -> Iterator[tuple[str, str]]:
    good, now = claims(here), int(here.clock.now().timestamp())
    head, body, signature = signed(good).split(".")
    public = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": public_of(SECRET)})
    yield "no algorithm", f"{part({'alg': 'none', 'kid': 'k1'})}.{body}."
    yield "no algorithm, with a signature", f"{part({'alg': 'none', 'kid': 'k1'})}.{body}.{signature}"
    yield "another's key", signed(good, OKPKey.generate_key("Ed25519"))
    yield (
        "the public key as a shared secret",
        signed(good, OctKey.import_key(public_of(SECRET)), "HS256"),
    )
    yield "another algorithm", signed(good, RSAKey.generate_key(2048), "RS256")
    yield "an unknown key id", signed(good, kid="k9")
    yield "a key id that leads out of the folder", signed(good, kid="../k1")
    yield "no key id", signed(good, kid=None)
    yield "a changed role", f"{head}.{part({**good, 'role': 'admin'})}.{signature}"
    yield "no signature", f"{head}.{body}."
    yield "half a signature", f"{head}.{body}.{signature[:40]}"
    yield (
        "a key that the token brings along",
        signed(good | {"jwk": public.as_dict()}, OKPKey.generate_key("Ed25519")),
    )
    yield "ended", signed(claims(here, exp=now - 6))
    yield "from the future", signed(claims(here, iat=now + 60, exp=now + 120))
    for name, value in (("aud", "elsewhere"), ("iss", "elsewhere"), ("aud", ["elsewhere"]), ("role", "king")):
        yield f"{name} is {value}", signed(claims(here, **{name: value}))
    for name in ("iss", "aud", "exp", "iat", "sub", "jti", "role", "scope"):
        yield f"without {name}", signed(claims(here, **{name: None}))
    for name, wrong in (
        ("exp", "tomorrow"),
        ("sub", 7),
        ("scope", 990101),
        ("jti", ["session"]),
        ("team", {"a": 1}),
    ):
        yield f"{name} is {wrong!r}", signed(claims(here, **{name: wrong}))
    yield "long", signed(claims(here, sub="x" * 3000))
    yield "nonsense", "ä.b.c"


def test_a_token_that_is_not_ours_opens_nothing_anywhere(run: Any) -> None:
    async def test(here: Stand) -> None:
        for path in LISTS:
            good = await here.http.get(path, headers={"Authorization": f"Bearer {signed(claims(here))}"})
            assert good.status_code == 200, path
            for what, token in forged(here):
                for headers in ({"Authorization": f"Bearer {token}"}, {"Cookie": f"relief_session={token}"}):
                    raw = {name.encode(): value.encode() for name, value in headers.items()}
                    answer = await here.http.get(path, headers=raw)  # type: ignore[arg-type]
                    assert answer.status_code == 401, (what, path)

    run(test)


def test_a_second_key_is_known_as_soon_as_it_lies_in_the_folder(tmp_path: Path) -> None:
    keys, second = SessionKeys(tmp_path), b"2" * 32
    keys.publish({"k1": SECRET})
    assert keys.find("k1") is not None and keys.find("k2") is None
    SessionKeys(tmp_path).publish({"k1": SECRET, "k2": second})
    assert keys.find("k2") is not None
    assert {path.name for path in tmp_path.iterdir()} == {"session.k1.public", "session.k2.public"}
    assert all(SECRET.hex() not in path.read_text() for path in tmp_path.iterdir())


def test_given_public_keys_must_hold_that_of_the_one_who_signs() -> None:
    given = SessionKeys.read(f"k1={public_of(SECRET)}")
    given.publish({"k1": SECRET})
    with pytest.raises(ValueError, match="lacks k2="):
        given.publish({"k1": SECRET, "k2": b"2" * 32})
    for text in ("k1", "k1=AAAA", "../k1=" + public_of(SECRET)):
        with pytest.raises(ValueError, match="KEY_ID"):
            SessionKeys.read(text)


@asynccontextmanager
async def browser(here: Stand) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=here.house), base_url=URL, headers=HOME
    ) as http:
        yield http


async def add(here: Stand, role: Role = Role.LEADER) -> dict[str, Any]:
    post = {"role": role, "area": COUNTY}
    person = {"login": "wang", "name": "演示", "posts": [post], "password": PASSWORD}
    return dict(await here.admin.post("/notify/api/v1/people", person))


async def sign_in(http: httpx2.AsyncClient) -> httpx2.Response:
    return await http.post("/notify/api/v1/sessions", json={"login": "wang", "password": PASSWORD})


async def answers(http: httpx2.AsyncClient) -> set[int]:
    return {(await http.get(path)).status_code for path in LISTS}


@pytest.mark.parametrize("how", ["signed out", "disabled", "post ended", "new password"])
def test_a_session_that_is_ended_is_refused_everywhere_within_a_second(run: Any, how: str) -> None:
    async def test(here: Stand) -> None:
        person = await add(here)
        mine = f"/notify/api/v1/people/{person['id']}"
        async with browser(here) as http, browser(here) as other:
            for one in (http, other):
                assert (await sign_in(one)).status_code == 201 and await answers(one) == {200}
            stolen = dict(http.cookies)
            if how == "signed out":
                assert (await http.delete("/notify/api/v1/sessions/current")).status_code == 204
            elif how == "disabled":
                await here.admin.put(f"{mine}/disabling", {})
            elif how == "post ended":
                await here.admin.delete(f"{mine}/posts/{person['posts'][0]['id']}")
            else:
                await here.admin.post(f"{mine}/password", {})
            await asyncio.sleep(1)
            async with browser(here) as thief:
                thief.cookies.update(stolen)
                assert await answers(thief) == {401}
            assert await answers(other) == ({200} if how == "signed out" else {401})

    run(test)


def test_a_session_ends_by_itself_after_twelve_hours(run: Any) -> None:
    async def test(here: Stand) -> None:
        await add(here)
        async with browser(here) as http:
            await sign_in(http)
            token = http.cookies["relief_session"]
            here.clock.move_to(here.clock.now() + timedelta(hours=12, seconds=6))
            await asyncio.sleep(1)
            late = {"Authorization": f"Bearer {token}"}
            assert {(await here.http.get(path, headers=late)).status_code for path in LISTS} == {401}

    run(test)


def test_a_session_that_somebody_else_chose_is_never_taken_over(run: Any) -> None:
    async def test(here: Stand) -> None:
        await add(here)
        attacker = World(here).token(Role.OPERATOR)
        for planted in ("anything", attacker):
            async with browser(here) as http:
                http.cookies.set("relief_session", planted)
                answer = await sign_in(http)
                given = answer.headers["set-cookie"].split(";")[0].removeprefix("relief_session=")
                assert given not in (planted, attacker)
                me = await here.http.get("/notify/api/v1/me", headers={"Authorization": f"Bearer {given}"})
                assert me.json()["login"] == "wang"
        old = await here.http.get("/notify/api/v1/me", headers={"Authorization": f"Bearer {attacker}"})
        assert old.status_code in (401, 404)

    run(test)


def test_signing_in_again_in_the_same_browser_ends_the_session_before(run: Any) -> None:
    async def test(here: Stand) -> None:
        await add(here)
        async with browser(here) as http:
            await sign_in(http)
            first = {"Authorization": f"Bearer {http.cookies['relief_session']}"}
            await sign_in(http)
            await asyncio.sleep(1)
            assert (await here.http.get(LISTS[0], headers=first)).status_code == 401
            assert await answers(http) == {200}

    run(test)


@pytest.mark.parametrize("says", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.test"}])
def test_no_other_site_signs_a_browser_in(run: Any, says: dict[str, str]) -> None:
    async def test(here: Stand) -> None:
        await add(here)
        body = {"login": "wang", "password": PASSWORD}
        answer = await here.http.post("/notify/api/v1/sessions", json=body, headers=says)
        assert (answer.status_code, answer.json()["code"]) == (403, "cross-site")
        assert "set-cookie" not in answer.headers
        form = await here.http.post(
            "/notify/api/v1/sessions", content=json.dumps(body), headers={"content-type": "text/plain"}
        )
        assert form.status_code == 415

    run(test)


def test_guesses_at_the_same_moment_are_counted_one_by_one(run: Any) -> None:
    async def test(here: Stand) -> None:
        await add(here)
        body = {"login": "wang", "password": "a guess too many"}
        tried = await asyncio.gather(
            *(here.http.post("/notify/api/v1/sessions", json=body) for _ in range(12))
        )
        statuses = [answer.status_code for answer in tried]
        assert statuses.count(401) == 5 and set(statuses) <= {401, 429, 409, 503}
        right = await here.http.post("/notify/api/v1/sessions", json={**body, "password": PASSWORD})
        assert right.status_code == 429 and 0 < int(right.headers["retry-after"]) <= 15

    run(test)
