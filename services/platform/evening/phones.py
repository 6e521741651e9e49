"""Phones on board say where their crews are, every two minutes of the night, so that the map knows them."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from services.chassis.clock import Clock
from services.platform.client import Api, Refused
from services.platform.crews.crew import PATROL, Crew

EVERY = timedelta(minutes=2)
FRAME_SECONDS = 0.25


async def keep_saying_where(admin: Api, clock: Clock, crews: Sequence[Crew]) -> None:
    """For ever: whoever is on duty and answering says again where they were last. Silence stays silence."""
    said_at = clock.now() - EVERY
    while True:
        await asyncio.sleep(FRAME_SECONDS)
        if clock.now() - said_at < EVERY:
            continue
        said_at = clock.now()
        for crew in crews:
            await _say(admin, crew)


async def _say(admin: Api, crew: Crew) -> None:
    team = await admin.get(f"{PATROL}/teams/{crew.id}")
    on_duty = team["status"] in ("free", "busy") and team["answering"]
    if on_duty and team["position"]:
        try:
            await crew.api.put(f"{PATROL}/teams/{crew.id}/position", {"point": team["position"]["point"]})
        except Refused:
            return  # it will be said again in two minutes
