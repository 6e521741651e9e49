"""`relief service`: one service as a process of its own."""

from enum import StrEnum
from typing import Annotated

import typer

from services.platform.alone import app_of
from services.platform.server import run, serve


class Name(StrEnum):
    INTAKE = "intake"
    ELIGIBILITY = "eligibility"
    PAYMENTS = "payments"
    PATROL = "patrol"
    NOTIFY = "notify"


def service(
    name: Annotated[Name, typer.Argument(help="which one")],
    port: Annotated[int, typer.Option(help="address's port")] = 8000,
    host: Annotated[str, typer.Option(help="address's host")] = "127.0.0.1",
) -> None:
    """Run one service alone, on the log and the database that the environment names."""

    async def greet() -> None:
        print(f"{name.value}  http://{host}:{port}/{name.value}/docs", flush=True)

    async def alone() -> None:
        app = app_of(name.value)
        await serve(app, [app.state.service], port, host, greet)

    run(alone())
