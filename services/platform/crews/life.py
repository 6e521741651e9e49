"""One simulated crew at work: what it does with an offer, from the first look to the answer."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from services.chassis.clock.chance import Chance
from services.contracts.values import Point
from services.contracts.words import Outcome
from services.platform.client import Refused
from services.platform.crews.crew import Crew
from services.platform.crews.habits import NOBODY_THERE, STAYS_OUTSIDE, Habits
from services.platform.crews.tempo import Tempo

SECONDS_BETWEEN_POSITIONS = (
    15.0  # of the clock: a crew that races through its story says less often where it is
)
WORTH_SAYING = timedelta(seconds=60)  # a new estimate is told when it is later than the promise by this much
TOLD_TOO_LATE = "estimate-past"
"""The platform was away for longer than the journey took: the arrival will tell."""
ENDED = (404, 409)
"""The rescue went another way: somebody overrode it, another was faster, the offer lapsed after all."""


@dataclass
class Life:
    """`where`: its position as it knows it. `ignoring`: the offer that nobody looks at."""

    crew: Crew
    habits: Habits
    chance: Chance
    tempo: Tempo
    where: Point
    places: tuple[str, ...] = ()
    """Ids of places with beds, for those who are brought in."""
    stock: dict[str, int] = field(default_factory=dict)
    busy: bool = False
    ignoring: str = ""
    finished: str = ""
    first_call: datetime | None = None
    """First receipt of the earliest call that it answered."""
    counts: Counter[str] = field(default_factory=Counter)

    async def attend(self, offer: Mapping[str, Any]) -> None:
        """Carry an offer on from whatever state it is in; a crew that was away takes up where it left off."""
        self.crew.look_at(offer)
        try:
            if await self._decide(offer):
                await self._go(offer)
                await self._help(offer)
        except Refused as refused:
            if refused.status >= 500:  # the platform's own trouble: taken up again at the next look
                self.counts["failed"] += 1
                return
            if refused.status not in ENDED:
                raise
            self.counts["overtaken"] += 1
        if offer["id"] != self.ignoring:
            self.finished = offer["id"]

    def wants(self, offer: Mapping[str, Any]) -> bool:
        """Whether there is something to do about it. An ignored offer that somebody else accepted for us is ours."""
        if self.busy or offer["id"] == self.finished:
            return False
        return offer["id"] != self.ignoring or offer["state"] != "offered"

    async def be_heard_from(self) -> None:
        """After an offer lapsed: the phone is found again."""
        await self.tempo.wait(self.chance.between(*self.habits.out_of_reach))
        self.ignoring = ""
        await self.crew.at(self.where)

    async def _decide(self, offer: Mapping[str, Any]) -> bool:
        """True when the crew has the rescue."""
        if offer["state"] != "offered":
            return True
        if self.chance.happens(self.habits.lapses):
            self.ignoring = offer["id"]
            self.counts["ignored"] += 1
            return False
        await self.tempo.wait(self.chance.between(*self.habits.thinking))
        if self.chance.happens(self.habits.declines):
            await self.crew.decline(self.chance.one_of(self.habits.reasons))
            self.counts["declined"] += 1
            return False
        await self.crew.say_yes()
        self.counts["accepted"] += 1
        return True

    async def _go(self, offer: Mapping[str, Any]) -> None:
        """Turn out, drive, arrive."""
        if offer["state"] == "arrived":
            return
        there = Point(**offer["point"])
        if offer["state"] != "en_route":
            await self.tempo.wait(self.chance.between(*self.habits.turnout))
            await self.crew.depart()
        journey = offer["estimated_seconds"] * self.chance.between(*self.habits.driving)
        await self._tell_if_late(offer, journey)
        await self._drive(there, journey)
        await self.crew.arrive()
        self.where = there
        await self.crew.at(there)

    async def _tell_if_late(self, offer: Mapping[str, Any], journey: float) -> None:
        arrival = self.tempo.platform_now() + self.tempo.lasting(journey)
        if arrival > datetime.fromisoformat(offer["promised_at"]) + WORTH_SAYING:
            try:
                await self.crew.estimate(arrival, self.chance.one_of(self.habits.reasons))
            except Refused as refused:
                if refused.problem.get("code") != TOLD_TOO_LATE:
                    raise
                return
            self.counts["estimates"] += 1

    async def _drive(self, there: Point, journey: float) -> None:
        """In a straight line, saying now and then where we are."""
        legs = max(1, int(self.tempo.lasting(journey).total_seconds() / SECONDS_BETWEEN_POSITIONS))
        start = self.where
        for leg in range(1, legs + 1):
            await self.tempo.wait(journey / legs)
            if leg < legs:
                self.where = between(start, there, leg / legs)
                await self.crew.at(self.where)

    async def _help(self, offer: Mapping[str, Any]) -> None:
        await self.tempo.wait(self.chance.between(*self.habits.at_the_place))
        outcome = self.chance.weighted(self.habits.outcomes)
        found: dict[str, Any] = {"people": 0 if outcome in NOBODY_THERE else offer.get("people", 1)}
        if outcome in (Outcome.REFERRED, Outcome.FALSE_REPORT):
            found["reason"] = "演练：模拟结果"
        if outcome in STAYS_OUTSIDE:
            found["handed_out"] = self._take_out()
        if outcome is Outcome.BROUGHT_IN and self.places:
            found["place"] = self.chance.one_of(self.places)
        await self._answer(outcome, found)
        self.counts["answered"] += 1
        self.counts[outcome.value] += 1
        if any(self.stock.get(item, 0) < count for item, count in self.habits.gives.items()):
            await self.visit_depot()

    async def _answer(self, outcome: Outcome, found: dict[str, Any]) -> None:
        """Where the station is full or the shelf was counted wrong, the answer is given without."""
        try:
            rescue = await self.crew.answer(outcome, **found)
        except Refused as refused:
            if refused.status != 409 or not {"place", "handed_out"} & set(found):
                raise
            rescue = await self.crew.answer(outcome, people=found["people"])
        received_at = datetime.fromisoformat(rescue["received_at"])
        self.first_call = min(self.first_call or received_at, received_at)

    def _take_out(self) -> dict[str, int]:
        given = {item: count for item, count in self.habits.gives.items() if self.stock.get(item, 0) >= count}
        for item, count in given.items():
            self.stock[item] -= count
        return given

    async def visit_depot(self) -> None:
        self.stock = dict(self.habits.stock)
        await self.crew.take_on_board(self.stock)
        self.counts["restocked"] += 1


def between(start: Point, end: Point, share: float) -> Point:
    """A point on the way, for distances of a county."""
    return Point(
        longitude=start.longitude + (end.longitude - start.longitude) * share,
        latitude=start.latitude + (end.latitude - start.latitude) * share,
    )
