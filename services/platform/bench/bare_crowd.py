"""The baseline of a crowded county: the same rows ranked and reserved by SQL and arithmetic, nothing of ours in it."""

import json
from collections.abc import Sequence
from math import asin, cos, radians, sin, sqrt
from typing import Any

import asyncpg

TABLES = {
    "circle": "true",
    "team": "true",
    "team_position": "true",
    "rescue": "state <> 'answered'",
    "offer": "live",
    "outbox": "false",
}
"""Of patrol, copied as they stand, with their indexes; of each the rows of this night."""
CREWS = (
    "select t.*, p.longitude, p.latitude, o.rescue as busy_with from team t "
    "left join team_position p on p.team = t.id left join offer o on o.team = t.id and o.live where t.county = $1"
)
NEXT = (
    "select id, longitude, latitude from rescue where county = $1 and state = 'waiting' "
    "order by urgency, deadline, id limit 1"
)
OFFERED = (
    "insert into offer (id, rescue, team, team_name, round, state, live, offered_at, lapses_at, estimated_seconds, "
    "promised_at) values ($1, $2, $3, 'team', 1, 'offered', true, now(), now(), $4, now())"
)
SAID = "insert into outbox (topic, key, headers, body, said_at) values ('patrol', $1, '[]', $2, now())"
FACT = b"f" * 1500
EARTH_METRES = 6_371_000.0


class BareCrowd:
    """On one connection to patrol's database."""

    def __init__(self, connection: asyncpg.Connection, county: str) -> None:
        self._connection, self._county = connection, county

    @classmethod
    async def of(cls, url: str, county: str) -> "BareCrowd":
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        await connection.execute("drop schema if exists bare cascade; create schema bare")
        for table, wanted in TABLES.items():
            await connection.execute(f"create table bare.{table} (like public.{table} including all)")
            await connection.execute(f"insert into bare.{table} select * from public.{table} where {wanted}")
        await connection.execute("set search_path to bare; analyze")
        return cls(connection, county)

    async def close(self) -> None:
        await self._connection.execute("drop schema bare cascade")
        await self._connection.close()

    async def rank(self, rescue: str) -> bytes:
        """Every team by its distance, as JSON."""
        place = await self._connection.fetchrow(
            "select longitude, latitude from rescue where id = $1", rescue
        )
        return json.dumps(await self._ranked(place)).encode()

    async def reserve(self, answered: str) -> str:
        """One rescue is answered, and its team goes to the most urgent that waits. Returns that one."""
        run = self._connection
        async with run.transaction():
            await run.fetch("select county from circle where county = $1 for update", self._county)
            await run.fetch(
                "update offer set live = false, ended_at = now() where rescue = $1 and live", answered
            )
            await run.fetch(
                "update rescue set state = 'answered', version = version + 1 where id = $1", answered
            )
            await run.fetch(SAID, answered, FACT)
            following = await run.fetchrow(NEXT, self._county)
            chosen = (await self._ranked(following))[0]
            rescue = str(following["id"])
            await run.fetch(OFFERED, f"bare-{rescue}", rescue, chosen["team"], chosen["metres"] // 10)
            await run.fetch(
                "update rescue set state = 'offered', version = version + 1 where id = $1", rescue
            )
            await run.fetch("update team set version = version + 1 where id = $1", chosen["team"])
            await run.fetch(SAID, rescue, FACT)
        return rescue

    async def _ranked(self, place: Any) -> Sequence[dict[str, Any]]:
        crews = await self._connection.fetch(CREWS, self._county)
        judged = [
            {
                "team": crew["id"],
                "name": crew["name"],
                "busy": bool(crew["busy_with"]),
                "metres": _metres(crew, place),
            }
            for crew in crews
        ]
        return sorted(judged, key=lambda one: (one["busy"], one["metres"], one["name"], one["team"]))


def _metres(one: Any, other: Any) -> int:
    """By the haversine formula; far away where nobody knows."""
    if one["latitude"] is None:
        return 10**9
    north, south = radians(one["latitude"]), radians(other["latitude"])
    across = sin(radians(one["longitude"] - other["longitude"]) / 2) ** 2 * cos(north) * cos(south)
    return round(2 * EARTH_METRES * asin(sqrt(sin((north - south) / 2) ** 2 + across)))
