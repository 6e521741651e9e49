"""The evening of 5 December, second by second: every line of the worked example, on every store and log."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from services.chassis.access import Actor
from services.chassis.clock import SteppedClock, office_night, office_time
from services.chassis.clock.virtual import run_virtual
from services.contracts.envelope import Envelope
from services.contracts.words import Role
from services.notify.operations.figures import figures_from_journal
from services.patrol.repository import nights
from services.patrol.repository.samples import Period
from services.platform.client import Api, Refused
from services.platform.crews.crew import Crew
from services.platform.evening.people import gather
from services.platform.evening.script import START, Evening, at
from tests.support.scrambled import ScrambledLog
from tests.support.stand import MAKERS, InTime, Stand, ready, stand

EVERYBODY = Actor("test", "", Role.AUDITOR, "*")
EVENING_IN_NUMBERS = {
    "calls": 3, "rescues": 3, "answered": 3, "hospital": 1, "brought in": 1, "left goods": 1,
    "measured": 3, "kept": 2, "P50": 610, "P90": 4000, "town: kept": 1, "remote: kept": 0,
}  # fmt: skip


@dataclass
class Played:
    """What an evening left behind."""

    facts: list[Envelope]
    captured: list[dict[str, Any]]
    rescues: list[dict[str, Any]]
    figures: dict[str, Any]
    from_journal: dict[str, Any]
    counted: dict[str, Any]
    messages: list[dict[str, Any]]
    teams: dict[str, dict[str, Any]]
    sightings: list[dict[str, Any]]
    numbers: dict[str, int] = field(default_factory=dict)

    def of(self, fact: str, rescue: int | None = None) -> list[Envelope]:
        found = [envelope for envelope in self.facts if envelope.type.split(".")[-2] == fact]
        return (
            found
            if rescue is None
            else [e for e in found if self.numbers.get(e.data.get("rescue", "")) == rescue]
        )

    def one(self, fact: str, rescue: int | None = None) -> Envelope:
        (found,) = self.of(fact, rescue)
        return found


Between = Callable[[Stand], Awaitable[None]]


async def play(
    databases: dict[str, str], log: Any, between: Between | None = None, two_dispatchers: bool = False
) -> Played:
    """Play the evening; `between` happens before each of its lines."""
    clock = SteppedClock(START)
    async with stand(databases, log(clock), clock) as house:
        people = await gather(house.admin, "http://nuandong.test/capture")
        if two_dispatchers:
            people.teams = tuple(AcceptedTwice.of(team, people.dispatcher) for team in people.teams)
        evening = Evening(people)

        async def reach(moment: datetime) -> None:
            await house.pace.reach(moment)
            if between is not None:
                await between(house)

        await evening.play(reach)
        return await _look_back(house, people, evening)


class AcceptedTwice(Crew):
    """Two dispatchers accept on the team's behalf in the same instant; exactly one of them does."""

    @classmethod
    def of(cls, team: Crew, dispatcher: Api) -> "AcceptedTwice":
        twice = cls(team.id, team.name, team.api)
        twice.dispatcher = dispatcher
        return twice

    async def accept(self, device_at: datetime | None = None) -> None:
        self.look_at((await self.offers())[0])
        body = {"offer": self.offer, **({"device_at": device_at.isoformat()} if device_at else {})}
        path = f"/patrol/api/v1/rescues/{self.rescue}/acceptance"
        both = (self.dispatcher.post(path, body), self.dispatcher.post(path, body))
        answers = await asyncio.gather(*both, return_exceptions=True)
        refused = [answer for answer in answers if isinstance(answer, Refused)]
        assert [answer.status for answer in refused] == [409] and len(answers) == 2


async def _look_back(house: Stand, people: Any, evening: Evening) -> Played:
    facts = await house.facts()
    rescues = (await people.dispatcher.get("/patrol/api/v1/rescues?limit=50"))["items"]
    rescues.sort(key=lambda rescue: rescue["received_at"])
    full = [await people.dispatcher.get(f"/patrol/api/v1/rescues/{rescue['id']}") for rescue in rescues]
    teams = (await people.dispatcher.get("/patrol/api/v1/teams?limit=50"))["items"]
    sightings = [
        await people.operator.get(f"/intake/api/v1/sightings/{one['id']}") for one in evening.sightings
    ]
    return Played(
        facts,
        await house.captured(),
        full,
        await people.leader.get(f"/patrol/api/v1/figures?from={_url(START)}&until={_url(at('06:00:00'))}"),
        *await _figures(house),
        (await house.admin.get("/notify/api/v1/messages?limit=100"))["items"],
        {team["name"]: team for team in teams},
        sightings,
        {rescue["id"]: number for number, rescue in enumerate(full, 1)},
    )


async def _figures(house: Stand) -> tuple[dict[str, Any], dict[str, Any]]:
    """The night as the journal tells it, and as patrol counts it."""
    begins, ends = office_night(START.date())
    async with house.house.service("notify").database.read() as session:
        told = await figures_from_journal(session, begins, ends)
    async with house.house.service("patrol").database.read() as session:
        counted = await nights.tonight(session, EVERYBODY, Period(begins, ends))
    return told, counted.numbers


def _url(moment: datetime) -> str:
    return moment.isoformat().replace("+", "%2B")


@pytest.fixture
def played(databases: Any, log: Any, in_time: InTime) -> Played:
    return in_time(play(ready(databases), log))


def seen(moment: str) -> str:
    return office_time(datetime.fromisoformat(moment)).strftime("%H:%M:%S")


def said_at(envelope: Envelope) -> str:
    return office_time(envelope.time).strftime("%H:%M:%S")


def assert_the_table(played: Played) -> None:
    """Every line of the evening."""
    assert_the_bridge(played)
    assert_the_station(played)
    assert_the_road(played)
    assert_figures_and_messages(played)


def assert_the_bridge(played: Played) -> None:
    rescue = played.rescues[0]
    opened = played.one("RescueOpened", 1)
    assert (opened.data["grade"], opened.data["profile"]) == ("ordinary", "town")
    assert said_at(opened) == "19:00:00" and seen(opened.data["deadline"]) == "19:29:30"
    offered = played.of("TeamOffered", 1)[0]
    candidates = {one["name"]: (one.get("seconds"), one.get("refused")) for one in offered.data["candidates"]}
    assert candidates["甲队"] == (312, None) and candidates["乙队"] == (546, None)
    assert candidates["丙队"][1] == "off_shift"
    assert offered.data["team_name"] == "甲队" and seen(offered.data["lapses_at"]) == "19:01:30"
    accepted = played.one("OfferAccepted", 1)
    assert said_at(accepted) == "19:00:40" and seen(accepted.data["device_at"]) == "19:00:38"
    assert said_at(played.one("TeamDeparted", 1)) == "19:01:10"
    stopped = played.one("ClockStopped", 1)
    assert said_at(stopped) == "19:06:22" and stopped.data["kept"] and stopped.data["response_seconds"] == 412
    assert stopped.data["parts"] == {"handling": 30, "offer": 40, "turnout": 30, "travel": 312}
    answered = played.one("RescueAnswered", 1)
    assert answered.data["outcome"] == "refused" and answered.data["revisit_at"]
    assert {one["item"]: one["count"] for one in answered.data["handed_out"]} == {"quilt": 1, "card": 1}
    assert rescue["state"] == "answered"
    assert played.teams["甲队"]["stock"]["quilt"] == 3
    assert not played.of("RescueAtRisk", 1) and not played.of("RescueBreached", 1)


def assert_the_station(played: Played) -> None:
    opened = played.one("RescueOpened", 2)
    assert opened.data["grade"] == "life_threatening" and opened.data["grade_reasons"] == ["unconscious"]
    assert seen(opened.data["deadline"]) == "19:20:00"
    first, second = played.of("TeamOffered", 2)
    assert first.data["team_name"] == "乙队" and seen(first.data["lapses_at"]) == "19:06:00"
    assert said_at(played.one("OfferLapsed", 2)) == "19:06:00"
    queued = played.one("RescueQueued", 2)
    assert said_at(queued) == "19:06:00" and queued.data["place_in_queue"] == 1
    freeing = {one["name"]: one["state"] for one in queued.data["would_free"]}
    assert freeing["甲队"] == "busy" and freeing["乙队"] == "not_answering" and freeing["丙队"] == "off_shift"
    assert second.data["team_name"] == "甲队" and said_at(second) == "19:07:30"
    accepted = played.one("OfferAccepted", 2)
    assert said_at(accepted) == "19:07:45" and seen(accepted.data["promised_at"]) == "19:14:55"
    stopped = played.one("ClockStopped", 2)
    assert said_at(stopped) == "19:15:10" and stopped.data["kept"] and stopped.data["response_seconds"] == 610
    assert stopped.data["parts"]["offer"] == 165
    assert played.one("RescueAnswered", 2).data["outcome"] == "hospital"
    assert not played.of("RescueAtRisk", 2) and not played.of("RescueBreached", 2)


def assert_the_road(played: Played) -> None:
    opened = played.one("RescueOpened", 3)
    assert opened.data["profile"] == "remote" and seen(opened.data["deadline"]) == "20:30:00"
    offered = played.one("TeamOffered", 3)
    assert offered.data["team_name"] == "乙队" and offered.data["estimated_seconds"] == 3042
    assert seen(offered.data["promised_at"]) == "20:20:42"
    assert said_at(played.one("OfferAccepted", 3)) == "19:30:20"
    assert seen(played.one("TeamDeparted", 3).data["promised_at"]) == "20:21:42"
    risk = played.one("RescueAtRisk", 3)
    assert said_at(risk) == "20:02:00" and seen(risk.data["promised_at"]) == "20:37:00"
    assert risk.data["helps"][0]["name"] == "丙队" and risk.data["helps"][0]["seconds"] == 936
    assert said_at(played.one("RescueBreached", 3)) == "20:30:00"
    stopped = played.one("ClockStopped", 3)
    assert said_at(stopped) == "20:36:40" and not stopped.data["kept"]
    assert stopped.data["response_seconds"] == 4000
    assert played.one("RescueAnswered", 3).data["outcome"] == "brought_in"
    assert played.rescues[2]["breach_reason"] == "道路中断"


def assert_figures_and_messages(played: Played) -> None:
    figures = played.figures
    assert (figures["rescues"], figures["kept"]) == (3, 2)
    assert (figures["p50_seconds"], figures["p90_seconds"]) == (610, 4000)
    by_profile = {one["profile"]: (one["kept"], one["rescues"]) for one in figures["by_profile"]}
    assert by_profile == {"town": (1, 1), "life-threatening": (1, 1), "remote": (0, 1)}
    assert played.from_journal == played.counted
    assert {name: played.from_journal[name] for name in EVENING_IN_NUMBERS} == EVENING_IN_NUMBERS
    told = Counter((one["party"], one["template"]) for one in played.messages)
    assert told == {
        ("reporter", "received"): 3,
        ("reporter", "on_its_way"): 3,
        ("reporter", "closed"): 3,
        ("emergency_partner", "life_threatening"): 1,
        ("team", "offer"): 4,
        ("leader", "queued"): 1,
        ("leader", "at_risk"): 1,
        ("leader", "breached"): 1,
    }
    assert len(played.captured) == 17
    assert len({one["id"] for one in played.captured}) == 17
    assert [sighting["status"] for sighting in played.sightings] == ["closed"] * 3
    assert len(played.of("ReportClosed")) == 3


def test_the_evening_comes_true_line_by_line(played: Played) -> None:
    assert_the_table(played)


@pytest.mark.only(store="sqlite", log="embedded")
def test_the_same_seed_gives_the_same_trace(databases: Any, quick_folder: Path, all_databases: Any) -> None:
    from services.chassis.log import EmbeddedLog
    from tests.real.databases import Databases

    def trace(number: int) -> list[tuple[Any, ...]]:
        own = Databases(all_databases)
        folder = quick_folder / f"trace-{number}"
        try:
            evening = run_virtual(play(ready(own), lambda clock: EmbeddedLog(folder / "log.sqlite", clock)))
        finally:
            own.drop()
        return [(str(e.id), e.type, e.subject, e.time, e.sequence, e.causationid) for e in evening.facts]

    assert trace(1) == trace(2)


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_a_service_stopped_and_started_at_each_line_changes_nothing(
    name: str, databases: Any, log: Any, in_time: InTime
) -> None:
    async def come_back(house: Stand) -> None:
        await house.house.restart(name)
        await house.house.settle()

    assert_the_table(in_time(play(ready(databases), log, come_back)))


@pytest.mark.parametrize("seed", range(5))
def test_facts_doubled_and_reordered_between_roots_change_nothing(
    seed: int, databases: Any, log: Any, in_time: InTime
) -> None:
    evening = play(ready(databases), lambda clock: ScrambledLog(log(clock), seed))
    assert_the_table(in_time(evening))


def test_two_acceptances_in_the_same_instant_change_nothing(
    databases: Any, log: Any, in_time: InTime
) -> None:
    assert_the_table(in_time(play(ready(databases), log, two_dispatchers=True)))
