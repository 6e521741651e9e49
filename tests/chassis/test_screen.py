"""Pages of a service: what they carry, how they fail, whose language they speak."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import httpx2
import pytest
from fastapi import FastAPI, Request, Response

from services.chassis.access import Denied, Hidden, Unknown
from services.chassis.clock import SystemClock
from services.chassis.screen import Pages
from services.chassis.web import Office
from services.chassis.web.problems import install_problems
from services.contracts.words import Role

HELLO = """{% extends "kit/page.html" %}{% block main %}<h1>{{ _("你好 %(name)s", name=name) }}</h1>
<script type="module" src="{{ static('own/hello.js') }}"></script>{% endblock %}"""
WORDS = 'msgid ""\nmsgstr "Language: en\\n"\n\nmsgid "你好 %(name)s"\nmsgstr "Hello %(name)s"\n'
FAILURES = {
    "unknown": Unknown,
    "denied": lambda: Denied(Role.LEADER),
    "hidden": Hidden,
    "broken": ZeroDivisionError,
}
SECRET = "the caller said this"


@pytest.fixture
def pages(tmp_path: Path) -> Pages:
    for folder, name, text in (
        ("templates", "hello.html", HELLO),
        ("templates", "typo.html", "{{ nobody }}"),
        ("static", "hello.js", "export {};"),
        ("static", "secret.key", SECRET),
    ):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_text(text, encoding="utf-8")
    (tmp_path / "en.po").write_text(WORDS, encoding="utf-8")
    return Pages("lantern", tmp_path)


@pytest.fixture
async def http(pages: Pages) -> AsyncIterator[httpx2.AsyncClient]:
    app = FastAPI()
    install_problems(app, {})
    app.state.service = SimpleNamespace(clock=SystemClock(), around=SimpleNamespace(office=Office()))

    @pages.router.api_route("/fails/{how}", methods=["GET", "POST"])
    async def fails(how: str) -> Response:
        raise FAILURES[how]() if how != "broken" else ZeroDivisionError(SECRET)

    @pages.router.get("/typo")
    async def typo(request: Request) -> Response:
        return pages.show(request, "typo.html")

    @pages.router.get("/hello/{name}")
    async def hello(request: Request, name: str) -> Response:
        return pages.show(request, "hello.html", name=name)

    for router in (pages.static, pages.router):
        app.include_router(router, prefix="/lantern")
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://lantern.test") as client:
        yield client


async def test_a_page_forbids_whatever_it_does_not_bring(http: httpx2.AsyncClient) -> None:
    headers = (await http.get("/lantern/hello/x")).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and "http:" not in policy and "https:" not in policy
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"


async def test_a_page_has_no_script_and_no_style_inside(http: httpx2.AsyncClient) -> None:
    text = (await http.get("/lantern/hello/x")).text
    assert re.findall(r"<style|\sstyle=|\son\w+=", text) == []
    inside = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", text)
    assert inside == ['<script type="application/json" id="words">']


async def test_what_somebody_wrote_is_text(http: httpx2.AsyncClient) -> None:
    text = (await http.get("/lantern/hello/<b>x")).text
    assert "&lt;b&gt;x" in text and "<b>x" not in text


@pytest.mark.parametrize(
    ("headers", "cookie", "said"),
    [
        ({}, None, "你好 x"),
        ({"Accept-Language": "en"}, None, "Hello x"),
        ({"Accept-Language": "en"}, "zh", "你好 x"),
        ({"Accept-Language": "zh-CN"}, "en", "Hello x"),
        ({"Accept-Language": "zh-CN"}, "fr", "你好 x"),
    ],
)
async def test_a_page_speaks_the_chosen_language_then_the_browsers(
    http: httpx2.AsyncClient, headers: dict[str, str], cookie: str | None, said: str
) -> None:
    chosen = {"Cookie": f"relief_language={cookie}"} if cookie else {}
    text = (await http.get("/lantern/hello/x", headers={**headers, **chosen})).text
    assert f"<h1>{said}</h1>" in text
    assert f'lang="{"en" if "Hello" in said else "zh-CN"}"' in text


async def test_static_files_are_kept_for_ever_under_their_hash(
    http: httpx2.AsyncClient, pages: Pages
) -> None:
    for name in ("kit/kit.css", "kit/page.js", "vendored/htmx.js", "own/hello.js"):
        answer = await http.get(pages.assets.url(name))
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        again = await http.get(pages.assets.url(name), headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


async def test_the_address_of_another_version_gives_ours_but_is_not_kept(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/lantern/static/0123456789ab/kit/page.js")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "name", ["own/secret.key", "own/..%2Fen.po", "vendored/sources.json", "kit/nothing.js"]
)
async def test_only_what_is_meant_for_browsers_is_served(
    http: httpx2.AsyncClient, pages: Pages, name: str
) -> None:
    answer = await http.get(f"/lantern/static/{pages.assets.stamp}/{name}")
    assert answer.status_code == 404
    assert SECRET not in answer.text


async def test_whoever_is_not_signed_in_is_led_there_and_back(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/lantern/fails/unknown?mode=wall")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/notify/sign-in?next=/lantern/fails/unknown%3Fmode%3Dwall"


async def test_a_part_of_a_page_is_not_replaced_by_the_sign_in_page(http: httpx2.AsyncClient) -> None:
    answer = await http.post("/lantern/fails/unknown", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert "/notify/sign-in" in answer.text and "<html" not in answer.text


@pytest.mark.parametrize(("how", "status", "said"), [("denied", 403, "值班领导"), ("hidden", 404, "辖区")])
async def test_a_refusal_is_said_in_words_on_a_page(
    http: httpx2.AsyncClient, how: str, status: int, said: str
) -> None:
    answer = await http.get(f"/lantern/fails/{how}")
    assert answer.status_code == status
    assert said in answer.text and "<html" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_a_broken_page_says_nothing_of_what_broke_it(http: httpx2.AsyncClient) -> None:
    for path in ("/lantern/fails/broken", "/lantern/typo"):
        answer = await http.get(path)
        assert answer.status_code == 500
        assert "系统出错" in answer.text
        assert SECRET not in answer.text and "nobody" not in answer.text and "Traceback" not in answer.text


def test_a_name_of_a_static_file_that_is_not_there_is_found_out(pages: Pages) -> None:
    with pytest.raises(KeyError):
        pages.assets.url("own/nothing.js")
