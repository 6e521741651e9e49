"""Signing in at a real OpenID Connect provider: there, back, and what is not believed.

The provider is `oidc-provider` out of npm, as tests/real/oidc says; fetched once into var/parts/oidc.
"""

import asyncio
import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit
from urllib.request import urlopen

import httpx2
import pytest

from services.chassis.clock import Ids, SystemClock
from services.chassis.log import EmbeddedLog, Origin
from services.chassis.web import Surroundings
from services.contracts.words import Role
from services.notify.main import create
from services.notify.operations import people
from services.platform.parts.process import PartFailed, Process, free_port
from tests.support.notify import API, KEYRING, migrated

pytestmark = pytest.mark.only(store="postgres", log="kafka")  # a real part: once, where the others are
HERE = Path(__file__).with_name("oidc")
PARTS = Path(__file__).parents[2] / "var/parts/oidc"
OURS = "http://relief.test"
CALLBACK = f"{OURS}{API}/sign-on/callback"
CLIENT = {"client_id": "nuandong", "client_secret": "a secret between the two"}


def fetched() -> Path:
    """The provider's folder, filled by npm from the lock if not there."""
    npm = shutil.which("npm") or pytest.fail("the provider needs npm. As root: apt-get install npm")
    folder = PARTS / hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:12]
    if not (folder / "node_modules/.package-lock.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder)
        done = subprocess.run(
            [npm, "ci", "--no-audit", "--no-fund"], cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
    shutil.copy(HERE / "provider.mjs", folder)
    return folder


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, port = fetched(), free_port()
    url = f"http://127.0.0.1:{port}"
    command = ["sh", "-c", f"cd '{folder}' && exec node provider.mjs {port} '{CALLBACK}'"]
    provider = Process("provider", command, tmp_path_factory.mktemp("oidc") / "provider.log")

    def is_up() -> bool:
        try:
            with urlopen(f"{url}/.well-known/openid-configuration", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    provider.launch()
    try:
        provider.wait_until(is_up, 60)
        yield url
    except PartFailed as failed:
        pytest.fail(str(failed))
    finally:
        provider.stop()


class Visitor:
    """A browser: one jar of cookies for us and one for the provider."""

    def __init__(self, app: Any) -> None:
        self.ours = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=OURS)
        self.theirs = httpx2.AsyncClient(timeout=10)

    async def leave(self, next: str = "/notify/profile") -> str:
        answer = await self.ours.get(f"{API}/sign-on", params={"next": next})
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def be(self, login: str, address: str) -> str:
        """Name ourselves on the provider's pages; returns the address to which it sends us back."""
        answer = await self.theirs.get(address)
        while True:
            if answer.is_redirect:
                address = urljoin(address, answer.headers["location"])
                if address.startswith(OURS):
                    return address
                answer = await self.theirs.get(address)
                continue
            assert answer.status_code == 200, answer.text
            form = unescape(re.search(r'action="([^"]+)"', answer.text)[1])  # type: ignore[index]
            prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)[1]  # type: ignore[index]
            address = urljoin(address, form)
            answer = await self.theirs.post(
                address, data={"prompt": prompt, "login": login, "password": "any"}
            )

    async def return_to(self, address: str) -> httpx2.Response:
        return await self.ours.get(address.removeprefix(OURS))


def changed(address: str, **values: str | None) -> str:
    """The address with parameters replaced, or left out."""
    said = {name: value[0] for name, value in parse_qs(urlsplit(address).query).items()} | values
    return f"{address.split('?')[0]}?{urlencode({name: value for name, value in said.items() if value is not None})}"


@pytest.fixture
def visit(issuer: str, databases: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs a visit to a notify that knows the provider, and wang by the subject `wang-sub`."""
    url = databases.prepared("notify", migrated)
    monkeypatch.setenv("NOTIFY_OIDC", json.dumps({"issuer": issuer, **CLIENT}))

    async def run(test: Any) -> None:
        clock = SystemClock()
        log = EmbeddedLog(tmp_path / "log.sqlite", clock)
        await log.start()
        app = create(Surroundings(clock, Ids(clock), log, KEYRING, url, owns_log=False))
        async with app.router.lifespan_context(app):

            async def enlist(work: Any) -> None:
                post = people.NewPost(Role.OPERATOR, "990101")
                await people.add_person(work, "wang", "演示", "zh-CN", [post], None)
                row = (await people.people.listed(work.session, None))[0]
                await people.link(work, row, issuer, "wang-sub")

            await app.state.service.units.transact(Origin("command"), enlist)
            await test(app)
        await log.stop()

    return lambda test: asyncio.run(run(test))


def test_whoever_the_provider_knows_and_we_too_is_signed_in_and_goes_on(visit: Any) -> None:
    async def test(app: Any) -> None:
        one = Visitor(app)
        asked = parse_qs(urlsplit(address := await one.leave("/patrol/board?mode=wall")).query)
        assert asked["code_challenge_method"] == ["S256"] and asked["redirect_uri"] == [CALLBACK]
        answer = await one.return_to(await one.be("wang-sub", address))
        assert answer.status_code == 200, answer.text
        assert 'content="0;url=/patrol/board?mode=wall"' in answer.text
        me = (await one.ours.get(f"{API}/me")).json()
        assert (me["login"], me["role"], me["area"]) == ("wang", "operator", "990101")
        assert "relief_sign_on" not in dict(one.ours.cookies)

    visit(test)


def test_whoever_the_provider_knows_and_we_do_not_has_no_place_here(visit: Any) -> None:
    async def test(app: Any) -> None:
        one = Visitor(app)
        answer = await one.return_to(await one.be("somebody-else", await one.leave()))
        assert (answer.status_code, answer.json()["code"]) == (403, "not-enlisted")
        assert "relief_session" not in dict(one.ours.cookies)

    visit(test)


def test_a_disabled_person_is_not_let_in_by_the_provider_s_word(visit: Any) -> None:
    async def test(app: Any) -> None:
        async def disable(work: Any) -> None:
            await people.disable(work, (await people.people.listed(work.session, None))[0])

        await app.state.service.units.transact(Origin("command"), disable)
        one = Visitor(app)
        answer = await one.return_to(await one.be("wang-sub", await one.leave()))
        assert answer.json()["code"] == "not-enlisted"

    visit(test)


def test_what_comes_back_wrong_is_not_believed(visit: Any) -> None:
    async def test(app: Any) -> None:
        for wrong in (
            {"state": "another"},
            {"iss": "http://evil.test"},
            {"code": "made-up"},
            {"code": None},
            {"error": "no"},
        ):
            one = Visitor(app)
            back = changed(await one.be("wang-sub", await one.leave()), **wrong)
            answer = await one.return_to(back)
            assert (answer.status_code, answer.json()["code"]) == (401, "sign-on-refused"), wrong
        victim, attacker = Visitor(app), Visitor(app)
        planted = await attacker.be("wang-sub", await attacker.leave())
        for prepare in (False, True):  # another's way back, with and without having set out oneself
            if prepare:
                await victim.leave()
            assert (await victim.return_to(planted)).status_code == 401
        once = Visitor(app)
        back = await once.be("wang-sub", address := await once.leave())
        errand = dict(once.ours.cookies)
        assert (await once.return_to(back)).status_code == 200
        once.ours.cookies.update(errand)
        assert (await once.return_to(back)).status_code == 401, "a code is good for one time"
        assert address.startswith("http://127.0.0.1")

    visit(test)


def test_no_address_of_another_site_is_gone_on_to(visit: Any) -> None:
    async def test(app: Any) -> None:
        for evil in ("https://evil.test/", "//evil.test", "/\\evil.test", "javascript:alert(1)"):
            one = Visitor(app)
            answer = await one.return_to(await one.be("wang-sub", await one.leave(evil)))
            assert "url=/notify/sign-in" in answer.text and "evil" not in answer.text

    visit(test)


def test_while_the_provider_is_away_it_is_said_so_and_passwords_go_on(
    databases: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = databases.prepared("notify", migrated)
    monkeypatch.setenv("NOTIFY_OIDC", json.dumps({"issuer": f"http://127.0.0.1:{free_port()}", **CLIENT}))

    async def run() -> None:
        clock = SystemClock()
        log = EmbeddedLog(tmp_path / "log.sqlite", clock)
        app = create(Surroundings(clock, Ids(clock), log, KEYRING, url, owns_log=False))
        async with app.router.lifespan_context(app):
            answer = await Visitor(app).ours.get(f"{API}/sign-on")
            assert (answer.status_code, answer.json()["code"]) == (503, "sign-on-away")
            body = {"login": "nobody", "password": "a long enough word"}
            assert (await Visitor(app).ours.post(f"{API}/sessions", json=body)).status_code == 401

    asyncio.run(run())
