"""A point outside of the county is taken all the same, and whoever sends it is told."""

from tests.support.intake import API, SIGHTINGS, TOWN, Desk, at_the_desk

FAR = {"longitude": 116.4, "latitude": 39.9}
WORDS = "位置在县外，请核实"


@at_the_desk
async def test_a_report_from_outside_is_taken_and_answered_with_a_notice(desk: Desk) -> None:
    for signs in ([], ["unconscious"]):
        answer = await desk.operator.ask(
            "POST", SIGHTINGS, {"channel": "phone", "point": FAR, "signs": signs}
        )
        assert (answer.status_code, answer.json()["notices"]) == (201, ["outside_county"])
    assert len(await desk.facts("SightingReported")) == 2
    assert (await desk.operator.read(answer.json()))["notices"] == ["outside_county"]


@at_the_desk
async def test_the_same_reference_again_is_answered_with_the_same_notice(desk: Desk) -> None:
    body = {"channel": "partner", "point": FAR, "area": TOWN, "reference": "police-7"}
    answers = [await desk.operator.ask("POST", SIGHTINGS, body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert [answer.json()["notices"] for answer in answers] == [["outside_county"]] * 2


@at_the_desk
async def test_inside_or_without_a_point_there_is_nothing_to_notice(desk: Desk) -> None:
    assert (await desk.operator.sighting())["notices"] == []
    assert (await desk.operator.sighting(point=None, landmark="桥头", area=TOWN))["notices"] == []
    cry = await desk.operator.post(f"{API}/cries-for-relief", {"channel": "phone", "words": "没有柴"})
    assert cry["notices"] == []


@at_the_desk
async def test_a_corrected_place_is_looked_at_as_well(desk: Desk) -> None:
    taken = await desk.operator.sighting()
    body = {"point": FAR, "reason": "说错了"}
    moved = await desk.operator.post(f"{SIGHTINGS}/{taken['id']}/place", body)
    assert moved["notices"] == ["outside_county"]


@at_the_desk
async def test_the_desk_is_told_before_and_after_saving(desk: Desk) -> None:
    headers = {"Authorization": f"Bearer {desk.operator.secret}", "HX-Request": "true"}
    where = {name: str(value) for name, value in FAR.items()}
    told = await desk.http.post("/intake/desk/where", data=where, headers=headers)
    assert told.json() == {"area": "", "name": "", "outside": True}
    form = {**where, "landmark": "铁路桥", "people": "1"}
    saved = await desk.http.post("/intake/desk/calls/sighting", data=form, headers=headers)
    assert saved.status_code == 200 and WORDS in saved.text
