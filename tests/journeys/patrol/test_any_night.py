"""Whatever happens in whatever order in a night, what patrol promises holds after every step."""

import random
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from services.chassis.access import Actor
from services.chassis.clock import office_night
from services.contracts.intake import JoinProposed, SplitProposed
from services.contracts.words import Role, Sign
from services.notify.domain.figures import figures_of
from services.patrol.domain.candidates import best
from services.patrol.domain.states import State
from services.patrol.operations.ranking import Ranker
from services.patrol.repository import Base, nights, rescues
from services.patrol.repository.samples import Period
from services.platform.client import Refused
from tests.support.journal import journal_entry
from tests.support.patrol import COUNTY, HILLS, TOWN, Crew, Patrol, at, kind_of, north

STEPS = ("acceptance", "departure", "arrival", "refusal", "outcome", "estimate")
OFFER, SIGHTING = (Base.metadata.tables[name] for name in ("offer", "sighting"))
SMALLEST_STOCK = 0
EVERYBODY = Actor("test", "", Role.AUDITOR, "*")


class Night:
    """Random acts of crews, callers and dispatchers; most are possible, some are refused."""

    def __init__(self, p: Patrol, seed: int) -> None:
        self.p, self.dice = p, random.Random(seed)
        self.crews: list[Crew] = []
        self.reported: list[str] = []
        self.minute = 18 * 60
        self.proposals = 1

    async def begin(self) -> None:
        for number, area in enumerate((COUNTY, COUNTY, TOWN, HILLS)):
            place = {"kind": "relief_station", "name": f"站{number}", "area": TOWN, "beds": 1}
            self.place = (await self.p.dispatcher.post("/patrol/api/v1/places", place))["id"]
            self.crews.append(await self.p.crew(f"team {number}", 900 * number, "03:00", area))

    async def act(self) -> None:
        acts: list[Callable[[], Awaitable[Any]]] = [
            self.call,
            self.step,
            self.step,
            self.step,
            self.wait,
            self.desk,
        ]
        try:
            await self.dice.choice([*acts, self.move, self.duty])()
        except Refused as refused:
            assert refused.status in (404, 409, 422), refused
        await self.p.rest()

    async def call(self) -> None:
        area = self.dice.choice((TOWN, TOWN, HILLS, COUNTY))
        point = None if self.dice.random() < 0.1 else north(self.dice.randrange(0, 20_000, 50))
        signs = (self.dice.choice(list(Sign)),) if self.dice.random() < 0.4 else ()
        received_at = self.p.clock.now() - timedelta(minutes=self.dice.choice((0, 0, 1, 20)))
        self.reported.append(await self.p.report(point, area, signs=signs, received_at=received_at))

    async def step(self) -> None:
        crew = self.dice.choice(self.crews)
        for offer in await crew.offers():
            step = self.dice.choice(STEPS)
            details: dict[str, Any] = {"reason": "r"} if step == "refusal" else {}
            if step == "outcome":
                outcome = self.dice.choice(("refused", "brought_in", "hospital", "not_found"))
                details = {"outcome": outcome, "handed_out": {"quilt": self.dice.randrange(3)}}
                if outcome == "brought_in":
                    details["place"] = self.place
            if step == "estimate":
                details = {"arrive_at": offer["deadline"]}
            await crew.say(step, **details)

    async def wait(self) -> None:
        self.minute += self.dice.choice((1, 2, 5))
        await self.p.reach(f"{self.minute // 60}:{self.minute % 60:02}")

    async def desk(self) -> None:
        items = (await self.p.dispatcher.get("/patrol/api/v1/rescues?open=true"))["items"]
        if not items:
            return
        path = f"/patrol/api/v1/rescues/{self.dice.choice(items)['id']}"
        if len(items) > 1 and self.dice.random() < 0.4:
            await self.same(*self.dice.sample(self.reported, 2))
            return
        acts = {
            "dispatch": {"team": self.dice.choice(self.crews).id, "reason": "r"},
            "grade": {"grade": self.dice.choice(("life_threatening", "ordinary")), "reason": "r"},
            "outcome": {"outcome": "false_report", "reason": "r"},
            "clock-stop": {"reason": "r"},
        }
        act = self.dice.choice(list(acts))
        await self.p.dispatcher.post(f"{path}/{act}", acts[act])

    async def same(self, one: str, other: str) -> None:
        """Two calls are about one person; or they were not, after all."""
        self.proposals += 1
        fact = self.dice.choice((JoinProposed, JoinProposed, SplitProposed))
        await self.p.say(fact(report=one, other=other, join=self.proposals, area=TOWN), TOWN)

    async def move(self) -> None:
        await self.dice.choice(self.crews).at(north(self.dice.randrange(20_000)))

    async def duty(self) -> None:
        crew = self.dice.choice(self.crews)
        path = f"/patrol/api/v1/teams/{crew.id}/shift"
        if self.dice.random() < 0.5:
            await crew.api.delete(path)
        else:
            await crew.api.post(path, {"until": "2026-12-06T03:00:00+08:00", "stock": {"quilt": 2}})


async def assert_nobody_waits_for_a_team_that_is_free(p: Patrol) -> None:
    async with p.service.database.read() as session:
        ranker = await Ranker.of_county(session, p.clock.now(), COUNTY)
        last = None
        while page := await rescues.waiting(session, {COUNTY}, last):
            for rescue in page:
                assert best(await ranker.rank(rescue)) is None, rescue.number
                assert rescue.queued, "the leader was told"
            last = page[-1].urgency


async def assert_each_sighting_is_in_one_rescue(p: Patrol, night: Night) -> None:
    async with p.service.database.read() as session:
        rows = (await session.execute(select(SIGHTING.c.id, SIGHTING.c.rescue))).all()
        live = (await session.execute(select(OFFER.c.team, OFFER.c.rescue).where(OFFER.c.live))).all()
    assert sorted(row.id for row in rows if row.rescue) == sorted(night.reported)
    assert max(Counter(row.team for row in live).values(), default=0) <= 1
    assert max(Counter(row.rescue for row in live).values(), default=0) <= 1


async def assert_the_facts_add_up(p: Patrol) -> None:
    """Each rescue opened once, breached at most once, stopped and answered at most once; versions count up."""
    facts = await p.facts()
    for kind in ("RescueOpened", "RescueBreached", "ClockStopped", "RescueAnswered"):
        said = Counter(fact.subject for fact in facts if kind_of(fact) == kind)
        assert max(said.values(), default=0) <= 1, kind
    seen: dict[str, int] = {}
    for fact in facts:
        assert fact.sequence >= seen.get(fact.subject, 0)
        seen[fact.subject] = fact.sequence
    items = (await p.dispatcher.get("/patrol/api/v1/rescues?limit=200"))["items"]
    # A split changes both, and is said of the one that waits again.
    left_alone = {fact.data["from_rescue"] for fact in facts if kind_of(fact) == "RescueSplit"}
    assert all(item["version"] == seen[item["id"]] for item in items if item["id"] not in left_alone)
    assert all(item["version"] >= seen[item["id"]] for item in items)
    answered = [item for item in items if item["state"] == State.ANSWERED]
    assert all(item["response_seconds"] is not None and item["outcome"] for item in answered)


async def assert_the_journal_counts_the_same(p: Patrol, night: Night) -> None:
    """From the facts alone, whatever the order in which they are heard, each perhaps twice."""
    said = [journal_entry(fact) for fact in [*p.told, *await p.facts()]]
    heard = [*said, *night.dice.choices(said, k=len(said))]
    begins, ends = office_night(at("18:00").date())
    async with p.service.database.read() as session:
        counted = (await nights.tonight(session, EVERYBODY, Period(begins, ends))).numbers
    for _ in range(3):
        night.dice.shuffle(heard)
        assert figures_of(heard, begins, ends) == counted
    assert counted["calls"] == len(night.reported)


@pytest.mark.parametrize("seed", range(6))
def test_what_is_promised_holds_after_every_step_of_any_night(play, seed: int):
    async def story(p: Patrol):
        night = Night(p, seed)
        await night.begin()
        for _ in range(70):
            await night.act()
            await assert_nobody_waits_for_a_team_that_is_free(p)
        await assert_each_sighting_is_in_one_rescue(p, night)
        await assert_the_facts_add_up(p)
        await assert_the_journal_counts_the_same(p, night)
        for crew in night.crews:
            assert all(count >= SMALLEST_STOCK for count in (await p.team(crew))["stock"].values())
        for place in (await p.dispatcher.get("/patrol/api/v1/places"))["items"]:
            assert place["taken"] <= place["beds"]

    play(story)
