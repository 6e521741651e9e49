"""Who takes part in the evening: an operator, a dispatcher, three teams, and those who are told."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.contracts.values import Point
from services.platform.client import Api
from services.platform.evening import area

COUNTY, TOWN = "990101", "990101001"


@dataclass
class Team:
    """What a crew does with its phone."""

    id: str
    name: str
    api: Api
    rescue: str = ""
    offer: str = ""

    async def on_shift(self, until: datetime, point: Point) -> None:
        shift = {"until": until.isoformat(), "point": point.model_dump()}
        await self.api.post(f"/patrol/api/v1/teams/{self.id}/shift", shift)

    async def at(self, point: Point) -> None:
        await self.api.put(f"/patrol/api/v1/teams/{self.id}/position", {"point": point.model_dump()})

    async def accept(self, device_at: datetime | None = None) -> None:
        offers = await self.api.get(f"/patrol/api/v1/offers?team={self.id}&live=true")
        self.offer, self.rescue = offers["items"][0]["id"], offers["items"][0]["rescue"]
        await self._step("acceptance", **({"device_at": device_at.isoformat()} if device_at else {}))

    async def depart(self) -> None:
        await self._step("departure")

    async def estimate(self, arrive_at: datetime, reason: str) -> None:
        await self._step("estimate", arrive_at=arrive_at.isoformat(), reason=reason)

    async def arrive(self) -> None:
        await self._step("arrival")

    async def answer(self, outcome: str, **found: Any) -> None:
        await self._step("outcome", outcome=outcome, **found)

    async def _step(self, step: str, **details: Any) -> None:
        body = {"offer": self.offer, **details}
        once = f"{self.offer}-{step}-{details.get('arrive_at', '')}"
        await self.api.post(f"/patrol/api/v1/rescues/{self.rescue}/{step}", body, once=once)


@dataclass
class People:
    operator: Api
    dispatcher: Api
    leader: Api
    teams: tuple[Team, ...]
    station: str
    keys: dict[str, str] = field(default_factory=dict)


async def gather(admin: Api, capture_url: str) -> People:
    """Make the keys, teams, places, profiles and contact routes of the evening, as an administrator."""
    keys: dict[str, str] = {}

    async def key(name: str, role: str, team: str | None = None) -> Api:
        body = {"name": name, "role": role, "area": COUNTY, **({"team": team} if team else {})}
        keys[name] = (await admin.post("/notify/api/v1/keys", body))["key"]
        return admin.with_key(keys[name])

    await area.settle_in(admin, capture_url)
    station = await area.station(admin)
    operator, dispatcher = await key("接线员", "operator"), await key("调度员", "dispatcher")
    leader = await key("值班长", "leader")
    teams = []
    for name, quilts in (("甲队", 4), ("乙队", 2), ("丙队", 4)):
        stock = {"quilt": quilts, "card": 20}
        team = await admin.post("/patrol/api/v1/teams", {"name": name, "area": TOWN[:6], "stock": stock})
        teams.append(Team(team["id"], name, await key(name, "team", team["id"])))
        await area.route(admin, "team", "sms", "0000-55500" + str(10 + len(teams)), team["id"])
    return People(operator, dispatcher, leader, tuple(teams), station, keys)
