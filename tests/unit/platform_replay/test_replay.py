"""Every row is accounted for, whatever the platform does meanwhile; the same file sent again makes nothing."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer import Typer
from typer.testing import CliRunner

from services.chassis.clock.virtual import run_virtual
from services.platform.replay import command
from services.platform.replay.outcome import Outcome
from services.platform.replay.pace import Pace
from services.platform.replay.rows import BadRow, Report
from services.platform.replay.run import replay
from services.platform.replay.sender import Fate, NoEntry, Sender
from tests.unit.platform_replay.desk import Desk, client_of

NOON = datetime(2026, 12, 5, 12, tzinfo=UTC)
AT_ONCE = Pace(None)


class LoopClock:
    """The loop's own time as business time: a virtual night costs nothing."""

    def now(self) -> datetime:
        return NOON + timedelta(seconds=asyncio.get_running_loop().time())

    async def until(self, moment: datetime) -> None:
        await asyncio.sleep(max(0.0, (moment - self.now()).total_seconds()))


def reports(count: int, minutes: float = 1.0) -> list[Report]:
    return [
        Report(
            line, NOON + timedelta(minutes=line * minutes), {"channel": "phone", "reference": f"file:{line}"}
        )
        for line in range(1, count + 1)
    ]


def play(desk: Desk, rows: list[Report], pace: Pace = AT_ONCE, patience: float = 120.0) -> Outcome:
    outcome = Outcome([row.line for row in rows], [])

    async def run() -> None:
        desk.seconds = asyncio.get_running_loop().time
        async with client_of(desk) as client:
            await replay(rows, outcome, Sender(client, patience), pace, LoopClock(), lambda: None)

    run_virtual(run())
    return outcome


def test_every_row_is_accepted_once() -> None:
    desk = Desk()
    outcome = play(desk, reports(100))
    assert outcome.counts == {Fate.ACCEPTED: 100}
    assert outcome.complete
    assert len(desk.sightings) == 100


def test_the_same_file_sent_again_makes_nothing() -> None:
    desk = Desk()
    play(desk, reports(100))
    assert play(desk, reports(100)).counts == {Fate.ALREADY_THERE: 100}
    desk.answers.clear()  # the keys are long forgotten: the reference still tells
    assert play(desk, reports(100)).counts == {Fate.ALREADY_THERE: 100}
    assert len(desk.sightings) == 100


def test_the_same_row_read_in_another_way_is_refused_and_not_made_twice() -> None:
    desk = Desk()
    play(desk, reports(1))
    changed = [Report(1, None, {"channel": "police", "reference": "file:1"})]
    outcome = play(desk, changed)
    assert [told.status for _, told in outcome.refused] == [409]
    assert desk.sightings["file:1"]["channel"] == "phone"


def test_a_refused_row_has_its_reason_and_the_others_go_on() -> None:
    desk = Desk(refuses={"file:3"})
    outcome = play(desk, reports(5))
    assert [(line, told.reason) for line, told in outcome.refused] == [(3, "Not right; /signs not a sign")]
    assert outcome.counts[Fate.ACCEPTED] == 4
    assert outcome.complete


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_platform_is_given_the_time_that_it_asks_for(status: int) -> None:
    desk = Desk(moods=[(status, {"Retry-After": "30"}, {"title": "busy"})])
    outcome = play(desk, reports(1))
    assert outcome.counts == {Fate.ACCEPTED: 1}
    assert desk.arrivals[0][1] >= 30


def test_a_platform_that_restarts_is_waited_for() -> None:
    desk = Desk(away=20)
    assert play(desk, reports(10)).counts == {Fate.ACCEPTED: 10}


def test_a_request_that_is_still_in_progress_is_asked_for_again() -> None:
    desk = Desk(moods=[(409, {}, {"title": "just changed", "code": "conflict"})])
    assert play(desk, reports(1)).counts == {Fate.ACCEPTED: 1}


def test_rows_that_nobody_answers_are_not_accounted_for() -> None:
    outcome = play(Desk(away=10_000), reports(3), patience=10.0)
    assert not outcome.complete
    assert outcome.unaccounted == [(line, "no answer: ConnectError") for line in (1, 2, 3)]


def test_a_row_that_breaks_the_platform_does_not_hold_up_the_rest() -> None:
    desk = Desk(moods=[(500, {}, {"title": "broke"})] * 3)
    outcome = play(desk, reports(1))
    assert outcome.unaccounted == [(1, "broke")]


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_key_or_address_that_opens_nothing_ends_it_at_once(status: int) -> None:
    desk = Desk(moods=[(status, {}, {"title": "no"})] * 100)
    with pytest.raises(NoEntry):
        play(desk, reports(50))
    assert not desk.sightings


def test_a_row_in_a_foreign_area_is_refused_alone() -> None:
    desk = Desk(moods=[(404, {}, {"title": "not in your area", "code": "not-found"})])
    outcome = play(desk, reports(3))
    assert [told.reason for _, told in outcome.refused] == ["not in your area"]
    assert outcome.counts[Fate.ACCEPTED] == 2


def test_rows_come_at_their_turn() -> None:
    desk = Desk()
    play(desk, reports(4), Pace(speed=6))
    assert [at for _, at in desk.arrivals] == pytest.approx([0, 10, 20, 30], abs=0.01)


def test_what_an_earlier_run_got_through_is_not_waited_for_again() -> None:
    desk = Desk()
    play(desk, reports(20))
    del desk.sightings["file:7"], desk.sightings["file:20"]  # a hole where the earlier run was interrupted
    desk.answers.clear()
    desk.arrivals.clear()
    outcome = play(desk, reports(40), Pace(speed=6))
    assert outcome.counts == {Fate.ALREADY_THERE: 18, Fate.ACCEPTED: 22}
    assert desk.arrivals[0] == ("file:7", pytest.approx(0, abs=0.01))
    assert desk.arrivals[1] == ("file:20", pytest.approx(0, abs=0.01))
    assert desk.arrivals[-1][1] == pytest.approx(20 * 10, abs=0.01)


def test_rows_that_were_never_sent_are_told() -> None:
    outcome = Outcome([1, 2], [BadRow(3, "does not say where")])
    assert outcome.unaccounted == [(1, "not sent"), (2, "not sent")]
    assert "line 3: bad row: does not say where" in outcome.as_text()
    assert (
        "3 rows: 0 sent, 0 accepted, 0 already there, 0 refused, 1 bad, 2 unaccounted for"
        in outcome.as_text()
    )


@pytest.fixture
def relief(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Runs `relief replay …` against a desk, on a virtual loop."""
    app = Typer()
    app.command("replay")(command.replay_command)
    app.command("other")(lambda: None)

    def run(desk: Desk, *arguments: str) -> Any:
        monkeypatch.setattr(command, "connect", lambda url, key: client_of(desk))
        monkeypatch.setattr(command, "run", _virtual)
        return CliRunner().invoke(app, ["replay", *arguments, "--url", "http://desk", "--key", "k"])

    def _virtual(main: Coroutine[Any, Any, None]) -> None:
        run_virtual(main)

    return run


GOOD = "40.0,100.0,EMS: FALL VICTIM,2026-12-05 19:00,TOWN,BRIDGE\n"
COLUMNS = "latitude=1,longitude=2,nature=3,time=4"
BAD = "north,100.0,EMS: FALL VICTIM,2026-12-05 19:00,TOWN,BRIDGE\n"


def test_the_command_tells_totals_and_bad_rows_and_ends_well(
    relief: Callable[..., Any], tmp_path: Path
) -> None:
    file = tmp_path / "calls.csv"
    file.write_text(GOOD + BAD + GOOD)
    first = relief(desk := Desk(), str(file), "--speed", "max", "--json")
    again = relief(desk, str(file), "--speed", "max")

    told = json.loads(first.stdout)
    assert first.exit_code == again.exit_code == 0
    assert (told["rows"], told["accepted"], told["already_there"]) == (3, 2, 0)
    assert told["bad"] == [{"line": 2, "reason": "latitude is not a number"}]
    assert "0 accepted, 2 already there" in again.stdout
    assert len(desk.sightings) == 2


def test_the_command_fails_when_a_row_is_not_accounted_for(
    relief: Callable[..., Any], tmp_path: Path
) -> None:
    file = tmp_path / "calls.csv"
    file.write_text(GOOD)
    desk = Desk(present=1, away=10_000)
    assert relief(desk, str(file), "--speed", "max", "--patience", "5").exit_code == 1


def test_the_command_fails_at_once_where_nobody_answers(relief: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "calls.csv"
    file.write_text(GOOD + GOOD)
    desk = Desk(away=10_000)
    result = relief(desk, str(file), "--speed", "max")
    assert result.exit_code == 2 and "nobody answers at http://desk" in result.output
    assert desk.away == 9_999, "one look is enough"


@pytest.mark.parametrize(
    "options",
    [
        ["--speed", "0"],
        ["--timezone", "Nowhere/City"],
        ["--columns", "latitude=99,longitude=1"],
        ["--encoding", "no-such"],
    ],
    ids=lambda options: options[0],
)
def test_wrong_options_are_told_before_anything_is_sent(
    relief: Callable[..., Any], tmp_path: Path, options: list[str]
) -> None:
    file = tmp_path / "calls.csv"
    file.write_text(GOOD)
    desk = Desk()
    assert relief(desk, str(file), *options).exit_code == 2
    assert not desk.sightings


def test_a_key_that_opens_nothing_is_told(relief: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "calls.csv"
    file.write_text(GOOD)
    result = relief(Desk(moods=[(401, {}, {"title": "Show a valid key."})]), str(file), "--speed", "max")
    assert result.exit_code == 2
    assert "Show a valid key." in result.output


def test_a_file_of_which_the_platform_takes_nothing_fails(relief: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "calls.csv"
    file.write_text(BAD + BAD)
    none = relief(Desk(), str(file), "--columns", COLUMNS)
    assert none.exit_code == 1 and "2 bad" in none.stdout
    file.write_text(GOOD)
    refusal = (422, {}, {"title": "Something is not right."})
    assert relief(Desk(moods=[refusal]), str(file), "--speed", "max").exit_code == 1


def test_who_waits_for_the_files_own_clock_is_told_how_long_and_how_not_to(
    relief: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "_send", lambda *_: None)  # the clock of a replay is the real one
    file = tmp_path / "calls.csv"
    file.write_text(GOOD + GOOD.replace("19:00", "21:30"))
    told = relief(Desk(), str(file)).stderr
    assert "the last row comes in 2:30:00" in told and "--speed max does not wait" in told
    assert "--speed max" not in relief(Desk(), str(file), "--speed", "max").stderr
