"""More than one board can show: the most urgent stay on it, the figures are about all, the rest is found by number."""

import re
from collections.abc import Sequence
from typing import Any

import pytest

from services.chassis.log import Origin
from services.patrol.operations.sightings import Reported, take_over
from services.patrol.screens import board_view
from tests.support.patrol import TOWN, Patrol, north

BOARD = "/patrol/board"
MANY = 12
SHOWN = 10


@pytest.fixture(autouse=True)
def a_small_board(monkeypatch):
    monkeypatch.setattr(board_view, "MOST", SHOWN)


async def shown(p: Patrol, path: str = f"{BOARD}/main", **headers: str) -> str:
    answer = await p.http.get(path, headers={**p.dispatcher.headers, "HX-Request": "true", **headers})
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", answer.text)


async def call(p: Patrol, number: int, signs: Sequence[str] = ()) -> None:
    seen = Reported(f"sighting-{number}", TOWN, p.clock.now(), 1, tuple(signs), north(1000 * number))
    await p.service.units.transact(Origin("test", str(number)), lambda work: take_over(work, seen))
    await p.rest()


async def calls(p: Patrol) -> None:
    """The first is in mortal danger, and all that come later are not."""
    await call(p, 1, ["unconscious"])
    for number in range(2, MANY + 1):
        await call(p, number, ["elderly"])


def numbers(text: str) -> list[str]:
    return re.findall(r'class="row rescue".*?data-number="(\d+)"', text)


def test_the_most_urgent_stays_on_the_board_however_many_come_after_it(play):
    async def story(p: Patrol):
        await calls(p)
        listed = numbers(await shown(p))
        assert listed[0] == "001" and len(listed) == SHOWN
        assert '<span class="number">001</span>' in await shown(p, f"{BOARD}/main?mode=wall")

    play(story)


def test_the_figures_are_about_all_and_the_board_says_that_it_is_cut(play):
    async def story(p: Patrol):
        await calls(p)
        text = await shown(p)
        for words in (
            f'<span class="figure">{MANY}</span> 未到达',
            f"在时限内 {MANY}",
            f"等人接手 {MANY}",
            f"告警 {MANY}",
            f"共 {MANY} 起未到达，这里是最急的 {SHOWN} 起",
        ):
            assert words in text, words
        assert f'<span class="figure">{MANY}</span> 未到达' in await shown(p, f"{BOARD}/main?mode=wall")
        english = await shown(p, **{"Accept-Language": "en"})
        assert f"{MANY} not reached; these are the {SHOWN} most urgent" in english

    play(story)


def test_a_board_that_shows_all_says_nothing_about_a_cut(play):
    async def story(p: Patrol):
        await call(p, 1)
        assert "rescues-cut" not in await shown(p)

    play(story)


def test_one_beyond_the_list_is_found_by_its_number_and_not_from_a_foreign_county(play):
    async def story(p: Patrol):
        await calls(p)
        hidden = max({f"{number:03}" for number in range(1, MANY + 1)} - set(numbers(await shown(p))))

        async def find(path: str, key: Any = p.dispatcher) -> Any:
            return await p.http.get(f"{BOARD}/numbers/{path}", headers=key.headers)

        rescue = await p.rescue(int(hidden))
        there = f"{BOARD}/rescues/{rescue['id']}"
        for written in (hidden, str(int(hidden)), f"00{hidden}"):
            answer = await find(written)
            assert (answer.status_code, answer.headers["location"]) == (303, there)
        assert (
            (await find(f"{hidden}?team=戊队")).headers["location"].startswith(f"{there}/dispatch?team=%E6")
        )
        assert (await find("999")).status_code == 404
        foreign = await p.key("foreign", "dispatcher", "990102")
        assert (await find(hidden, foreign)).status_code == 404

    play(story)


def test_every_team_counts_and_one_at_a_task_that_is_not_shown_still_says_which(play):
    async def story(p: Patrol):
        crews = [await p.crew(f"{number}队", 1000 * number) for number in range(1, SHOWN + 3)]
        await p.report(signs=["elderly"])
        await crews[0].go("acceptance", "departure", "arrival")
        for number in range(2, 2 + SHOWN):
            await p.report(point=north(1000 * number), sighting=f"late-{number}")
            busy = [crew for crew in crews[1:] if await crew.offers()]
            await busy[-1].go("acceptance", "departure", "arrival")
        text = await shown(p)
        assert f"共 {len(crews)} 队" in text and f"，显示前 {SHOWN} 队" in text
        assert f"已到达，处置中 {SHOWN + 1}" in text and f"，显示最新的 {SHOWN} 起" in text
        assert '<span class="figure">1</span> 可派队伍' in text

    play(story)


def test_the_counts_follow_the_clocks_of_all(play):
    async def story(p: Patrol):
        await calls(p)
        await p.reach("19:30")
        text = await shown(p)
        assert re.search(rf"> 超时 {MANY} ?</li>", text), "every clock has run out"
        assert f"告警 {2 * MANY}" in text, "each is breached, and waits"

    play(story)
