"""A call becomes a report: owned at once, placed, numbered, said, with nothing personal in clear."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from services.chassis.access import hash_of
from services.contracts.words import Kind
from services.intake.api.paths import PATHS
from services.intake.policy import RULES
from services.intake.tables import REPORT
from tests.support.intake import (
    API,
    BRIDGE,
    COUNTY,
    HILLS,
    KEYRING,
    SIGHTINGS,
    TOWN,
    Desk,
    at,
    at_the_desk,
    story_of,
)

IN_THE_HILLS = {"longitude": 99.8634026, "latitude": 40.2428418}
OUTSIDE = {"longitude": 110.0, "latitude": 30.0}


@at_the_desk
async def test_whoever_takes_a_sighting_owns_it_at_once_and_its_clock_began_with_the_call(desk: Desk) -> None:
    received = at("18:59:30").isoformat()
    answer = await desk.operator.ask(
        "POST", SIGHTINGS, {"channel": "phone", "point": BRIDGE, "received_at": received}
    )
    taken = answer.json()

    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{SIGHTINGS}/{taken['id']}"
    assert taken["number"] == "S-0001" and taken["kind"] == "sighting" and taken["area"] == TOWN
    assert taken["owner"] == "key:operator"
    assert taken["received_at"] == received and taken["recorded_at"] == at("19:00").isoformat()
    (fact,) = await desk.facts()
    assert fact.type == "cn.nuandong.intake.SightingReported.v1"
    assert (fact.subject, fact.correlationid, fact.sequence) == (taken["id"], taken["id"], 1)
    assert (fact.area, fact.actor, fact.time) == (TOWN, "key:operator", at("19:00"))
    shown = await desk.operator.read(taken)
    assert (shown["status"], shown["taken_over"], shown["rescue"]) == ("open", "waiting", None)
    assert story_of(shown) == ["SightingReported"]


@at_the_desk
async def test_the_fact_says_everything_that_patrol_needs(desk: Desk) -> None:
    await desk.operator.sighting(
        address="人民路 1 号",
        landmark="铁路桥下",
        road="演示山路",
        kilometre=14,
        people=2,
        signs=["thin_clothes", "elderly", "elderly"],
        words="老人只穿单衣",
        caller="139 0000 0007",
        call_back=False,
        language="en",
        found_at=at("18:50").isoformat(),
        received_at=at("18:59:30").isoformat(),
        drill=True,
    )
    (fact,) = await desk.facts()
    data = fact.data

    assert fact.drill
    assert KEYRING.open(data["place"]) == "人民路 1 号，铁路桥下"
    assert KEYRING.open(data["words"]) == "老人只穿单衣"
    assert KEYRING.open(data["caller"]) == "+8613900000007"
    assert (data["people"], data["signs"]) == (2, ["thin_clothes", "elderly"])
    assert (data["road"], data["kilometre"], data["language"]) == ("演示山路", 14.0, "en")
    assert data["call_back"] is False and data["point"] == BRIDGE
    assert data["received_at"] == "2026-12-05T10:59:30Z" and data["found_at"] == "2026-12-05T10:50:00Z"


@at_the_desk
async def test_nothing_personal_stands_anywhere_in_clear(desk: Desk) -> None:
    personal = {"address": "人民路一号", "landmark": "邮局门口", "words": "张三倒在地上"}
    taken = await desk.operator.sighting(**personal, caller="13900000007")
    token = taken["tracking_token"]
    await desk.operator.post(f"{SIGHTINGS}/{taken['id']}/notes", {"words": "张三的侄子来过"}, once="note-1")
    await desk.operator.post(
        f"{SIGHTINGS}/{taken['id']}/closing", {"outcome": "referred", "reason": "李四接走"}, once="close-1"
    )
    written = await desk.everything_written()

    for secret in (*personal.values(), "13900000007", "9000000", "张三", "李四", token):
        assert secret not in written


@at_the_desk
async def test_a_tracking_token_is_unguessable_and_only_its_hash_is_kept(desk: Desk) -> None:
    tokens = [(await desk.operator.sighting())["tracking_token"] for _ in range(3)]
    async with desk.service.database.read() as session:
        kept = set((await session.execute(select(REPORT.c.tracking_hash))).scalars())

    assert len(set(tokens)) == 3 and all(len(token) >= 40 for token in tokens)
    assert kept == {hash_of(token) for token in tokens}


@at_the_desk
async def test_numbers_are_counted_per_county_kind_and_winter(desk: Desk) -> None:
    everywhere = await desk.key("everywhere", "operator", "*")

    async def number(resource: str = "sightings", area: str = COUNTY) -> str:
        body = {"channel": "phone", "area": area, "landmark": "x"}
        return str((await everywhere.post(f"{API}/{resource}", body))["number"])

    assert [await number() for _ in range(3)] == ["S-0001", "S-0002", "S-0003"]
    assert await number(area="990102001") == "S-0001"
    assert await number(area=HILLS) == "S-0004"
    assert await number("cries-for-relief") == "C-0001"
    desk.clock.move_to(at("19:00") + timedelta(days=365))
    assert await number() == "S-0001"


@at_the_desk
async def test_a_refused_call_uses_up_no_number(desk: Desk) -> None:
    await desk.operator.sighting()
    await desk.operator.ask("POST", SIGHTINGS, {"channel": "phone"})
    assert (await desk.operator.sighting())["number"] == "S-0002"


@at_the_desk
async def test_the_outline_decides_where_a_point_lies(desk: Desk) -> None:
    assert (await desk.operator.sighting())["area"] == TOWN
    assert (await desk.operator.sighting(point=IN_THE_HILLS))["area"] == HILLS
    assert (await desk.operator.sighting(point=IN_THE_HILLS, area=COUNTY))["area"] == HILLS


@at_the_desk
async def test_an_area_that_contradicts_the_point_is_refused_and_told_where_the_point_lies(
    desk: Desk,
) -> None:
    body = {"channel": "phone", "point": IN_THE_HILLS, "area": TOWN}
    chinese = (await desk.operator.ask("POST", SIGHTINGS, body)).json()
    headers = {"Authorization": f"Bearer {desk.operator.secret}", "Accept-Language": "en"}
    english = (await desk.http.post(SIGHTINGS, json=body, headers=headers)).json()
    for problem, words in ((chinese, "区划代码与坐标不符"), (english, "The area contradicts the point")):
        assert (problem["status"], problem["code"]) == (422, "area-contradicts-point")
        assert problem["errors"][0]["pointer"] == "/area" and HILLS in problem["title"]
        assert words in problem["title"]
    assert (await desk.rows())["report"] == 0


@at_the_desk
async def test_outside_all_outlines_the_given_area_counts_then_the_keys_own(desk: Desk) -> None:
    assert (await desk.operator.sighting(point=OUTSIDE, area=HILLS))["area"] == HILLS
    assert (await desk.operator.sighting(point=OUTSIDE))["area"] == COUNTY
    village = await desk.key("village", "operator", "990101001001")
    assert (await village.sighting(point=None, landmark="村口"))["area"] == "990101001001"


@at_the_desk
async def test_the_area_is_the_one_of_the_day_on_which_the_call_came(desk: Desk) -> None:
    gone = await desk.operator.ask("POST", SIGHTINGS, {"channel": "phone", "road": "x", "area": "990101003"})
    assert gone.status_code == 422 and gone.json()["code"] == "division-unknown"


@at_the_desk
async def test_a_clock_a_little_ahead_is_put_right(desk: Desk) -> None:
    ahead = at("19:00:20").isoformat()
    assert (await desk.operator.sighting(received_at=ahead))["received_at"] == at("19:00").isoformat()


@at_the_desk
async def test_a_number_in_the_register_marks_an_informant_and_leaves_the_channel(desk: Desk) -> None:
    named = {"phone": "139 0000 0007", "name": "王师傅", "occupation": "taxi driver"}
    put = await desk.dispatcher.ask("PUT", f"{API}/informants", named)
    assert put.status_code == 200 and put.json()["phone"] == "139****0007"

    known = await desk.operator.read(await desk.operator.sighting(caller="+86 13900000007"))
    stranger = await desk.operator.read(await desk.operator.sighting(caller="13900000008"))
    assert (known["informant"], known["channel"]) == (True, "phone")
    assert stranger["informant"] is False
    assert [fact.data["informant"] for fact in await desk.facts()] == [True, False]


@at_the_desk
async def test_the_register_is_written_anew_under_the_same_number_and_forgets(desk: Desk) -> None:
    register = f"{API}/informants"
    for name in ("王师傅", "王建国"):
        named = {"phone": "13900000007", "name": name, "occupation": "taxi driver"}
        answer = (await desk.dispatcher.ask("PUT", register, named)).json()
    (listed,) = (await desk.operator.get(register))["items"]
    assert (listed["name"], listed["phone"], listed["area"]) == ("王建国", "139****0007", COUNTY)
    written = await desk.everything_written()
    assert "王建国" not in written and "13900000007" not in written
    elsewhere = await desk.key("elsewhere", "operator", "990102")
    assert (await elsewhere.get(register))["items"] == []
    assert (await elsewhere.ask("DELETE", f"{register}/{answer['id']}")).status_code == 404

    assert (await desk.operator.ask("DELETE", f"{register}/{answer['id']}")).status_code == 204
    assert (await desk.operator.get(register))["items"] == []


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.SIGHTING])
@at_the_desk
async def test_other_kinds_are_taken_owned_and_timed(desk: Desk, kind: Kind) -> None:
    auditor = await desk.key("auditor", "auditor")
    body = {"channel": "walk_in", "words": "家里失火", "caller": "13900000007", "call_back": False}
    taken = await desk.operator.post(f"{API}/{PATHS[kind]}", body)
    reader = auditor if kind is Kind.COMPLAINT else desk.operator
    shown = await reader.read(taken, PATHS[kind])
    due_at = at("19:00") + (RULES[kind].limit or timedelta())

    assert (taken["kind"], taken["owner"], taken["area"]) == (kind, "key:operator", COUNTY)
    assert (shown["due_at"], shown["overdue"], shown["taken_over"]) == (due_at.isoformat(), False, None)
    fact = (await desk.facts("ReportTaken"))[0]
    assert (fact.data["kind"], fact.data["owner"], fact.data["call_back"]) == (kind, "key:operator", False)
    assert await desk.facts("SightingReported") == []


@at_the_desk
async def test_a_complaint_goes_to_an_auditor_and_is_hidden_from_who_took_it(desk: Desk) -> None:
    auditor = await desk.key("auditor", "auditor")
    complaints = f"{API}/complaints"
    taken = await desk.operator.post(complaints, {"channel": "phone", "words": "优亲厚友", "caller": "12345"})

    assert (await desk.operator.ask("GET", f"{complaints}/{taken['id']}")).status_code == 403
    shown = await auditor.read(taken, "complaints")
    assert (shown["status"], shown["hand_over_to"]) == ("handed_over", "role:auditor")
    assert shown["words"] == "优亲厚友"
    assert [fact.sequence for fact in await desk.facts()] == [1, 2]
    accepted = await auditor.post(f"{complaints}/{taken['id']}/hand-over/acceptance")
    assert (accepted["owner"], accepted["status"]) == ("key:auditor", "open")
    own = await auditor.post(complaints, {"channel": "walk_in", "words": "x"})
    assert (await auditor.read(own, "complaints"))["hand_over_to"] is None


@at_the_desk
async def test_the_metrics_count_reports_by_kind_and_channel_once(desk: Desk) -> None:
    await desk.operator.sighting()
    body = {"channel": "police", "landmark": "x"}
    for _ in range(2):
        await desk.operator.post(SIGHTINGS, body, once="same")
    for _ in range(2):
        await desk.operator.post(SIGHTINGS, {**body, "reference": "P-1"})
    text = (await desk.http.get("/intake/metrics")).text

    assert 'relief_reports_total{channel="phone",kind="sighting"} 1.0' in text
    assert 'relief_reports_total{channel="police",kind="sighting"} 2.0' in text
    assert COUNTY not in text
