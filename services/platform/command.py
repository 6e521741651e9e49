"""The `relief` command."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import DatabaseError

from services.platform.server import run

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="暖冬 Nuandong：寒冬救助平台 / winter relief platform",
)

Port = Annotated[int, typer.Option(help="address's port", min=1, max=65535)]
Host = Annotated[str, typer.Option(help="address's host")]


@app.command()
def demo(port: Port = 8000, host: Host = "127.0.0.1", folder: Path = Path("var/demo")) -> None:
    """Play the evening on a demonstration clock, on fresh data, then stay up."""
    from services.platform.demo import play

    run(play(folder, port, host))


@app.command()
def serve(port: Port = 8000, host: Host = "127.0.0.1") -> None:
    """Run the platform: real clock, data in var/, going on where it stopped."""
    from services.platform.serve import run_house

    run(run_house(port, host))


def main() -> None:
    from services.platform import commands

    commands.add_to(app)
    try:
        app()
    except (OSError, ValueError, DatabaseError) as error:
        # What a person can set right: a port, a folder, a setting, a file. Everything else is ours, with its traceback.
        print(f"relief: {getattr(error, 'orig', error)}", file=sys.stderr)
        sys.exit(1)
