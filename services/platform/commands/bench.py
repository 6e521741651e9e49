"""`relief bench`: how fast it is, on a Kafka and a PostgreSQL of its own."""

from pathlib import Path
from typing import Annotated

import typer

from services.platform.parts.process import PartFailed, PartUnavailable


def bench(
    only: Annotated[str, typer.Option(help="names with commas between; all when absent")] = "",
    rounds: Annotated[int, typer.Option(min=1, help="in which the rows take turns")] = 5,
    seconds: Annotated[float, typer.Option(min=0.5, help="of each window")] = 2.0,
    stored: Annotated[str, typer.Option(help="stored rescues at which a report's cost is measured")] = "",
    file: Annotated[Path, typer.Option(help="what is written")] = Path("var/bench.json"),
) -> None:
    """Measure every row with their bare baselines, print the table, write var/bench.json."""
    from services.platform.bench.rows.stored import SIZES
    from services.platform.bench.run import NAMES, Wish, measure

    names = [name for name in only.split(",") if name]
    if unknown := [name for name in names if name not in NAMES]:
        raise typer.BadParameter(f"{', '.join(unknown)}: not among {', '.join(NAMES)}")
    sizes = tuple(int(word) for word in stored.split(",") if word) or SIZES
    try:
        measure(Wish(rounds, seconds, names, sizes), file)
    except (PartFailed, PartUnavailable) as reason:
        print(reason)
        raise typer.Exit(1) from reason
