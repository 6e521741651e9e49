"""Lists: narrowed, page by page without a gap or a repetition, and with nothing personal in them."""

import re
from datetime import timedelta
from typing import Any

from services.contracts.patrol import SightingDeclined
from tests.support import intake_patrol as patrol
from tests.support.intake import API, HILLS, SIGHTINGS, TOWN, Asker, Desk, at, at_the_desk


async def listed(asker: Asker, **parameters: Any) -> list[str]:
    return [item["number"] for item in (await asker.get(SIGHTINGS, **parameters))["items"]]


@at_the_desk
async def test_pages_follow_one_another_while_new_reports_come_in(desk: Desk) -> None:
    for second in range(5):
        desk.clock.move_to(at("19:00") + timedelta(seconds=second // 2))
        await desk.operator.sighting()
    seen: list[str] = []
    cursor: dict[str, Any] = {}
    while True:
        answer = await desk.operator.ask("GET", SIGHTINGS, limit=2, **cursor)
        page = answer.json()
        seen += [item["number"] for item in page["items"]]
        await desk.operator.sighting()
        if page["next"] is None:
            assert "Link" not in answer.headers
            break
        (address,) = re.findall(r'^<([^>]+)>; rel="next"$', answer.headers["Link"])
        assert (await desk.operator.get(address))["items"][0]["id"]
        cursor = {"cursor": page["next"]}

    assert sorted(seen) == [f"S-{n:04d}" for n in range(1, 6)]
    assert seen[0] == "S-0005" or seen[0] == "S-0004", "newest first; of one instant, in any fixed order"


@at_the_desk
async def test_a_link_keeps_what_the_list_was_narrowed_to(desk: Desk) -> None:
    for _ in range(2):
        await desk.operator.sighting()
        await desk.operator.sighting(point=None, road="x", area=HILLS)
    answer = await desk.operator.ask("GET", SIGHTINGS, limit=1, area=HILLS)
    (address,) = re.findall(r"^<([^>]+)>", answer.headers["Link"])
    following = await desk.operator.get(address)
    assert [item["area"] for item in following["items"]] == [HILLS] and following["next"] is None


@at_the_desk
async def test_lists_are_narrowed_by_what_a_desk_asks_for(desk: Desk) -> None:
    waiting = await desk.operator.sighting()
    passed = await desk.dispatcher.sighting(point=None, road="x", area=HILLS)
    closed, taken, refused = [await desk.operator.sighting() for _ in range(3)]
    await desk.dispatcher.post(f"{SIGHTINGS}/{passed['id']}/hand-over", {"to": "operator"})
    closing = {"outcome": "referred", "reason": "x"}
    await desk.operator.post(f"{SIGHTINGS}/{closed['id']}/closing", closing)
    await desk.say(patrol.opened(taken))
    await desk.say(SightingDeclined(sighting=refused["id"], reason="no_point"))

    def names(*reports: dict[str, Any]) -> list[str]:
        return sorted(report["number"] for report in reports)

    assert sorted(await listed(desk.operator, status="open")) == names(waiting, passed, taken, refused)
    assert await listed(desk.operator, status="handed_over") == names(passed)
    assert await listed(desk.operator, status="closed") == names(closed)
    assert await listed(desk.operator, taken_over="taken_over") == names(taken)
    assert await listed(desk.operator, taken_over="declined") == names(refused)
    assert sorted(await listed(desk.operator, taken_over="waiting", status="open")) == names(waiting, passed)
    assert await listed(desk.operator, owner="key:dispatcher") == names(passed)
    assert await listed(desk.operator, area=HILLS) == names(passed)
    assert len(await listed(desk.operator, area="990101")) == 5
    assert len(await listed(desk.operator, area=TOWN)) == 4


@at_the_desk
async def test_lists_are_narrowed_by_first_receipt(desk: Desk) -> None:
    for clock in ("18:10", "18:20", "18:30"):
        await desk.operator.sighting(received_at=at(clock).isoformat())
    since, until = at("18:20").isoformat(), at("18:30").isoformat()
    assert await listed(desk.operator, since=since, until=until) == ["S-0002"]
    assert sorted(await listed(desk.operator, since=since)) == ["S-0002", "S-0003"]
    assert await listed(desk.operator, until=since) == ["S-0001"]


@at_the_desk
async def test_a_list_shows_the_rescue_and_nothing_personal(desk: Desk) -> None:
    taken = await desk.operator.sighting(words="桥下", caller="13900000007", address="人民路")
    await desk.say(patrol.opened(taken), 1)
    await desk.say(patrol.offered(), 2)
    answer = await desk.operator.ask("GET", SIGHTINGS)
    (item,) = answer.json()["items"]

    assert item["rescue"]["team"] == {"id": "jia", "name": "甲队"}
    assert not {"words", "caller", "place", "story"} & set(item)
    for secret in ("桥下", "人民路", "139", "0007", "sealed"):
        assert secret not in answer.text


@at_the_desk
async def test_the_register_of_informants_comes_in_pages_too(desk: Desk) -> None:
    for digit in range(3):
        named = {"phone": f"1390000000{digit}", "name": "x", "occupation": "night guard"}
        await desk.operator.ask("PUT", f"{API}/informants", named)
    first = await desk.operator.get(f"{API}/informants", limit=2)
    second = await desk.operator.get(f"{API}/informants", limit=2, cursor=first["next"])
    phones = [item["phone"] for item in (*first["items"], *second["items"])]
    assert sorted(phones) == ["139****0000", "139****0001", "139****0002"]
    assert second["next"] is None
