"""Makes a generated case meet something that is there: an id at random is nobody's."""

from collections.abc import Sequence
from typing import Any

from schemathesis import Case

from services.platform.evening.script import START, at
from tests.abuse.world import SIGHTING, World

ROLES = ("admin", "dispatcher", "operator", "team", "leader", "auditor")
COUNTY = "990101"
IDS = {"team": "team_id", "place": "place_id"}
FITTING = {
    "area": COUNTY,
    "to": "role:dispatcher",
    "point": SIGHTING["point"],
    "caller": "0000-5550001",
    "phone": "0000-5550002",
    "received_at": START.isoformat(),
    "found_at": START.isoformat(),
    "arrive_at": at("18:30:00").isoformat(),
    "until": at("23:00:00").isoformat(),
    "url": "http://nuandong.test/capture/sms",
}
"""What hardly any text at random is. Taken where the field was generated with the same kind of value."""


def aimed(case: Case, world: World, aim: int) -> str:
    """Point the case at what is there, three times in four; the key of the one who calls."""
    if aim % 4:
        path, body = case.path_parameters or {}, case.body
        for name in path:
            known = world.known.get(name) or _of_this_list(case.path, world)
            if name == "area":
                path[name] = COUNTY
            elif known:
                path[name] = _one(known, aim)
        if "Idempotency-Key" in (case.headers or {}):
            case.headers["Idempotency-Key"] += (
                f"-{aim}-{case.operation.label}"  # not by chance the same as of another call
            )
        if isinstance(body, dict):
            case.body = body = _plain(body)
            _aim_body(body, world, aim)
            if isinstance(body.get("offer"), str) and world.live:
                path["rescue_id"], body["offer"] = world.live[aim // 7 % len(world.live)]
            if "channel" in body:
                body["area"] = COUNTY  # every call is somewhere
            if case.path.endswith("/closing"):
                body["outcome"] = "withdrawn"
    if "/me" in case.path or "/current" in case.path:
        return world.keys["person"]
    # The administrator may do most, and so meets most of what is behind.
    return world.keys["admin" if aim % 3 else _one(ROLES, aim)]


def _of_this_list(path: str, world: World) -> list[str]:
    return next((ids for name, ids in world.known.items() if f"/{name}/" in path), [])


def _aim_body(body: dict[str, Any], world: World, aim: int) -> None:
    for field, value in body.items():
        if field in IDS and isinstance(value, str):
            body[field] = _one(world.known[IDS[field]], aim)
        elif field in FITTING and isinstance(value, type(FITTING[field])):
            body[field] = FITTING[field]


def _plain(value: Any) -> Any:
    """Without control characters, which no field takes."""
    if isinstance(value, str):
        return "".join(letter for letter in value if letter.isprintable()) or "x"
    if isinstance(value, dict):
        return {_plain(name): _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def _one(things: Sequence[str], aim: int) -> str:
    return things[aim // 7 % len(things)]
