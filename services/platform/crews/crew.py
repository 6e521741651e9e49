"""A crew and its phone: everything that a patrol team says to the platform."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.chassis.clock import derived_id
from services.contracts.values import Point
from services.platform.client import Api

PATROL = "/patrol/api/v1"


@dataclass
class Crew:
    """`api` has the team's own key, or that of a dispatcher who speaks for it. Every step has a stable
    Idempotency-Key, so that it may be said again when the answer was lost."""

    id: str
    name: str
    api: Api
    offer: str = ""
    rescue: str = ""

    async def on_shift(self, until: datetime, point: Point) -> None:
        shift = {"until": until.isoformat(), "point": point.model_dump()}
        await self.api.post(f"{PATROL}/teams/{self.id}/shift", shift)

    async def off_shift(self) -> None:
        await self.api.delete(f"{PATROL}/teams/{self.id}/shift")

    async def at(self, point: Point) -> Any:
        """Say where we are, and that we are there at all."""
        return await self.api.put(f"{PATROL}/teams/{self.id}/position", {"point": point.model_dump()})

    async def take_on_board(self, stock: Mapping[str, int]) -> None:
        """What is on board now, counted."""
        await self.api.put(f"{PATROL}/teams/{self.id}/stock", dict(stock))

    async def offers(self) -> list[dict[str, Any]]:
        """Live ones, at most one: a team is reserved for one rescue."""
        answer = await self.api.get(f"{PATROL}/offers?team={self.id}&live=true")
        return list(answer["items"])

    def look_at(self, offer: Mapping[str, Any]) -> None:
        """The steps that follow are about this offer."""
        self.offer, self.rescue = offer["id"], offer["rescue"]

    async def accept(self, device_at: datetime | None = None) -> None:
        """Take the offer that is on the phone now. `device_at`: what the phone's own clock says."""
        self.look_at((await self.offers())[0])
        await self.say_yes(device_at)

    async def say_yes(self, device_at: datetime | None = None) -> None:
        await self._step("acceptance", **({"device_at": device_at.isoformat()} if device_at else {}))

    async def decline(self, reason: str) -> None:
        await self._step("refusal", reason=reason)

    async def depart(self) -> None:
        await self._step("departure")

    async def estimate(self, arrive_at: datetime, reason: str) -> None:
        await self._step("estimate", arrive_at=arrive_at.isoformat(), reason=reason)

    async def arrive(self) -> None:
        await self._step("arrival")

    async def answer(self, outcome: str, **found: Any) -> Any:
        """`found`: people, handed_out, place, words, reason, as the API names them. Gives the rescue as it is then."""
        return await self._step("outcome", outcome=outcome, **found)

    async def _step(self, step: str, **details: Any) -> Any:
        # Said again with other details it is another step, not a repetition.
        told = sorted((name, str(value)) for name, value in details.items())
        once = f"{self.offer}-{step}" + (f"-{derived_id(*told)}" if told else "")
        body = {"offer": self.offer, **details}
        return await self.api.post(f"{PATROL}/rescues/{self.rescue}/{step}", body, once=once)
