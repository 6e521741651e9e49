"""`relief figures`: a night told from the journal alone, beside what patrol counts."""

import sqlite3
from typing import Any

import pytest
from typer.testing import CliRunner

from services.chassis.clock import SteppedClock
from services.platform.command import app
from services.platform.commands import add_to
from services.platform.evening.people import gather
from services.platform.evening.script import START, Evening
from tests.support.stand import URL, InTime, ready, stand

add_to(app)
NIGHT = ["--night", "2026-12-05"]


@pytest.fixture
def over(databases: Any, log: Any, in_time: InTime, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Any:
    """The evening is over; its databases are those of the command."""
    made = ready(databases)

    async def main() -> None:
        clock = SteppedClock(START)
        async with stand(made, log(clock), clock) as here:
            await Evening(await gather(here.admin, f"{URL}/capture")).play(here.pace.reach)
            await here.house.settle()

    in_time(main())
    monkeypatch.setenv("RELIEF_VAR", str(tmp_path))
    for name, url in made.items():
        monkeypatch.setenv(f"{name.upper()}_DATABASE_URL", url)
    return made


def relief(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["figures", *words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    return done.exit_code, done.output


def test_a_night_is_told_again_and_patrol_counts_the_same(over: Any) -> None:
    code, said = relief("rebuild", *NIGHT)
    told = dict(line.rsplit(maxsplit=1) for line in said.splitlines())
    assert code == 0 and (told["calls"], told["kept"], told["P90"]) == ("3", "2", "4000")
    assert relief("check", *NIGHT)[0] == 0
    assert relief("check", *NIGHT, "--area", "990101002")[0] == 0


def test_another_night_and_another_area_are_empty(over: Any) -> None:
    for elsewhere in (["--night", "2026-12-04"], [*NIGHT, "--area", "990102"]):
        code, said = relief("check", *elsewhere)
        assert code == 0 and "measured                                0            0" in said


@pytest.mark.only(store="sqlite")  # the journal of PostgreSQL refuses; patrol's table is as good on either
def test_a_lost_response_is_seen(over: Any) -> None:
    with sqlite3.connect(over["patrol"].split("///", 1)[1]) as database:
        database.execute("delete from response_sample where seconds = 412")
    database.close()
    code, said = relief("check", *NIGHT)
    assert code == 1
    assert {line.split()[0] for line in said.splitlines() if line.endswith("differs")} >= {"kept", "measured"}
