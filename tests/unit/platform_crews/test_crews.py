"""Crews work through the API only; every rescue is answered, whatever crews and platform do meanwhile."""

from collections import deque
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from typer import Typer
from typer.testing import CliRunner

from services.chassis.clock.chance import Chance
from services.chassis.clock.virtual import run_virtual
from services.platform.client import Api, Refused
from services.platform.crews import command
from services.platform.crews.around import points_around
from services.platform.crews.fleet import Fleet
from services.platform.crews.habits import Habits
from services.platform.crews.life import Life
from services.platform.crews.muster import Muster, dismiss
from services.platform.crews.patient import PatientTransport
from services.platform.crews.report import Homecoming
from services.platform.crews.tempo import Tempo
from tests.unit.platform_crews.post import LoopClock, Post

SURE = replace(Habits(), declines=0.0, lapses=0.0)


def outing(
    post: Post, crews: int, habits: Habits = SURE, speed: float | None = 60.0, seed: int = 1, **watch: Any
) -> tuple[dict[str, Life], int]:
    """The crews after a night until nothing is left, and what was left."""

    async def run() -> tuple[dict[str, Life], int]:
        transport = PatientTransport(httpx2.ASGITransport(post))
        async with httpx2.AsyncClient(transport=transport, base_url="http://post") as http:
            desk = Api(http, "key")
            muster = Muster(desk, "990101", timedelta(hours=12), habits, Tempo(LoopClock(), speed), seed)
            lives = await muster.gather(points_around("100.0,40.0", 3000, crews, Chance(seed)))
            left = await Fleet(desk, lives, "990101", **watch).work(until_idle=True)
            await dismiss(lives)
            return lives, left

    return run_virtual(run())


def waiting(count: int) -> Post:
    return Post(waiting=deque(f"rescue-{number}" for number in range(count)))


def test_every_rescue_is_answered_once() -> None:
    post = waiting(40)
    lives, left = outing(post, 5)
    assert left == 0
    assert post.said("outcome") == 40 == sum(life.counts["answered"] for life in lives.values())
    assert {body["offer"] for step, _, body in post.steps if step == "outcome"} == set(post.offers)


def test_a_crew_says_every_step_in_order() -> None:
    post = waiting(1)
    outing(post, 1)
    said = [step for step, _, _ in post.steps]
    assert said == [
        *("stock", "position", "shift"),
        *("acceptance", "departure", "arrival", "position", "outcome"),
        "off shift",
    ]


def test_refused_and_lapsed_offers_go_to_others_until_all_are_answered() -> None:
    post = waiting(60)
    lives, left = outing(post, 5, replace(Habits(), declines=0.3, lapses=0.2))
    total = sum((life.counts for life in lives.values()), start=type(next(iter(lives.values())).counts)())
    assert left == 0
    assert post.said("outcome") == 60
    assert total["declined"] == post.said("refusal") > 0
    assert total["ignored"] == sum(offer["state"] == "lapsed" for offer in post.offers.values()) > 0


def test_the_same_seed_makes_the_same_night() -> None:
    habits = replace(Habits(), declines=0.2, lapses=0.1)
    one, same, other = waiting(30), waiting(30), waiting(30)
    outing(one, 4, habits, seed=7)
    outing(same, 4, habits, seed=7)
    outing(other, 4, habits, seed=8)
    assert one.steps == same.steps
    assert one.steps != other.steps


def test_at_the_highest_speed_nothing_is_waited_for() -> None:
    post = waiting(100)
    _, left = outing(post, 3, speed=None)
    assert (left, post.said("outcome")) == (0, 100)


def test_a_slow_drive_shows_where_the_crew_is() -> None:
    post = waiting(1)
    outing(post, 1, speed=1.0)
    positions = [body["point"] for step, _, body in post.steps if step == "position"]
    assert len(positions) > 6
    assert positions[-1] == {"longitude": 100.01, "latitude": 40.01}


def test_a_journey_longer_than_promised_is_told() -> None:
    post = waiting(1)
    lives, _ = outing(post, 1, replace(SURE, driving=(3.0, 3.0)), speed=1.0)
    assert post.said("estimate") == 1 == next(iter(lives.values())).counts["estimates"]


def test_an_estimate_that_is_told_too_late_does_not_end_the_journey() -> None:
    post = waiting(1)
    post.late_estimates = True
    _, left = outing(post, 1, replace(SURE, driving=(3.0, 3.0)), speed=1.0)
    assert (left, post.said("estimate"), post.said("outcome")) == (0, 0, 1)


def test_a_platform_that_restarts_is_waited_for() -> None:
    post = waiting(10)
    post.away = 6
    _, left = outing(post, 2)
    assert (left, post.said("outcome")) == (0, 10)


def test_who_was_not_quick_enough_asks_again() -> None:
    post = waiting(10)
    post.quicker = 6
    _, left = outing(post, 2)
    assert (left, post.said("outcome")) == (0, 10)


def test_a_station_that_is_full_does_not_keep_the_answer_back() -> None:
    post = waiting(30)
    post.station_full = True
    _, left = outing(post, 2)
    assert (left, post.said("outcome")) == (0, 30)


def test_crews_of_an_earlier_run_are_taken_up_again_with_what_they_had_begun() -> None:
    post = waiting(1)
    outing(post, 1)
    post.waiting.append("rescue-later")
    team = next(iter(post.teams))

    def begun() -> None:
        post._make(post.waiting.popleft(), team)
        post.offers["offer-1"]["state"] = "en_route"

    async def in_loop() -> None:
        begun()

    run_virtual(in_loop())
    before = post.said("departure")
    outing(post, 1)
    assert len(post.teams) == 1
    assert post.said("departure") == before
    assert post.offers["offer-1"]["state"] == "done"


def test_rescues_that_no_crew_can_get_are_told_in_the_end() -> None:
    post = waiting(1)
    post.offers["offer-0"] = {
        "id": "offer-0",
        "rescue": "elsewhere",
        "team": "of others",
        "state": "accepted",
    }
    post.teams["others"] = {"id": "others", "name": "others", "free": False, "answering": True}
    post.waiting.clear()
    _, left = outing(post, 1, stuck_after=600.0)
    assert left == 1


def test_stock_is_counted_and_renewed_before_it_runs_out() -> None:
    post = waiting(60)
    outing(post, 1, speed=None)
    on_board = 0
    for step, _, body in post.steps:
        on_board = body["quilt"] if step == "stock" else on_board - body.get("handed_out", {}).get("quilt", 0)
        assert on_board >= 0
    assert post.said("stock") > 1


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_opens_nothing_ends_it(status: int) -> None:
    async def closed(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})

    with pytest.raises(Exception, match=str(status)):
        outing(closed, 1)  # type: ignore[arg-type]


def test_what_a_platform_refuses_is_asked_for_in_the_language_of_the_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    async def go_out(_: Any, http: httpx2.AsyncClient, __: str) -> Homecoming:
        asked.append(http.headers["accept-language"])
        raise Refused(403, {"title": "Your role may not."})

    monkeypatch.setattr(command, "go_out", go_out)
    app = Typer()
    app.command("crews")(command.crews_command)
    app.command("other")(lambda: None)
    done = CliRunner().invoke(app, ["crews", "1", "--url", "http://post", "--key", "k", "--area", "990101"])
    assert done.exit_code == 2 and "Your role may not." in done.output
    assert asked == ["en"]


class Nobody(httpx2.AsyncBaseTransport):
    """Refuses the first `times` connections; -1: all."""

    def __init__(self, times: int = -1) -> None:
        self.times, self.tried = times, 0

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.tried += 1
        if self.times < 0 or self.tried <= self.times:
            raise httpx2.ConnectError("connection refused")
        return httpx2.Response(200)


def test_where_nobody_has_ever_answered_it_is_said_at_once_and_given_up_soon(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(command, "FIRST_PATIENCE_SECONDS", 0.5)
    app = Typer()
    app.command("crews")(command.crews_command)
    app.command("other")(lambda: None)
    done = CliRunner().invoke(app, ["crews", "2", "--url", "http://127.0.0.1:1", "--key", "x"])
    assert done.exit_code == 2
    said = done.output.splitlines()
    assert "nobody answers there" in said[0] and "trying again" in said[0]
    assert said[-1].startswith("http://127.0.0.1:1: nobody answers there: ")


def test_whoever_answered_once_is_waited_for_with_all_patience() -> None:
    told: list[str] = []
    nobody = Nobody(1)

    async def ask() -> None:
        patient = PatientTransport(nobody, patience=120.0, at_first=1.0, tell=told.append)
        async with httpx2.AsyncClient(transport=patient) as http:
            await http.get("http://post")
            nobody.tried, nobody.times = 0, 6
            await http.get("http://post")

    run_virtual(ask())
    assert len(told) == 1
    assert nobody.tried == 7


def test_a_long_night_tells_now_and_then_how_it_goes() -> None:
    told: list[str] = []
    outing(waiting(40), 5, tell=told.append, tell_every=10.0)
    assert len(told) > 2 and told == sorted(told, key=_answered)
    assert all(line.endswith(" answered") and " of 5 crews under way, " in line for line in told)


def _answered(line: str) -> int:
    return int(line.split()[-2])
