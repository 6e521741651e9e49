"""Bad input of any kind: a 4xx that names the field and the reason, echoes nothing and writes nothing."""

import json
from typing import Any

from tests.support.intake import API, BRIDGE, SIGHTINGS, Desk, at, at_the_desk

GOOD: dict[str, Any] = {"channel": "phone", "point": BRIDGE}
SECRET = "秘密13912345678"
MISSING = object()

BODIES: list[tuple[str, dict[str, Any], str]] = [
    ("no channel", {"channel": MISSING}, "/channel"),
    ("unknown channel", {"channel": SECRET}, "/channel"),
    ("channel is null", {"channel": None}, "/channel"),
    ("nowhere", {"point": MISSING}, "/point"),
    ("nowhere but a kilometre", {"point": MISSING, "kilometre": 3}, "/point"),
    ("blank place", {"point": MISSING, "address": "  ", "landmark": "", "road": "\t"}, "/point"),
    ("point as text", {"point": SECRET}, "/point"),
    ("point as list", {"point": [100, 40]}, "/point"),
    ("half a point", {"point": {"longitude": 100}}, "/point/latitude"),
    ("point off the earth", {"point": {"longitude": 181, "latitude": 40}}, "/point/longitude"),
    ("latitude of 91", {"point": {"longitude": 100, "latitude": 91}}, "/point/latitude"),
    ("point in words", {"point": {"longitude": "100", "latitude": 40}}, "/point/longitude"),
    ("more than a point", {"point": {**BRIDGE, "height": 3}}, "/point/height"),
    ("nobody", {"people": 0}, "/people"),
    ("minus one", {"people": -1}, "/people"),
    ("a crowd", {"people": 201}, "/people"),
    ("half a person", {"people": 1.5}, "/people"),
    ("people as text", {"people": "1"}, "/people"),
    ("people as truth", {"people": True}, "/people"),
    ("people is null", {"people": None}, "/people"),
    ("unknown sign", {"signs": ["elderly", SECRET]}, "/signs/1"),
    ("sign as text", {"signs": "elderly"}, "/signs"),
    ("far too many signs", {"signs": ["elderly"] * 17}, "/signs"),
    ("words without end", {"words": "x" * 4_001}, "/words"),
    ("words as number", {"words": 5}, "/words"),
    ("control characters", {"words": "a\x00b"}, "/words"),
    ("long address", {"address": "x" * 201}, "/address"),
    ("long landmark", {"landmark": "x" * 121}, "/landmark"),
    ("long road", {"road": "x" * 81}, "/road"),
    ("a number where nothing is sealed", {"road": SECRET}, "/road"),
    ("an identity card there", {"road": "门口 110101 19491231 002X"}, "/road"),
    ("a number among the reference", {"reference": "call 139-1234-5678"}, "/reference"),
    ("kilometre before the road", {"kilometre": -0.1}, "/kilometre"),
    ("kilometre in words", {"kilometre": "14"}, "/kilometre"),
    ("no telephone number", {"caller": SECRET}, "/caller"),
    ("short of a digit", {"caller": "139000000"}, "/caller"),
    ("number as number", {"caller": 13900000007}, "/caller"),
    ("call back perhaps", {"call_back": "yes"}, "/call_back"),
    ("drill as number", {"drill": 1}, "/drill"),
    ("language", {"language": SECRET}, "/language"),
    ("long reference", {"reference": "x" * 101}, "/reference"),
    ("reference as number", {"reference": 7}, "/reference"),
    ("unknown field", {"telephone": SECRET}, "/telephone"),
    ("area in letters", {"area": "abcdef"}, "/area"),
    ("area too long", {"area": "9901010010011"}, "/area"),
    ("unknown area", {"point": MISSING, "road": "x", "area": "990101999"}, "/area"),
    ("a whole city", {"point": MISSING, "road": "x", "area": "9901"}, "/area"),
    ("time without offset", {"received_at": "2026-12-05T19:00:00"}, "/received_at"),
    ("no time", {"received_at": SECRET}, "/received_at"),
    ("the 31st of February", {"received_at": "2026-02-31T19:00:00+08:00"}, "/received_at"),
    ("the end of time", {"received_at": "9999-12-31T23:59:59-08:00"}, "/received_at"),
    ("before time", {"found_at": "0001-01-01T00:00:00+08:00"}, "/found_at"),
    ("tomorrow", {"received_at": at("19:01").isoformat()}, "/received_at"),
    ("last month", {"received_at": "2026-11-01T19:00:00+08:00"}, "/received_at"),
    ("a stamp of 1970", {"received_at": 7}, "/received_at"),
    ("seconds since 1970", {"found_at": str(int(at("18:59").timestamp()))}, "/found_at"),
    ("seconds as number", {"received_at": at("18:59").timestamp()}, "/received_at"),
    ("a day", {"received_at": "2026-12-05"}, "/received_at"),
    ("found after the call", {"found_at": at("19:05").isoformat()}, "/found_at"),
]

CONTENTS = [
    ("empty", b"", 422),
    ("cut", b"{", 422),
    ("list", b"[]", 422),
    ("null", b"null", 422),
    ("text", b'"text"', 422),
    ("bytes", b"\xff\xfe\x00", 400),
    ("surrogate", b'{"channel": "phone", "words": "\\ud800", "road": "x"}', 422),
    ("nan", b'{"channel": "phone", "point": {"longitude": NaN, "latitude": Infinity}}', 422),
    ("deep", b"[" * 5_000, 400),
    ("huge", json.dumps({**GOOD, "words": "x" * 1_000_001}).encode(), 413),
]
STEPS: list[tuple[str, dict[str, Any], str]] = [
    ("notes", {}, "/words"),
    ("notes", {"words": " "}, "/words"),
    ("notes", {"words": "x" * 4_001}, "/words"),
    ("hand-over", {}, "/to"),
    ("hand-over", {"to": ""}, "/to"),
    ("hand-over", {"to": "key:nobody"}, "/to"),
    ("hand-over", {"to": "role:team"}, "/to"),
    ("hand-over", {"to": "role:auditor"}, "/to"),
    ("hand-over", {"to": "operator"}, "/to"),
    ("hand-over/acceptance", {"to": "me"}, "/to"),
    ("closing", {"outcome": "referred"}, "/reason"),
    ("closing", {"outcome": "referred", "reason": ""}, "/reason"),
    ("closing", {"reason": "x"}, "/outcome"),
    ("closing", {"outcome": "upheld", "reason": "x"}, "/outcome"),
]
NARROWINGS: list[tuple[dict[str, Any], str]] = [
    ({"limit": 0}, "/query/limit"),
    ({"limit": 201}, "/query/limit"),
    ({"limit": "many"}, "/query/limit"),
    ({"status": "lost"}, "/query/status"),
    ({"taken_over": "maybe"}, "/query/taken_over"),
    ({"area": "somewhere"}, "/query/area"),
    ({"since": "yesterday"}, "/query/since"),
    ({"since": "1796468400"}, "/query/since"),
    ({"until": "0001-01-01T00:00:00+08:00"}, "/query/until"),
    ({"colour": "red"}, "/query/colour"),
    ({"cursor": "?"}, "/cursor"),
    ({"cursor": "WzEsMl0"}, "/cursor"),
    ({"cursor": "WyJ4Il0"}, "/cursor"),
    ({"cursor": "WzFlOTksICJ4Il0"}, "/cursor"),
    ({"cursor": "WzEwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMCwgIngiXQ"}, "/cursor"),
]
INFORMANTS: list[tuple[dict[str, Any], str]] = [
    ({"phone": SECRET}, "/phone"),
    ({"phone": None}, "/phone"),
    ({"name": ""}, "/name"),
    ({"occupation": "x" * 41}, "/occupation"),
    ({"area": "9901"}, "/area"),
    ({"area": "990101999"}, "/area"),
    ({"rank": 1}, "/rank"),
]


@at_the_desk
async def test_a_bad_field_is_named_and_nothing_is_written(desk: Desk) -> None:
    before = await desk.rows()
    for case, change, pointer in BODIES:
        body = {name: value for name, value in {**GOOD, **change}.items() if value is not MISSING}
        answer = await desk.operator.ask("POST", SIGHTINGS, body, once=f"key {case}")
        problem = answer.json()

        assert answer.status_code == 422, f"{case}: {answer.text}"
        assert answer.headers["content-type"] == "application/problem+json"
        assert pointer in [error["pointer"] for error in problem["errors"]], f"{case}: {problem}"
        assert all(error["detail"] and error["code"] for error in problem["errors"]), case
        assert SECRET not in answer.text and "139" not in answer.text, case
        assert await desk.rows() == before, case
    assert await desk.facts() == []


@at_the_desk
async def test_what_is_no_report_at_all_is_refused(desk: Desk) -> None:
    before = await desk.rows()
    headers = {"Authorization": f"Bearer {desk.operator.secret}", "Content-Type": "application/json"}
    for case, content, status in CONTENTS:
        answer = await desk.http.post(SIGHTINGS, content=content, headers=headers)
        assert answer.status_code == status, f"{case}: {answer.text}"
        assert answer.headers["content-type"] == "application/problem+json", case
        assert await desk.rows() == before, case


@at_the_desk
async def test_a_key_for_everywhere_must_say_which_county(desk: Desk) -> None:
    everywhere = await desk.key("everywhere", "operator", "*")
    answer = await everywhere.ask("POST", SIGHTINGS, {"channel": "phone", "road": "x"})
    assert answer.status_code == 422 and answer.json()["errors"][0]["pointer"] == "/area"
    assert (await desk.rows())["report"] == 0


@at_the_desk
async def test_a_bad_step_is_refused_and_nothing_moves(desk: Desk) -> None:
    taken = await desk.operator.sighting()
    before = await desk.rows()
    for number, (step, body, pointer) in enumerate(STEPS):
        path = f"{SIGHTINGS}/{taken['id']}/{step}"
        answer = await desk.operator.ask("POST", path, body, once=f"key {number}")
        assert answer.status_code == 422, f"{step} {body}: {answer.text}"
        assert answer.json()["errors"][0]["pointer"] == pointer, f"{step} {body}"
        assert await desk.rows() == before, f"{step} {body}"
    assert (await desk.operator.read(taken))["version"] == 1


@at_the_desk
async def test_a_list_is_narrowed_by_known_words_only(desk: Desk) -> None:
    for parameters, pointer in NARROWINGS:
        answer = await desk.operator.ask("GET", SIGHTINGS, **parameters)
        assert answer.status_code == 422, f"{parameters}: {answer.text}"
        assert answer.json()["errors"][0]["pointer"] == pointer, parameters


@at_the_desk
async def test_a_bad_informant_is_not_registered(desk: Desk) -> None:
    for change, pointer in INFORMANTS:
        named = {"phone": "13900000007", "name": "王师傅", "occupation": "taxi driver", **change}
        answer = await desk.operator.ask("PUT", f"{API}/informants", named)
        assert answer.status_code == 422, f"{change}: {answer.text}"
        assert answer.json()["errors"][0]["pointer"] == pointer, change
        assert SECRET not in answer.text
    assert (await desk.rows())["informant"] == 0


@at_the_desk
async def test_reasons_come_in_the_readers_language(desk: Desk) -> None:
    headers = {"Authorization": f"Bearer {desk.operator.secret}", "Accept-Language": "en"}
    body = {**GOOD, "caller": "x"}
    english = await desk.http.post(SIGHTINGS, json=body, headers=headers)
    chinese = await desk.operator.ask("POST", SIGHTINGS, body)
    assert "Not a telephone number" in english.json()["errors"][0]["detail"]
    assert "不是有效的电话号码" in chinese.json()["errors"][0]["detail"]


@at_the_desk
async def test_a_closed_list_is_joined_as_the_reader_s_language_joins(desk: Desk) -> None:
    for language, joined in (("zh-CN", "phone、walk_in、"), ("en", "phone, walk_in, ")):
        headers = {"Authorization": f"Bearer {desk.operator.secret}", "Accept-Language": language}
        answer = await desk.http.post(SIGHTINGS, json={**GOOD, "channel": "fax"}, headers=headers)
        (fault,) = answer.json()["errors"]
        assert joined in fault["detail"] and (" or " in fault["detail"]) == (language == "en")
