"""`relief crews N --url … --key …`."""

import asyncio
import json
import signal
from dataclasses import replace
from datetime import timedelta
from typing import Annotated

import httpx2
import typer

from services.chassis.clock import SystemClock, office_time
from services.chassis.clock.chance import Chance
from services.platform.client import Refused
from services.platform.crews.around import Nowhere, points_around
from services.platform.crews.fleet import IDLE_SECONDS
from services.platform.crews.habits import Habits
from services.platform.crews.outing import Outing, go_out
from services.platform.crews.patient import PatientTransport
from services.platform.crews.report import Homecoming, as_json, as_text
from services.platform.crews.tempo import Tempo
from services.platform.replay.pace import speed_of

ENGLISH = {"Accept-Language": "en"}  # as everything else that this command says
SAME_WISH_SECONDS = 1.0  # some senders signal the process and then its group
FIRST_PATIENCE_SECONDS = 6.0  # five or six tries
Probability = typer.Option(min=0.0, max=1.0)


def crews_command(
    count: Annotated[int, typer.Argument(metavar="N", min=1, max=500, help="how many crews")],
    url: Annotated[str, typer.Option(help="address of the platform")],
    key: Annotated[str, typer.Option(envvar="RELIEF_KEY", help="key of a dispatcher of the area")],
    area: Annotated[
        str | None,
        typer.Option(help="division code that the teams belong to; default: the county of the calls"),
    ] = None,
    around: Annotated[
        str | None,
        typer.Option(
            help="longitude,latitude, or a CSV of reports with points; default: where calls are open"
        ),
    ] = None,
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
    to_json: Annotated[bool, typer.Option("--json", help="the report as JSON")] = False,
) -> None:
    """Simulated patrol teams: on shift, accepting, declining, letting lapse, driving, arriving, answering.

    Exit code 0: done; 1: rescues stayed open that no crew could get; 2: wrong options, key or address.
    """
    try:
        starts = points_around(around, within, count, Chance(seed, "starts")) if around else None
        tempo = Tempo(SystemClock(), speed_of(speed))
    except (Nowhere, ValueError) as problem:
        raise typer.BadParameter(str(problem)) from None
    habits = replace(Habits(), declines=declines, lapses=lapses)
    shift = timedelta(hours=hours)
    outing = Outing(count, area, starts, habits, tempo, seed, shift, until_idle, idle_after, _tell)
    try:
        home = asyncio.run(_run(outing, url, key))
    except asyncio.CancelledError:
        raise typer.Abort from None
    except httpx2.TransportError as problem:
        typer.echo(f"{url}: nobody answers there: {problem or type(problem).__name__}", err=True)
        raise typer.Exit(2) from None
    except Refused as problem:
        typer.echo(f"{url}: {problem}", err=True)
        raise typer.Exit(2) from None
    typer.echo(json.dumps(as_json(home), ensure_ascii=False, indent=2) if to_json else as_text(home))
    raise typer.Exit(1 if home.left else 0)


def _tell(line: str) -> None:
    typer.echo(f"{office_time(SystemClock().now()):%H:%M:%S}  {line}", err=True)


async def _run(outing: Outing, url: str, key: str) -> Homecoming:
    _go_home_on_signals()
    transport = PatientTransport(
        httpx2.AsyncHTTPTransport(),
        at_first=FIRST_PATIENCE_SECONDS,
        tell=lambda line: _tell(f"{url}: {line}"),
    )
    timeout = httpx2.Timeout(30, connect=5)
    async with httpx2.AsyncClient(
        base_url=url, transport=transport, timeout=timeout, headers=ENGLISH
    ) as http:
        return await go_out(outing, http, key)


def _go_home_on_signals() -> None:
    """Asked to stop, the crews go off duty and tell what they did; asked again, they drop everything."""
    working, loop = asyncio.current_task(), asyncio.get_running_loop()
    assert working is not None
    asked_at = -SAME_WISH_SECONDS

    def stop() -> None:
        nonlocal asked_at
        if loop.time() - asked_at >= SAME_WISH_SECONDS:
            asked_at = loop.time()
            working.cancel()

    for asked in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(asked, stop)
