"""Bad input of any kind: a 4xx that names the field and the reason, echoes nothing and writes nothing."""

import json
from typing import Any

import pytest

from tests.support.intake import API, BRIDGE, SIGHTINGS, Desk, at, at_the_desk

GOOD: dict[str, Any] = {"channel": "phone", "point": BRIDGE}
SECRET = "秘密13912345678"
MISSING = object()

BODIES: list[tuple[str, dict[str, Any], int, str]] = [
    ("no channel", {"channel": MISSING}, 422, "/channel"),
    ("unknown channel", {"channel": SECRET}, 422, "/channel"),
    ("channel is null", {"channel": None}, 422, "/channel"),
    ("nowhere", {"point": MISSING}, 422, "/point"),
    ("nowhere but a kilometre", {"point": MISSING, "kilometre": 3}, 422, "/point"),
    ("blank place", {"point": MISSING, "address": "  ", "landmark": "", "road": "\t"}, 422, "/point"),
    ("point as text", {"point": SECRET}, 422, "/point"),
    ("point as list", {"point": [100, 40]}, 422, "/point"),
    ("half a point", {"point": {"longitude": 100}}, 422, "/point/latitude"),
    ("point off the earth", {"point": {"longitude": 181, "latitude": 40}}, 422, "/point/longitude"),
    ("latitude of 91", {"point": {"longitude": 100, "latitude": 91}}, 422, "/point/latitude"),
    ("point in words", {"point": {"longitude": "100", "latitude": 40}}, 422, "/point/longitude"),
    ("more than a point", {"point": {**BRIDGE, "height": 3}}, 422, "/point/height"),
    ("nobody", {"people": 0}, 422, "/people"),
    ("minus one", {"people": -1}, 422, "/people"),
    ("a crowd", {"people": 201}, 422, "/people"),
    ("half a person", {"people": 1.5}, 422, "/people"),
    ("people as text", {"people": "1"}, 422, "/people"),
    ("people as truth", {"people": True}, 422, "/people"),
    ("people is null", {"people": None}, 422, "/people"),
    ("unknown sign", {"signs": ["elderly", SECRET]}, 422, "/signs/1"),
    ("sign as text", {"signs": "elderly"}, 422, "/signs"),
    ("far too many signs", {"signs": ["elderly"] * 17}, 422, "/signs"),
    ("words without end", {"words": "x" * 4_001}, 422, "/words"),
    ("words as number", {"words": 5}, 422, "/words"),
    ("control characters", {"words": "a\x00b"}, 422, "/words"),
    ("long address", {"address": "x" * 201}, 422, "/address"),
    ("long landmark", {"landmark": "x" * 121}, 422, "/landmark"),
    ("long road", {"road": "x" * 81}, 422, "/road"),
    ("kilometre before the road", {"kilometre": -0.1}, 422, "/kilometre"),
    ("kilometre in words", {"kilometre": "14"}, 422, "/kilometre"),
    ("no telephone number", {"caller": SECRET}, 422, "/caller"),
    ("short of a digit", {"caller": "139000000"}, 422, "/caller"),
    ("number as number", {"caller": 13900000007}, 422, "/caller"),
    ("call back perhaps", {"call_back": "yes"}, 422, "/call_back"),
    ("drill as number", {"drill": 1}, 422, "/drill"),
    ("language", {"language": SECRET}, 422, "/language"),
    ("long reference", {"reference": "x" * 101}, 422, "/reference"),
    ("reference as number", {"reference": 7}, 422, "/reference"),
    ("unknown field", {"telephone": SECRET}, 422, "/telephone"),
    ("area in letters", {"area": "abcdef"}, 422, "/area"),
    ("area too long", {"area": "9901010010011"}, 422, "/area"),
    ("unknown area", {"point": MISSING, "road": "x", "area": "990101999"}, 422, "/area"),
    ("a whole city", {"point": MISSING, "road": "x", "area": "9901"}, 422, "/area"),
    ("time without offset", {"received_at": "2026-12-05T19:00:00"}, 422, "/received_at"),
    ("no time", {"received_at": SECRET}, 422, "/received_at"),
    ("the 31st of February", {"received_at": "2026-02-31T19:00:00+08:00"}, 422, "/received_at"),
    ("the end of time", {"received_at": "9999-12-31T23:59:59-08:00"}, 422, "/received_at"),
    ("before time", {"found_at": "0001-01-01T00:00:00+08:00"}, 422, "/found_at"),
    ("tomorrow", {"received_at": at("19:01").isoformat()}, 422, "/received_at"),
    ("last month", {"received_at": "2026-11-01T19:00:00+08:00"}, 422, "/received_at"),
    ("a stamp of 1970", {"received_at": 7}, 422, "/received_at"),
    ("found after the call", {"found_at": at("19:05").isoformat()}, 422, "/found_at"),
]


@pytest.mark.parametrize(
    ("change", "status", "pointer"), [case[1:] for case in BODIES], ids=[c[0] for c in BODIES]
)
@at_the_desk
async def test_a_bad_field_is_named_and_nothing_is_written(
    desk: Desk, change: dict[str, Any], status: int, pointer: str
) -> None:
    before = await desk.rows()
    body = {name: value for name, value in {**GOOD, **change}.items() if value is not MISSING}
    answer = await desk.operator.ask("POST", SIGHTINGS, body, once="key")
    problem = answer.json()

    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert pointer in [error["pointer"] for error in problem["errors"]], problem
    assert all(error["detail"] and error["code"] for error in problem["errors"])
    assert SECRET not in answer.text and "139" not in answer.text
    assert await desk.rows() == before
    assert await desk.facts() == []


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b"[]", 422),
        (b"null", 422),
        (b'"text"', 422),
        (b"\xff\xfe\x00", 400),
        (b'{"channel": "phone", "words": "\\ud800", "road": "x"}', 422),
        (b'{"channel": "phone", "point": {"longitude": NaN, "latitude": Infinity}}', 422),
        (b"[" * 5_000, 400),
        (json.dumps({**GOOD, "words": "x" * 1_000_001}).encode(), 413),
    ],
    ids=["empty", "cut", "list", "null", "text", "bytes", "surrogate", "nan", "deep", "huge"],
)
@at_the_desk
async def test_what_is_no_report_at_all_is_refused(desk: Desk, content: bytes, status: int) -> None:
    before = await desk.rows()
    headers = {"Authorization": f"Bearer {desk.operator.secret}", "Content-Type": "application/json"}
    answer = await desk.http.post(SIGHTINGS, content=content, headers=headers)

    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert await desk.rows() == before


@at_the_desk
async def test_a_key_for_everywhere_must_say_which_county(desk: Desk) -> None:
    everywhere = await desk.key("everywhere", "operator", "*")
    answer = await everywhere.ask("POST", SIGHTINGS, {"channel": "phone", "road": "x"})
    assert answer.status_code == 422 and answer.json()["errors"][0]["pointer"] == "/area"
    assert (await desk.rows())["report"] == 0


@pytest.mark.parametrize(
    ("step", "body", "pointer"),
    [
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
    ],
)
@at_the_desk
async def test_a_bad_step_is_refused_and_nothing_moves(
    desk: Desk, step: str, body: dict[str, Any], pointer: str
) -> None:
    taken = await desk.operator.sighting()
    before = await desk.rows()
    answer = await desk.operator.ask("POST", f"{SIGHTINGS}/{taken['id']}/{step}", body, once="key")

    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert await desk.rows() == before
    assert (await desk.operator.read(taken))["version"] == 1


@pytest.mark.parametrize(
    ("parameters", "pointer"),
    [
        ({"limit": 0}, "/query/limit"),
        ({"limit": 201}, "/query/limit"),
        ({"limit": "many"}, "/query/limit"),
        ({"status": "lost"}, "/query/status"),
        ({"taken_over": "maybe"}, "/query/taken_over"),
        ({"area": "somewhere"}, "/query/area"),
        ({"since": "yesterday"}, "/query/since"),
        ({"until": "0001-01-01T00:00:00+08:00"}, "/query/until"),
        ({"colour": "red"}, "/query/colour"),
        ({"cursor": "?"}, "/cursor"),
        ({"cursor": "WzEsMl0"}, "/cursor"),
        ({"cursor": "WyJ4Il0"}, "/cursor"),
        ({"cursor": "WzFlOTksICJ4Il0"}, "/cursor"),
    ],
)
@at_the_desk
async def test_a_list_is_narrowed_by_known_words_only(
    desk: Desk, parameters: dict[str, Any], pointer: str
) -> None:
    answer = await desk.operator.ask("GET", SIGHTINGS, **parameters)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"phone": SECRET}, "/phone"),
        ({"phone": None}, "/phone"),
        ({"name": ""}, "/name"),
        ({"occupation": "x" * 41}, "/occupation"),
        ({"area": "9901"}, "/area"),
        ({"area": "990101999"}, "/area"),
        ({"rank": 1}, "/rank"),
    ],
)
@at_the_desk
async def test_a_bad_informant_is_not_registered(desk: Desk, change: dict[str, Any], pointer: str) -> None:
    named = {"phone": "13900000007", "name": "王师傅", "occupation": "taxi driver", **change}
    answer = await desk.operator.ask("PUT", f"{API}/informants", named)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer
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
