"""What each call has said is shown to whoever sends and to whoever goes, and where calls differ."""

import re

from services.contracts.intake import JoinProposed
from services.contracts.words import Sign
from services.platform.client import Api
from tests.support.patrol import KEYRING, TOWN, Patrol, at, north

BOARD = "/patrol/board"


async def text_of(p: Patrol, key: Api, path: str = f"{BOARD}/main") -> str:
    answer = await p.http.get(path, headers={**key.headers, "HX-Request": "true"})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_what_each_joined_call_has_said_is_shown_and_where_they_differ(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1000)
        words = [KEYRING.seal("words", text) for text in ("一个老人坐着", "两个孩子也在")]
        await p.report(people=1, signs=(Sign.ELDERLY,), words=words[0], received_at=at("17:58"))
        await p.report(north(40), people=3, signs=(Sign.MINOR,), words=words[1], received_at=at("17:59"))
        rescue = await p.rescue()
        for page in (f"{BOARD}/main", f"{BOARD}/rescues/{rescue['id']}"):
            assert '3 人<span class="is-risk">（另一来电说 1 人）' in await text_of(p, p.dispatcher, page)
        calls = re.sub(r"<[^>]*>", "", await text_of(p, p.dispatcher, f"{BOARD}/rescues/{rescue['id']}"))
        assert "17:58:00 1 人，老人：一个老人坐着" in calls and "17:59:00 3 人，未成年：两个孩子也在" in calls
        phone = (await p.http.get("/patrol/field", headers=crew.api.headers)).text
        assert "（另一来电说 1 人）" in phone and "17:59:00" in phone and "两个孩子也在" in phone
        (offer,) = (await crew.api.get("/patrol/api/v1/offers?live=true"))["items"]
        assert [(call["people"], call["signs"]) for call in offer["calls"]] == [
            (1, ["elderly"]),
            (3, ["minor"]),
        ]

    play(story)


def test_the_calls_of_a_merged_rescue_are_shown_with_the_one_that_goes_on(play):
    async def story(p: Patrol):
        await p.crew("甲队", 1000)
        first = await p.report(people=1)
        second = await p.report(north(5_000), people=2, words=KEYRING.seal("words", "在桥洞里"))
        await p.say(JoinProposed(report=second, other=first, join=1, area=TOWN), TOWN)
        shown = await text_of(p, p.dispatcher, f"{BOARD}/rescues/{(await p.rescue())['id']}")
        assert "来电 2" in shown and "在桥洞里" in shown and "（另一来电说 1 人）" in shown
        assert [call["people"] for call in (await p.rescue())["sightings"]] == [1, 2]

    play(story)
