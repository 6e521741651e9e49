"""A county with one of everything that an address may name, and people who are told about it."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from services.chassis.access import LIFE, Session, token_of
from services.contracts.words import Role
from services.platform.evening.area import PROFILES
from services.platform.evening.people import gather
from services.platform.evening.places import JIA_START, RAILWAY_BRIDGE
from tests.access.doors import Door, doors_of
from tests.support.stand import KEYRING, URL, Stand

COUNTY, ELSEWHERE = "990101", "990102"
HOME = {"Sec-Fetch-Site": "same-origin"}
REPORTS = ("sightings", "cries-for-relief", "service-requests", "complaints")
STEP = {"offer": "{offer}"}
# By the end of the address: what a route must be sent before it looks at who sends it. A new one is added here.
BODIES: dict[str, dict[str, Any]] = {
    "notes": {"words": "问过一次"},
    "hand-over": {"to": "role:dispatcher"},
    "hand-over/acceptance": {},
    "call-back": {"result": "told"},
    "join": {"other": "no-such-sighting"},
    "split": {"other": "no-such-sighting"},
    "closing": {"outcome": "false_report", "reason": "重复"},
    "place": {"landmark": "桥南", "reason": "听错了"},
    "foreseen": {"area": ELSEWHERE, "point": JIA_START.point.model_dump()},
    "acceptance": STEP,
    "refusal": {**STEP, "reason": "车坏了"},
    "departure": STEP,
    "estimate": {**STEP, "arrive_at": "2026-12-05T23:00:00+08:00", "reason": "塌方"},
    "arrival": STEP,
    "outcome": {**STEP, "outcome": "not_found"},
    "dispatch": {"team": "{team}", "reason": "最近"},
    "grade": {"grade": "protective", "reason": "老人"},
    "clock-stop": {"reason": "本人已走"},
    "breach-reason": {"reason": "道路中断"},
    "alert-readings": {"alert": "breach"},
    "stock": {"quilt": 6},
    "shift": {"until": "2026-12-06T02:00:00+08:00"},
    "position": {"point": JIA_START.point.model_dump()},
    "profiles": PROFILES,
    "warnings": {"area": COUNTY, "colour": "orange", "until": "2026-12-06T08:00:00+08:00"},
    "places": {"beds": 3, "taken": 1},
    "people": {"language": "en"},
    "ways": {"ways": []},
    "subject": {"subject": "wang"},
    "duty": {"away": True},
    "ending": {},
    "reopening": {},
    "acknowledgement": {},
    "posts": {"role": "operator", "area": ELSEWHERE},
}


@dataclass
class World:
    stand: Stand
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def doors(self) -> list[Door]:
        apps = self.stand.house.apps.items()
        return sorted((door for name, app in apps for door in doors_of(name, app)), key=str)

    @property
    def guarded(self) -> list[Door]:
        return [door for door in self.doors if door.roles is not None]

    def token(self, role: Role, scope: str = "*", **more: Any) -> str:
        """Of a session that notify would have opened."""
        now = self.stand.clock.now()
        team = self.ids.get("team", "jia") if role is Role.TEAM else None
        said = {
            "id": f"session-{role}",
            "person": f"person-{role}",
            "role": role,
            "scope": scope,
            "team": team,
        }
        times = {"opened_at": now - timedelta(minutes=1), "expires_at": now + LIFE}
        (secret,) = KEYRING.keys_of("session").values()
        return token_of(Session(**{**said, **times, **more}), "k1", secret)

    def address(self, door: Door) -> str:
        """With the ids of this county in place of the names."""
        resource = door.path.removeprefix(f"/{door.service}/api/v1/").split("/")[0]
        named = {"id": resource or "sightings"}  # the pages of the desk show what was reported
        return re.sub(
            r"\{(\w+)\}", lambda name: self._id(named.get(name[1], name[1].removesuffix("_id"))), door.path
        )

    def body(self, door: Door) -> Any:
        if door.method in ("GET", "DELETE"):
            return None
        last = next(
            (end for end in sorted(BODIES, key=len, reverse=True) if self._tail(door).endswith(end)), ""
        )
        return {name: self._filled(value) for name, value in BODIES.get(last, {}).items()}

    def sent(self, door: Door) -> dict[str, Any]:
        """Pages send forms, everybody else JSON."""
        return {"data" if door.is_page else "json": self.body(door)}

    @staticmethod
    def _tail(door: Door) -> str:
        return re.sub(r"/\{\w+\}$", "", door.path)

    def _filled(self, value: Any) -> Any:
        return self._id(value[1:-1]) if isinstance(value, str) and value.startswith("{") else value

    def _id(self, name: str) -> str:
        return self.ids.get(name, f"no-such-{name}")


async def settled(stand: Stand) -> World:
    """One of everything, in the county."""
    world = World(stand)
    people = await gather(stand.admin, f"{URL}/capture")
    jia = people.teams[0]
    await jia.on_shift(stand.clock.now() + timedelta(hours=8), JIA_START.point)
    for kind in REPORTS:
        report = {"channel": "phone", "point": RAILWAY_BRIDGE.point.model_dump(), "landmark": "铁路桥"}
        world.ids[kind] = (await people.operator.post(f"/intake/api/v1/{kind}", report))["id"]
    await stand.house.settle()
    (rescue,) = (await people.dispatcher.get("/patrol/api/v1/rescues"))["items"]
    whole = await people.dispatcher.get(f"/patrol/api/v1/rescues/{rescue['id']}")
    informant = {"phone": "0000-5550077", "name": "演示", "occupation": "taxi driver", "area": COUNTY}
    post = {"role": "operator", "area": COUNTY}
    person = await stand.admin.post(
        "/notify/api/v1/people", {"login": "wang", "name": "演示", "posts": [post]}
    )
    leader = {"login": "li", "name": "演示", "posts": [{"role": "leader", "area": COUNTY}]}
    times = {"from": stand.clock.now().isoformat(), "until": (stand.clock.now() + LIFE).isoformat()}
    leads = (await stand.admin.post("/notify/api/v1/people", leader))["id"]
    duty = await stand.admin.post("/notify/api/v1/duty", {"area": COUNTY, "person": leads, **times})
    warned = {"area": COUNTY, "colour": "blue", "until": (stand.clock.now() + LIFE).isoformat()}
    warning = await people.dispatcher.post("/patrol/api/v1/warnings", warned)
    key = {"name": "热线", "role": "operator", "area": COUNTY}
    messages = (await stand.admin.get("/notify/api/v1/messages"))["items"]
    world.ids |= {
        "kind": "sighting",
        "name": world.ids["sightings"],
        "rescue": rescue["id"],
        "offer": whole["offers"][0]["id"],
        "team": jia.id,
        "place": people.station,
        "area": COUNTY,
        "informants": (await people.operator.put("/intake/api/v1/informants", informant))["id"],
        "person": person["id"],
        "post": person["posts"][0]["id"],
        "duty": duty["id"],
        "warning": warning["id"],
        "key": (await stand.admin.post("/notify/api/v1/keys", key))["id"],
        "message": messages[0]["id"],
    }
    return world
