"""A point outside of the county: marked wherever it is shown, and no reason for a smaller map."""

import json
import re
from typing import Any

from services.contracts.values import Point
from services.platform.client import Api
from tests.support.patrol import Patrol

BOARD = "/patrol/board"
OUTSIDE = "位置在县外，请核实"


async def text_of(p: Patrol, key: Api, path: str = f"{BOARD}/main") -> str:
    answer = await p.http.get(path, headers={**key.headers, "HX-Request": "true"})
    assert answer.status_code == 200, answer.text
    return answer.text


def drawn_in(text: str) -> dict[str, Any]:
    (data,) = re.findall(r'<script type="application/json" id="map-data">(.*?)</script>', text)
    return dict(json.loads(data))


def test_a_rescue_outside_of_the_county_is_marked_and_does_not_widen_the_map(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1000)
        await p.report()
        await crew.say("refusal", reason="r")
        text = await text_of(p, p.dispatcher)
        before = drawn_in(text)
        assert OUTSIDE not in text and [one["outside"] for one in before["rescues"]] == [False]
        assert before["frame"] == [[39.92805, 99.67128], [40.37771, 100.14088]], "the county's outline"
        await p.report(Point(longitude=116.4, latitude=39.9))
        text = await text_of(p, p.dispatcher)
        assert text.count(OUTSIDE) == 1 and drawn_in(text)["frame"] == before["frame"]
        far = await p.rescue(2)
        assert far["outside_county"] and OUTSIDE in await text_of(
            p, p.dispatcher, f"{BOARD}/rescues/{far['id']}"
        )
        assert OUTSIDE in (await p.http.get("/patrol/field", headers=crew.api.headers)).text

    play(story)


def test_whoever_sees_more_than_one_county_has_a_map_of_those_where_something_is(play):
    async def story(p: Patrol):
        await p.crew("甲队", 1000)
        everywhere = await p.key("everywhere", "leader", "*")
        assert drawn_in(await text_of(p, everywhere))["frame"] == [
            [39.92805, 99.67128],
            [40.37771, 100.14088],
        ]
        nothing = await p.key("elsewhere", "leader", "880101")
        assert drawn_in(await text_of(p, nothing))["frame"] is None

    play(story)
