"""Teams on duty, put there through the API."""

import json
from datetime import datetime
from typing import Any

from services.platform.bench.http import Connection, request
from services.platform.bench.reports import TOWNS

API = "/patrol/api/v1"


async def put_on_duty(port: int, key: str, count: int, until: datetime, area: str | None = None) -> list[str]:
    """So many teams of the area, or spread over the towns. Returns their ids."""
    connection = await Connection.open(port)
    try:
        return [await new_team(connection, key, number, until, area) for number in range(count)]
    finally:
        connection.close()


async def new_team(
    connection: Connection, key: str, number: int, until: datetime, area: str | None = None
) -> str:
    """Registered, then on shift: from then on it may be sent."""
    team = {"name": f"{number} 队", "area": area or TOWNS[number % len(TOWNS)], "stock": {"quilt": 4}}
    made = await post(connection, key, f"{API}/teams", team)
    point = {"longitude": 110.2 + number * 0.002, "latitude": 30.2 + number * 0.002}
    await post(
        connection, key, f"{API}/teams/{made['id']}/shift", {"until": until.isoformat(), "point": point}
    )
    return str(made["id"])


async def post(connection: Connection, key: str, path: str, body: Any) -> Any:
    status, answer = await connection.ask(request("POST", path, key, json.dumps(body).encode()))
    if status >= 300:
        raise RuntimeError(f"{path}: {status} {answer.decode()}")
    return json.loads(answer)
