"""Who takes part in the evening: an operator, a dispatcher, three teams, and those who are told."""

from dataclasses import dataclass, field

from services.platform.client import Api
from services.platform.crews.crew import Crew
from services.platform.evening import area

COUNTY, TOWN = "990101", "990101001"


@dataclass
class People:
    operator: Api
    dispatcher: Api
    leader: Api
    teams: tuple[Crew, ...]
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
    leader = await key("值班领导", "leader")
    teams = []
    for name, quilts in (("甲队", 4), ("乙队", 2), ("丙队", 4)):
        stock = {"quilt": quilts, "card": 20}
        team = await admin.post("/patrol/api/v1/teams", {"name": name, "area": TOWN[:6], "stock": stock})
        teams.append(Crew(team["id"], name, await key(name, "team", team["id"])))
        await area.route(admin, "team", "sms", "0000-55500" + str(10 + len(teams)), team["id"])
    return People(operator, dispatcher, leader, tuple(teams), station, keys)
