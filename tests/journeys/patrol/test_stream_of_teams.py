"""Screens hear of every change of a team, also of its position, and are told what they would read."""

import asyncio
from dataclasses import replace
from typing import Any

from sqlalchemy import event

from services.patrol.main import create
from tests.support.patrol import BRIDGE, KEYRING, Patrol, at, north
from tests.support.patrol_screen import Screen, screen, told


def teams_of(seen: Screen, team: str) -> list[dict[str, Any]]:
    """A team as it was told, step by step."""
    return [message["data"] for message in seen.of("team") if message["data"]["id"] == team]


async def moved(p: Patrol, seen: Screen, team: str, point: dict[str, float]) -> dict[str, Any]:
    """The team as it is told at that point. Raises TimeoutError when nobody tells of it in two seconds."""
    async with asyncio.timeout(2):
        while True:
            for told_team in teams_of(seen, team):
                if told_team["position"] and told_team["position"]["point"] == point:
                    return told_team
            await asyncio.sleep(0.02)


def test_a_screen_hears_of_a_team_at_every_step_of_its_evening(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        await told(p)
        async with screen(p, p.dispatcher) as seen:
            await p.report()
            for step in ("acceptance", "departure", "arrival"):
                await told(p)
                await crew.say(step)
            await told(p)
            await crew.say("outcome", outcome="refused", handed_out={"quilt": 1})
            await told(p)
        steps = teams_of(seen, crew.id)
        shown = [(team["status"], team["offer"] and team["offer"]["state"]) for team in steps]
        assert list(dict.fromkeys(shown)) == [
            ("busy", "offered"),
            ("busy", "accepted"),
            ("busy", "en_route"),
            ("busy", "arrived"),
            ("free", None),
        ]
        assert steps[0]["rescue"] and steps[-1]["rescue"] is None and steps[-1]["stock"] == {"quilt": 3}
        versions = [team["version"] for team in steps]
        assert versions == sorted(versions) and len(set(versions)) >= 5

    play(story)


def test_a_team_that_falls_silent_and_is_heard_again_is_told_with_a_newer_version_each_time(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        await told(p)
        async with screen(p, p.dispatcher) as seen:
            await p.report()
            await p.reach("18:02")
            await told(p)
            await crew.at(BRIDGE)
            await told(p)
            # It answers again and is offered before its position is kept: that is told without a fact.
            last = await moved(p, seen, crew.id, BRIDGE.model_dump())
        steps = [
            (team["version"], team["status"], team["rescue"] is not None) for team in teams_of(seen, crew.id)
        ]
        assert [status for _, status, _ in steps if status == "not_answering"]
        assert steps[0][1:] == ("busy", True) and steps[-1][1:] == ("busy", True), "offered anew"
        versions = [version for version, _, _ in steps]
        assert versions == sorted(versions)
        assert last["version"] == (await p.team(crew))["version"]

    play(story)


def test_a_position_is_told_within_two_seconds_at_every_replica_and_to_who_comes_back(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        await told(p)
        around = replace(p.service.around, owns_log=False)
        other = create(around)
        async with other.router.lifespan_context(other):
            async with screen(p, p.dispatcher) as here, screen(p, p.dispatcher, app=other) as there:
                for metres in (900, 800):
                    point = north(metres).model_dump()
                    await crew.at(north(metres))
                    seen = [await moved(p, one, crew.id, point) for one in (here, there)]
                    read = await p.team(crew)
                    assert [team["version"] for team in seen] == [read["version"]] * 2
            last = here.messages[-1]["id"]
            await crew.at(north(700))
            async with screen(p, p.dispatcher, last) as again:
                assert not again.of("snapshot")
                assert (await moved(p, again, crew.id, north(700).model_dump()))["version"] > read["version"]

    play(story)


def test_while_nobody_moves_one_look_a_second_is_all_and_none_while_nobody_listens(play):
    async def story(p: Patrol):
        await p.crew("甲队", 1_000)
        await told(p)
        looks: list[str] = []
        engine = p.service.database.reading_engine.sync_engine

        def look(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if "FROM team" in statement:
                looks.append(statement)

        event.listen(engine, "before_cursor_execute", look)
        await asyncio.sleep(2.5)
        assert not looks
        async with screen(p, p.dispatcher):
            await asyncio.sleep(1.5)
            looks.clear()
            await asyncio.sleep(4)
        assert 3 <= len(looks) <= 5
        assert {statement.split("FROM")[1].split()[0] for statement in looks} == {"team_position"}

    play(story)


def test_what_a_screen_is_told_is_what_is_read_under_the_same_version(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000, members=["王一"])
        await told(p)
        async with screen(p, p.dispatcher) as seen:
            await p.report(words=KEYRING.seal("words", "灰大衣"), place=KEYRING.seal("words", "桥下"))
            await crew.say("acceptance", device_at=at("18:00").isoformat())
            answered = await p.dispatcher.put(f"/patrol/api/v1/teams/{crew.id}/stock", {"quilt": 9})
            await told(p)
            rescue, team = await p.rescue(), await p.team(crew)
        assert answered["shift"].keys() == team["shift"].keys() == {"from", "until"}
        for event_name, read, left_out in (
            (
                "rescue",
                rescue,
                {"candidates", "margin_seconds", "regrade_reason", "stop_reason", "breach_reason"},
            ),
            ("team", team, {"members"}),
        ):
            message = seen.of(event_name)[-1]["data"]
            assert message["version"] == read["version"]
            assert read.keys() - message.keys() == left_out
            assert differences(message, read) == []
        inner = seen.of("rescue")[-1]["data"]
        assert rescue["sightings"][0].keys() - inner["sightings"][0].keys() == {
            "place",
            "words",
            "close_reason",
        }
        assert rescue["offers"][0].keys() - inner["offers"][0].keys() == {"end_reason", "override_reason"}

    play(story)


def differences(told_thing: Any, read: Any, path: str = "") -> list[str]:
    """Where something that was told is not what is read; what was left out does not count."""
    if isinstance(told_thing, dict):
        return [
            found
            for key, part in told_thing.items()
            for found in differences(part, read[key], f"{path}/{key}")
        ]
    if isinstance(told_thing, list):
        pairs = zip(told_thing, read, strict=True)
        return [
            found
            for place, (one, other) in enumerate(pairs)
            for found in differences(one, other, f"{path}/{place}")
        ]
    return [] if told_thing == read else [path]
