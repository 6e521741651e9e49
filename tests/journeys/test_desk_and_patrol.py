"""What the desk learns afterwards reaches the road, and the desk sees that it did."""

from typing import Any

from services.chassis.clock import SteppedClock
from services.contracts.values import Point
from services.platform.client import Api
from services.platform.evening.people import People, gather
from services.platform.evening.script import START, at
from tests.support.stand import InTime, Stand, ready, stand

INTAKE = "/intake/api/v1/sightings"
BRIDGE, IN_THE_HILLS = {"longitude": 100.0, "latitude": 40.0}, {"longitude": 100.0, "latitude": 40.15}


async def opened(house: Stand) -> tuple[People, dict[str, Any]]:
    """A sighting at the bridge, offered to a team."""
    people = await gather(house.admin, "http://nuandong.test/capture")
    await people.teams[0].on_shift(at("02:00:00"), Point(**BRIDGE))
    taken = await people.operator.post(
        INTAKE, {"channel": "phone", "point": BRIDGE, "caller": "0000-5550001"}
    )
    await house.house.settle()
    return people, taken


async def read(api: Api, taken: dict[str, Any]) -> dict[str, Any]:
    return dict(await api.get(f"{INTAKE}/{taken['id']}"))


def test_a_corrected_place_turns_the_team_and_the_desk_sees_that_it_did(
    databases: Any, log: Any, in_time: InTime
) -> None:
    prepared = ready(databases)

    async def story() -> None:
        clock = SteppedClock(START)
        async with stand(prepared, log(clock), clock) as house:
            people, taken = await opened(house)
            await people.teams[0].accept()
            await house.house.settle()
            body = {"point": IN_THE_HILLS, "landmark": "山路边", "reason": "听错了"}
            await people.operator.post(f"{INTAKE}/{taken['id']}/place", body)
            await house.house.settle()
            shown = await read(people.operator, taken)
            assert (shown["correction"], shown["area"]) == ("taken", "990101002")
            rescue = await people.dispatcher.get(f"/patrol/api/v1/rescues/{shown['rescue']['id']}")
            assert rescue["profile"] == "remote" and rescue["point"] == IN_THE_HILLS
            assert rescue["deadline"] == shown["rescue"]["deadline"]
            (phone,) = await people.teams[0].offers()
            assert phone["place"] == "山路边"
            told = [one["template"] for one in (await house.admin.get("/notify/api/v1/messages"))["items"]]
            assert "place_corrected" in told

    in_time(story())
