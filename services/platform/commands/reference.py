"""`relief reference check`: an office's own divisions, outlines, base map and calendar."""

from pathlib import Path

import typer

from services.chassis.clock import SystemClock, office_day
from services.contracts.reference.check import faults_in
from services.contracts.reference.divisions import division_at, divisions
from services.contracts.reference.files import use
from services.contracts.values import Point

app = typer.Typer(no_args_is_help=True, help="division codes, outlines, base map and calendar of one's own")


@app.command()
def check(folder: Path) -> None:
    """Say what is wrong with the files in FOLDER, or what they add. The platform reads them with RELIEF_REFERENCE."""
    if faults := faults_in(folder):
        print(*faults, sep="\n")
        raise typer.Exit(1)
    before = len(divisions())
    use(folder)
    print(f"{len(divisions()) - before} divisions are new; start with RELIEF_REFERENCE={folder}")


@app.command()
def at(longitude: float, latitude: float, folder: Path | None = None) -> None:
    """Say in which division a point lies today."""
    use(folder)
    found = division_at(Point(longitude=longitude, latitude=latitude), office_day(SystemClock().now()))
    print(f"{found.code} {found.name}" if found else "in no outline")
    raise typer.Exit(found is None)
