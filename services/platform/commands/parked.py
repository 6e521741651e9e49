"""`relief parked list|release|discard`: facts that a service could not apply."""

from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from services.chassis.log import Work
from services.chassis.log.parking import NothingParked
from services.chassis.web import Service
from services.platform.alone import SERVICES
from services.platform.offline import in_unit

app = typer.Typer(
    no_args_is_help=True, help="facts set aside with their key until a person or a retry decides"
)
Where = Annotated[str, typer.Option("--service", help="the service that set it aside")]
Number = Annotated[int, typer.Argument(help="number shown by `relief parked list`")]


@app.command("list")
def listed(service: Annotated[str | None, typer.Option(help="only this service")] = None) -> None:
    """Every fact set aside, oldest first: service, number, key, attempts, reason."""
    for name in [service] if service else SERVICES:
        for line in in_unit(name, _lines):
            print(f"{name}  {line}")


async def _lines(service: Service, work: Work) -> list[str]:
    return [
        f"{row['id']}  {_type(row['headers'])}  {row['key']}  attempts={row['attempts']}  {row['reason']}"
        for row in await service.consumer.parking.listed(work)
    ]


def _type(headers: list[list[str]]) -> str:
    return next((value for name, value in headers if name == "ce_type"), "?")


@app.command()
def release(number: Number, service: Where) -> None:
    """Try it, and what waits behind it, again now."""

    async def run(opened: Service, work: Work) -> None:
        await opened.consumer.parking.release(work, number)

    _decide(service, run, "released")


@app.command()
def discard(
    number: Number, service: Where, reason: Annotated[str, typer.Option(help="why it may be lost")]
) -> None:
    """Give it up for good; the reason is kept, and what waits behind it is tried."""

    async def run(opened: Service, work: Work) -> None:
        await opened.consumer.parking.discard(work, number, reason, "command")

    _decide(service, run, "discarded")


def _decide(service: str, run: Callable[[Service, Work], Awaitable[None]], said: str) -> None:
    try:
        in_unit(service, run)
    except NothingParked as error:
        raise typer.BadParameter(f"no fact {error} is set aside in {service}") from error
    print(said)
