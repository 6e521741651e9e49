"""What 暖冬县 has decided: promises, grades, travel, places and whom to tell. Data, put in through the APIs."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from services.platform.client import Api
from services.platform.evening import places

COUNTY = "990101"
REGISTERS: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("registers.json").read_text(encoding="utf-8")
)
PROFILES: dict[str, Any] = json.loads(Path(__file__).with_name("profiles.json").read_text(encoding="utf-8"))
LANDMARKS: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("landmarks.json").read_text(encoding="utf-8")
)


async def settle_in(admin: Api, capture_url: str) -> None:
    await admin.put(f"/patrol/api/v1/profiles/{COUNTY}", PROFILES)
    await admin.put("/intake/api/v1/landmarks", {"items": LANDMARKS})
    await admin.put("/notify/api/v1/providers/sms", {"url": f"{capture_url}/sms"})
    await route(admin, "leader", "sms", "0000-5550009")
    await route(admin, "emergency_partner", "webhook", f"{capture_url}/emergency")


async def register_places(admin: Api, registers: Iterable[Mapping[str, Any]] = REGISTERS) -> None:
    """Key areas, which must be within reach all night, and warm points with the beds that are taken."""
    for about in registers:
        beds, taken = about.get("beds", 0), about.get("taken", 0)
        place = {name: about[name] for name in ("kind", "name", "area")}
        point = {"longitude": about["longitude"], "latitude": about["latitude"]}
        made = await admin.post("/patrol/api/v1/places", {**place, "beds": beds, "point": point})
        if taken:
            await admin.put(f"/patrol/api/v1/places/{made['id']}", {"beds": beds, "taken": taken})


async def route(admin: Api, party: str, channel: str, address: str, team: str | None = None) -> None:
    body = {"party": party, "area": COUNTY, "channel": channel, "address": address}
    await admin.put("/notify/api/v1/contact-routes", {**body, **({"team": team} if team else {})})


async def station(admin: Api) -> str:
    """The relief station that takes in whoever is brought in."""
    place = {"name": "暖冬救助站", "kind": "relief_station", "area": "990101001", "beds": 12}
    point = places.RAILWAY_BRIDGE.point.model_dump()
    made = await admin.post("/patrol/api/v1/places", {**place, "point": point})
    return str(made["id"])
