"""Teams for the crews: those of an earlier run are taken up again, missing ones are registered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.chassis.clock import derived_id
from services.chassis.clock.chance import Chance
from services.contracts.values import Point
from services.platform.client import Api
from services.platform.crews.crew import PATROL, Crew
from services.platform.crews.fleet import all_of
from services.platform.crews.habits import Habits
from services.platform.crews.life import Life
from services.platform.crews.tempo import Tempo


@dataclass(frozen=True)
class Muster:
    """`desk`: a dispatcher's key. `seed` gives each crew a chance of its own."""

    desk: Api
    area: str
    shift: timedelta
    habits: Habits
    tempo: Tempo
    seed: int
    prefix: str = "模拟队"

    async def gather(self, starts: Sequence[Point]) -> dict[str, Life]:
        """One crew per starting point, on shift there and fully stocked, by the id of its team."""
        known = {team["name"]: team for team in await all_of(self.desk, f"{PATROL}/teams", area=self.area)}
        places = await self._places()
        lives = {}
        for number, start in enumerate(starts, 1):
            name = f"{self.prefix}{number:02d}"
            team = known.get(name) or await self._register(name)
            life = self._life(team, start, places)
            lives[life.crew.id] = life
            await self._begin(life)
        return lives

    async def _register(self, name: str) -> Mapping[str, Any]:
        body = {"name": name, "area": self.area, "stock": dict(self.habits.stock)}
        made = await self.desk.post(f"{PATROL}/teams", body, once=str(derived_id("crew", self.area, name)))
        return {"name": name, **made}

    async def _begin(self, life: Life) -> None:
        await life.visit_depot()
        shown = await life.crew.at(life.where)
        life.tempo = self.tempo.in_step_with(datetime.fromisoformat(shown["position"]["received_at"]))
        await life.crew.on_shift(life.tempo.platform_now() + self.shift, life.where)

    async def _places(self) -> tuple[str, ...]:
        """Where a bed is free now, inside the area."""
        known = await all_of(self.desk, f"{PATROL}/places")
        return tuple(p["id"] for p in known if p["free"] > 0 and p["area"].startswith(self.area))

    def _life(self, team: Mapping[str, Any], start: Point, places: tuple[str, ...]) -> Life:
        crew = Crew(team["id"], team["name"], self.desk)
        chance = Chance(self.seed, team["name"])
        return Life(crew, self.habits, chance, self.tempo, where=start, places=places)


async def dismiss(lives: Mapping[str, Life]) -> None:
    """Go off duty: nobody is offered a team whose crew has gone home."""
    for life in lives.values():
        await life.crew.off_shift()
