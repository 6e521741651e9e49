"""Its owner corrects where a call is; the rescue is asked to go there, and the desk sees what became of that."""

from typing import Any

import pytest

from services.contracts import patrol
from services.contracts.values import Point
from tests.support import intake_patrol
from tests.support.intake import API, BRIDGE, HILLS, KEYRING, SIGHTINGS, TOWN, Desk, at, at_the_desk, story_of

IN_THE_HILLS = {"longitude": 100.0, "latitude": 40.15}
CORRECTION = {"point": IN_THE_HILLS, "landmark": "山路 14 公里", "reason": "来电人听错了"}


async def correct(desk: Desk, taken: dict[str, Any], **changes: Any) -> Any:
    path = f"{SIGHTINGS}/{taken['id']}/place"
    return await desk.operator.ask("POST", path, {**CORRECTION, **changes})


def relocated(taken: dict[str, Any], number: int = 1) -> patrol.RescueRelocated:
    return patrol.RescueRelocated(
        rescue=intake_patrol.RESCUE,
        sighting=taken["id"],
        correction=number,
        point=Point(**IN_THE_HILLS),
        metres=16_000,
        profile="remote",
        limit_seconds=3600,
        deadline=at("19:59:30"),
        area=HILLS,
    )


def declined(taken: dict[str, Any], number: int = 1) -> patrol.CorrectionDeclined:
    return patrol.CorrectionDeclined(sighting=taken["id"], correction=number, reason="arrived")


@at_the_desk
async def test_the_corrected_place_is_said_sealed_and_the_story_keeps_the_former_one(desk: Desk) -> None:
    taken = await desk.operator.sighting(address="人民路", caller="13900000007", words="灰大衣")
    moved = (await correct(desk, taken)).json()
    assert (moved["area"], moved["correction"], moved["version"]) == (HILLS, "waiting", 2)
    shown = await desk.operator.read(taken)
    assert (shown["point"], shown["place"]["landmark"], shown["place"]["address"]) == (
        IN_THE_HILLS,
        "山路 14 公里",
        None,
    )
    assert (shown["words"], shown["received_at"]) == ("灰大衣", taken["received_at"])
    detail = shown["story"][-1]["detail"]
    assert (detail["reason"], detail["place"], detail["former_place"]) == (
        "来电人听错了",
        "山路 14 公里",
        "人民路",
    )
    assert (detail["former_point"], detail["former_area"]) == (BRIDGE, TOWN)
    (fact,) = await desk.facts("PlaceCorrected")
    assert (fact.area, fact.sequence, fact.data["correction"]) == (HILLS, 2, 1)
    assert KEYRING.open(fact.data["place"]) == "山路 14 公里"
    assert KEYRING.open(fact.data["reason"]) == "来电人听错了"
    auditor = await desk.key("auditor", "auditor")
    assert (await auditor.read(taken))["story"][-1]["detail"]["former_place"] is None


@at_the_desk
async def test_twenty_seconds_of_silence_about_a_corrected_place_are_red(desk: Desk) -> None:
    taken = await desk.operator.sighting()
    await desk.say(intake_patrol.opened(taken))
    await correct(desk, taken)
    await desk.reach("19:00:19")
    assert (await desk.operator.read(taken))["correction"] == "waiting"
    await desk.reach("19:00:20")
    assert (await desk.operator.read(taken))["correction"] == "silent"
    (fact,) = await desk.facts("CorrectionNotTaken")
    assert fact.time == at("19:00:20") and fact.data["waited_seconds"] == 20
    await desk.say(relocated(taken), 2)
    shown = await desk.operator.read(taken)
    assert shown["correction"] == "taken", "late is not too late"
    assert shown["rescue"]["deadline"] == at("19:59:30").isoformat()
    assert story_of(shown)[-3:] == ["PlaceCorrected", "CorrectionNotTaken", "RescueRelocated"]


@pytest.mark.parametrize("answer", [relocated, declined])
@at_the_desk
async def test_an_answer_ends_the_waiting_whichever_fact_comes_first(desk: Desk, answer: Any) -> None:
    taken = await desk.operator.sighting()
    await correct(desk, taken)
    await desk.say(answer(taken), 2)
    await desk.say(answer(taken), 2)
    await desk.say(intake_patrol.opened(taken))
    await desk.reach("19:10")
    assert (await desk.operator.read(taken))["correction"] == ("taken" if answer is relocated else "declined")
    assert await desk.facts("CorrectionNotTaken") == []
    assert (await desk.rows())["parked"] == 0


@at_the_desk
async def test_an_answer_about_an_earlier_correction_says_nothing_of_the_last(desk: Desk) -> None:
    taken = await desk.operator.sighting()
    await correct(desk, taken)
    await correct(desk, taken, landmark="桥南")
    await desk.say(declined(taken, 1))
    assert (await desk.operator.read(taken))["correction"] == "waiting"
    await desk.say(relocated(taken, 2), 2)
    shown = await desk.operator.read(taken)
    assert (shown["correction"], shown["corrections"]) == ("taken", 2)
    await desk.reach("19:10")
    assert await desk.facts("CorrectionNotTaken") == []


@at_the_desk
async def test_another_kind_of_call_is_corrected_without_asking_anybody(desk: Desk) -> None:
    taken = await desk.operator.post(f"{API}/cries-for-relief", {"channel": "phone", "landmark": "x"})
    path = f"{API}/cries-for-relief/{taken['id']}/place"
    moved = await desk.operator.post(path, {"landmark": "y", "reason": "z"})
    assert (
        moved["correction"] is None
        and (await desk.facts("PlaceCorrected"))[0].data["kind"] == "cry_for_relief"
    )
    await desk.reach("19:10")
    assert await desk.facts("CorrectionNotTaken") == []


@at_the_desk
async def test_what_is_no_correction_is_refused_and_changes_nothing(desk: Desk) -> None:
    taken = await desk.operator.sighting()
    refused = [
        ({"point": None, "landmark": None}, 422, "/point"),
        ({"reason": ""}, 422, "/reason"),
        ({"area": TOWN}, 422, "/area"),
        ({"point": None, "area": "990102001"}, 422, "/area"),
        ({"point": None, "area": "990101999"}, 422, "/area"),
        ({"kilometre": "14"}, 422, "/kilometre"),
    ]
    before = await desk.rows()
    for changes, status, pointer in refused:
        answer = await correct(desk, taken, **changes)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (status, pointer), changes
    other = await desk.key("other", "operator")
    answer = await other.ask("POST", f"{SIGHTINGS}/{taken['id']}/place", CORRECTION)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-the-owner")
    await desk.operator.post(f"{SIGHTINGS}/{taken['id']}/closing", {"outcome": "referred", "reason": "x"})
    assert (await correct(desk, taken)).status_code == 409
    after = await desk.rows()
    assert after["report"] == before["report"] and await desk.facts("PlaceCorrected") == []
