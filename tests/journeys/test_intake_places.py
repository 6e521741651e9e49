"""The register of places: kept by dispatchers, found at the desk, only in one's own area."""

from tests.support.intake import API, TOWN, Asker, Desk, at_the_desk

REGISTER = f"{API}/landmarks"
HALL = {
    "name": "南湖路自助厅",
    "kind": "key_area",
    "point": {"longitude": 99.9872, "latitude": 39.9868},
    "hint": "南湖路与铁桥街口",
}


async def found(asker: Asker, asked: str) -> str:
    headers = {"Authorization": f"Bearer {asker.secret}"}
    return (await asker.http.post("/intake/desk/places", data={"asked": asked}, headers=headers)).text


@at_the_desk
async def test_a_registered_place_is_found_with_its_point_and_its_area_in_full(desk: Desk) -> None:
    kept = await desk.dispatcher.ask("PUT", REGISTER, {"items": [HALL]})
    assert kept.status_code == 200 and kept.json()["items"][0]["area"] == TOWN
    for asked in ("自助厅", "nhlzzt"):
        shown = await found(desk.operator, asked)
        assert "南湖路自助厅" in shown and "重点区域" in shown and "暖冬县暖冬镇" in shown
        assert 'data-longitude="99.9872"' in shown and f'data-area="{TOWN}"' in shown


@at_the_desk
async def test_divisions_and_the_labels_and_roads_of_the_map_are_found_without_a_register(desk: Desk) -> None:
    for asked, name in (("石门岭", "石门岭乡"), ("qctz", ""), ("汽车", "汽车站"), ("桥头街", "桥头街")):
        shown = await found(desk.operator, asked)
        assert (name in shown) if name else ("data-empty" in shown)


@at_the_desk
async def test_the_same_name_again_is_written_anew_and_a_place_can_be_forgotten(desk: Desk) -> None:
    for hint in ("旧", "新"):
        (kept,) = (await desk.dispatcher.ask("PUT", REGISTER, {"items": [{**HALL, "hint": hint}]})).json()[
            "items"
        ]
    (shown,) = (await desk.operator.get(REGISTER))["items"]
    assert (shown["id"], shown["hint"]) == (kept["id"], "新")
    assert (await desk.operator.ask("DELETE", f"{REGISTER}/{kept['id']}")).status_code == 403
    assert (await desk.dispatcher.ask("DELETE", f"{REGISTER}/{kept['id']}")).status_code == 204
    assert (await desk.operator.get(REGISTER))["items"] == []


@at_the_desk
async def test_places_of_a_foreign_area_are_not_there(desk: Desk) -> None:
    (kept,) = (await desk.dispatcher.ask("PUT", REGISTER, {"items": [HALL]})).json()["items"]
    stranger = await desk.key("stranger", "dispatcher", "990102")
    operator = await desk.key("elsewhere", "operator", "990102")
    assert (await stranger.get(REGISTER))["items"] == []
    assert (await stranger.ask("DELETE", f"{REGISTER}/{kept['id']}")).status_code == 404
    assert (await stranger.ask("PUT", REGISTER, {"items": [HALL]})).status_code == 404
    assert "南湖路自助厅" not in await found(operator, "自助厅")


@at_the_desk
async def test_a_point_is_told_its_division(desk: Desk) -> None:
    headers = {"Authorization": f"Bearer {desk.operator.secret}"}
    point = {"longitude": "100.0", "latitude": "40.0"}
    told = await desk.http.post("/intake/desk/where", data=point, headers=headers)
    assert told.json() == {"area": TOWN, "name": "暖冬县暖冬镇", "outside": False}
    nowhere = await desk.http.post("/intake/desk/where", data={**point, "longitude": "0"}, headers=headers)
    assert nowhere.json() == {"area": "", "name": "", "outside": True}
