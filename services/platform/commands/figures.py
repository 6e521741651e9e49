"""`relief figures rebuild|check`: a night's figures told from the journal, and whether patrol counts the same."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import typer

from services.chassis.access import EVERYWHERE
from services.chassis.clock import office_night
from services.chassis.log import Work
from services.chassis.web import Service
from services.contracts.words import Role
from services.platform.offline import in_unit

app = typer.Typer(no_args_is_help=True, help="a night's figures, out of the journal")
Night = Annotated[datetime, typer.Option("--night", formats=["%Y-%m-%d"], help="the day on which it began")]
Area = Annotated[str, typer.Option(help="division code; everywhere when absent")]
Numbers = Mapping[str, Any]


@app.command()
def rebuild(night: Night, area: Area = "") -> None:
    """Print the figures of a night, from noon to noon, out of nothing but the journal."""
    for name, value in from_journal(night, area).items():
        print(f"{name:<28} {_written(value)}")


@app.command()
def check(night: Night, area: Area = "") -> None:
    """Print what the journal says beside what patrol counts; exit code 1 when they differ."""
    told, counted = from_journal(night, area), from_patrol(night, area)
    differ = 0
    print(f"{'':<28} {'journal':>12} {'patrol':>12}")
    for name in {**told, **counted}:
        one, other = told.get(name), counted.get(name)
        differ += one != other
        print(f"{name:<28} {_written(one):>12} {_written(other):>12}{'' if one == other else '  differs'}")
    raise typer.Exit(differ > 0)


def from_journal(night: datetime, area: str) -> Numbers:
    from services.notify.operations.figures import figures_from_journal

    async def run(_: Service, work: Work) -> Numbers:
        return await figures_from_journal(work.session, *office_night(night.date()), area)

    return in_unit("notify", run)


def from_patrol(night: datetime, area: str) -> Numbers:
    from services.chassis.access import Actor
    from services.patrol.repository import nights
    from services.patrol.repository.samples import Period

    async def run(_: Service, work: Work) -> Numbers:
        everybody = Actor(id="command", name="", role=Role.AUDITOR, scope=area or EVERYWHERE)
        return (await nights.tonight(work.session, everybody, Period(*office_night(night.date())))).numbers

    return in_unit("patrol", run)


def _written(value: Any) -> str:
    return "—" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
