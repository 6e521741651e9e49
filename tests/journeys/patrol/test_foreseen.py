"""Whoever has a caller on the telephone is told the grade and who would come, before anything is saved."""

from typing import Any

import pytest

from services.contracts.words import Sign
from services.platform.client import Refused
from tests.support.patrol import BRIDGE, TOWN, Patrol, north


async def foreseen(p: Patrol, **told: Any) -> dict[str, Any]:
    body = {"area": TOWN, "point": BRIDGE.model_dump(), **told}
    return dict(await p.dispatcher.post("/patrol/api/v1/foreseen", body))


def test_the_grade_the_limit_and_the_nearest_three_are_those_that_saving_gives(play):
    async def story(p: Patrol):
        for name, metres in (("甲队", 900), ("乙队", 300), ("丙队", 1500), ("丁队", 2500)):
            await p.crew(name, metres)
        told = await foreseen(p, signs=["frostbite", "elderly"])
        assert [one["name"] for one in told["free"]] == ["乙队", "甲队", "丙队"]
        assert told["free"][0]["metres"] == 300 and told["free"][0]["point"] is not None
        await p.report(signs=(Sign.FROSTBITE, Sign.ELDERLY))
        (opened,) = await p.facts("RescueOpened")
        (offered,) = await p.facts("TeamOffered")
        for name in ("grade", "grade_reasons", "grade_rule", "profile", "limit_seconds"):
            assert told[name] == opened.data[name], name
        assert (told["free"][0]["team"], told["free"][0]["seconds"]) == (
            offered.data["team"],
            offered.data["estimated_seconds"],
        )

    play(story)


def test_looking_ahead_changes_nothing_and_reserves_nobody(play):
    async def story(p: Patrol):
        await p.crew("甲队", 300)
        before = len(await p.facts())
        assert (await foreseen(p))["free"] and (await foreseen(p))["free"]
        assert len(await p.facts()) == before

    play(story)


def test_where_nobody_is_free_those_are_named_who_are_kept_and_by_what(play):
    async def story(p: Patrol):
        await p.crew("甲队", 300)
        await p.report(north(5000))
        told = await foreseen(p)
        assert told["free"] == []
        assert [(one["name"], one["refused"]) for one in told["kept"]] == [("甲队", "busy")]

    play(story)


def test_nobody_looks_into_a_foreign_county(play):
    async def story(p: Patrol):
        with pytest.raises(Refused) as refused:
            await foreseen(p, area="110101")
        assert refused.value.status == 404

    play(story)
