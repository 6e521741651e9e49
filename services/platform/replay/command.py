"""`relief replay FILE --url … --key …`."""

import json
import sys
from asyncio import run
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import httpx2
import typer

from services.chassis.clock import SystemClock
from services.platform.replay.columns import FIELDS, WITHOUT_HEADER, BadColumns, choose_columns
from services.platform.replay.outcome import Outcome
from services.platform.replay.pace import LONG_GAP_SECONDS, Pace, speed_of
from services.platform.replay.rows import (
    BadRow,
    Reading,
    Report,
    decoded,
    numbered,
    read_rows,
    table,
)
from services.platform.replay.run import AT_ONCE, replay
from services.platform.replay.sender import NobodyThere, NoEntry, Sender

LONG_WAIT = timedelta(minutes=1)
SIGNS = Path(__file__).with_name("signs.csv")
COLUMNS_HELP = (
    f"which column is what, by number from 1 or by name: time=4,words=3; fields: {', '.join(FIELDS)}. "
    f"Without it the header is read; a file without header is taken as {', '.join(WITHOUT_HEADER)}"
)


def replay_command(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="a CSV of reports")
    ],
    url: Annotated[str, typer.Option(help="address of the platform")],
    key: Annotated[str, typer.Option(envvar="RELIEF_KEY", help="key of an operator")],
    columns: Annotated[str | None, typer.Option(help=COLUMNS_HELP)] = None,
    header: Annotated[
        bool | None, typer.Option(help="the first row names the columns (else found out)")
    ] = None,
    delimiter: Annotated[str, typer.Option(help="what separates the cells")] = ",",
    encoding: Annotated[str | None, typer.Option(help="default: UTF-8, otherwise GB 18030")] = None,
    timezone: Annotated[str, typer.Option(help="of times that do not say theirs")] = "Asia/Shanghai",
    time_format: Annotated[str | None, typer.Option(help="as in strptime; default ISO 8601")] = None,
    areas: Annotated[Path | None, typer.Option(help="CSV name,code: division codes of place names")] = None,
    signs: Annotated[Path, typer.Option(help="CSV words,sign: what the nature of a call tells")] = SIGNS,
    channel: Annotated[str, typer.Option(help="how the reports came in")] = "phone",
    drill: Annotated[bool, typer.Option(help="mark every report as a drill")] = False,
    speed: Annotated[str, typer.Option(help="seconds of the file in one second, or max")] = "1",
    skip_gaps: Annotated[bool, typer.Option(help="cut long silences short")] = False,
    longest_gap: Annotated[
        float, typer.Option(help="seconds of the file, with --skip-gaps")
    ] = LONG_GAP_SECONDS,
    patience: Annotated[
        float, typer.Option(help="seconds to go on trying a row that nobody answers any more")
    ] = 120.0,
    as_json: Annotated[bool, typer.Option("--json", help="the totals as JSON")] = False,
) -> None:
    """Send a CSV of reports as if its first row were now; sent again, it makes nothing.

    Exit code 0: every row is accounted for; 1: some are not, or the platform took none; 2: wrong options, key or
    address.
    """
    try:
        pace = Pace(speed_of(speed), longest_gap if skip_gaps else None)
    except ValueError:
        raise typer.BadParameter(f"{speed} is neither a number above 0 nor max") from None
    if not url.startswith(("http://", "https://")):
        raise typer.BadParameter(f"{url} does not begin with http:// or https://")
    how: dict[str, Any] = {
        "timezone": _zone(timezone),
        "time_format": time_format,
        "channel": channel,
        "drill": drill,
    }
    how["signs"] = {words.upper(): sign for words, sign in table(signs).items()}
    how["areas"] = {name.casefold(): code for name, code in table(areas).items()} if areas else None
    outcome, reports = _read(file, columns, header, delimiter, encoding, how)
    _say_how_long(reports, pace)
    refused = _send(reports, outcome, url, key, patience, pace)
    typer.echo(json.dumps(outcome.as_json(), ensure_ascii=False, indent=2) if as_json else outcome.as_text())
    if refused:
        typer.echo(refused, err=True)
    raise typer.Exit(2 if refused else 0 if outcome.complete and not outcome.in_vain else 1)


def _say_how_long(reports: Sequence[Report], pace: Pace) -> None:
    """Before somebody thinks that nothing happens."""
    waits = pace.offsets([report.at for report in reports])
    if waits and waits[-1] > LONG_WAIT:
        how_long = timedelta(seconds=round(waits[-1].total_seconds()))
        typer.echo(f"the last row comes in {how_long}; --speed max does not wait", err=True)


def connect(url: str, key: str) -> httpx2.AsyncClient:
    headers = {"Authorization": f"Bearer {key}", "Accept-Language": "en"}
    limits = httpx2.Limits(max_connections=2 * AT_ONCE)
    return httpx2.AsyncClient(base_url=url, headers=headers, timeout=30, limits=limits)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise typer.BadParameter(f"there is no time zone {name}") from None


def _read(
    file: Path,
    columns: str | None,
    header: bool | None,
    delimiter: str,
    encoding: str | None,
    how: dict[str, Any],
) -> tuple[Outcome, list[Report]]:
    content = file.read_bytes()
    try:
        text = decoded(content, encoding)
        _, first = next(numbered(text.splitlines(keepends=True), delimiter), (0, []))
        chosen = choose_columns([] if isinstance(first, BadRow) else first, columns, header)
    except (UnicodeDecodeError, LookupError):
        raise typer.BadParameter(f"{file.name} is not text in {encoding or 'UTF-8 or GB 18030'}") from None
    except BadColumns as problem:
        raise typer.BadParameter(str(problem)) from None
    rows = list(read_rows(text, Reading(chosen, **how), delimiter))
    reports = [row for row in rows if isinstance(row, Report)]
    bad = [row for row in rows if isinstance(row, BadRow)]
    return Outcome([report.line for report in reports], bad), reports


def _send(
    reports: list[Report], outcome: Outcome, url: str, key: str, patience: float, pace: Pace
) -> str | None:
    """Why the platform let nobody in, or None. An interrupted replay is told by the rows that were not sent."""

    async def sending(progress: Callable[[], None]) -> None:
        async with connect(url, key) as client:
            sender = Sender(client, patience)
            for first in reports[:1]:
                await sender.must_be_there(first.reference)
            await replay(reports, outcome, sender, pace, SystemClock(), progress)

    try:
        with typer.progressbar(length=len(reports), label="replaying", file=sys.stderr) as bar:
            run(sending(lambda: bar.update(1)))
    except NoEntry as closed:
        return f"{url} lets nobody in with this key: {closed}"
    except NobodyThere as silence:
        return f"{url} 没有应答 / nobody answers at {url}: {silence}"
    except KeyboardInterrupt:
        return None
    return None
