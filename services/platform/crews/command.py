"""`relief crews N --url … --key …`."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any

import httpx2
import typer

from services.chassis.clock import Clock, SystemClock
from services.chassis.clock.chance import Chance
from services.contracts.values import Point
from services.platform.client import Api, Refused
from services.platform.crews import report
from services.platform.crews.around import Nowhere, points_around
from services.platform.crews.fleet import IDLE_SECONDS, Fleet
from services.platform.crews.habits import Habits
from services.platform.crews.life import Life
from services.platform.crews.muster import Muster, dismiss
from services.platform.crews.patient import PatientTransport
from services.platform.crews.tempo import Tempo
from services.platform.replay.pace import speed_of

Probability = typer.Option(min=0.0, max=1.0)


def crews_command(
    count: Annotated[int, typer.Argument(metavar="N", min=1, max=500, help="how many crews")],
    url: Annotated[str, typer.Option(help="address of the platform")],
    key: Annotated[str, typer.Option(envvar="RELIEF_KEY", help="key of a dispatcher of the area")],
    area: Annotated[str, typer.Option(help="division code that the teams belong to")],
    around: Annotated[str, typer.Option(help="longitude,latitude, or a CSV of reports with points")],
    within: Annotated[float, typer.Option(min=0, help="metres from that point")] = 3000.0,
    seed: Annotated[int, typer.Option(help="the same seed, the same choices")] = 1,
    speed: Annotated[str, typer.Option(help="seconds of a crew's work in one second, or max")] = "1",
    until_idle: Annotated[
        bool, typer.Option("--until-idle", help="end when no rescue has been open for a while")
    ] = False,
    idle_after: Annotated[float, typer.Option(min=0, help="seconds that make that while")] = IDLE_SECONDS,
    hours: Annotated[float, typer.Option(min=0.1, max=24, help="length of the shift")] = 12.0,
    declines: Annotated[float, Probability] = Habits.declines,
    lapses: Annotated[float, Probability] = Habits.lapses,
    as_json: Annotated[bool, typer.Option("--json", help="the report as JSON")] = False,
) -> None:
    """Simulated patrol teams: on shift, accepting, declining, letting lapse, driving, arriving, answering.

    Exit code 0: done; 1: rescues stayed open that no crew could get; 2: wrong options, key or address.
    """
    try:
        starts = points_around(around, within, count, Chance(seed, "starts"))
        tempo = Tempo(SystemClock(), speed_of(speed))
    except (Nowhere, ValueError) as problem:
        raise typer.BadParameter(str(problem)) from None
    habits = replace(Habits(), declines=declines, lapses=lapses)
    watch = {"until_idle": until_idle, "idle_after": idle_after}
    try:
        lives, figures, left = asyncio.run(_work(url, key, area, starts, habits, tempo, seed, hours, watch))
    except (Refused, httpx2.TransportError) as problem:
        typer.echo(f"{url}: {problem}", err=True)
        raise typer.Exit(2) from None
    made = report.as_json(lives, figures, left)
    typer.echo(
        json.dumps(made, ensure_ascii=False, indent=2) if as_json else report.as_text(lives, figures, left)
    )
    raise typer.Exit(1 if left else 0)


def connect(url: str) -> httpx2.AsyncClient:
    transport = PatientTransport(httpx2.AsyncHTTPTransport())
    return httpx2.AsyncClient(base_url=url, transport=transport, timeout=30)


async def _work(
    url: str,
    key: str,
    area: str,
    starts: list[Point],
    habits: Habits,
    tempo: Tempo,
    seed: int,
    hours: float,
    watch: Mapping[str, Any],
) -> tuple[dict[str, Life], dict[str, Any], int | None]:
    """The crews, the figures since they began, and how many rescues were left; None when interrupted."""
    clock: Clock = tempo.clock
    begun = clock.now()
    async with connect(url) as http:
        desk = Api(http, key)
        lives = await Muster(desk, area, begun + timedelta(hours=hours), habits, tempo, seed).gather(starts)
        left = None
        try:
            left = await Fleet(desk, lives, area, idle_after=watch["idle_after"]).work(watch["until_idle"])
        except asyncio.CancelledError:
            pass  # Ctrl-C: what was done so far is told
        finally:
            await dismiss(lives)
        return lives, await report.figures(desk, begun, clock.now(), area), left
