"""`relief contracts write|check`: the committed documents of what the services say and answer."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import typer

from services.chassis.clock import Ids, SystemClock
from services.chassis.log import EmbeddedLog
from services.contracts import asyncapi

app = typer.Typer(
    no_args_is_help=True, help="AsyncAPI and OpenAPI documents in docs/api and services/contracts"
)
ROOT = Path(__file__).parents[3]


def documents() -> Iterator[tuple[Path, str]]:
    """Path and text of every document, made from the code."""
    # All five services: loaded only where they are used, since every process of the stack passes here.
    from services.platform.ground import Ground, files_in, keys_in

    yield ROOT / "services/contracts/asyncapi.json", asyncapi.as_text(asyncapi.document())
    with tempfile.TemporaryDirectory() as folder:
        clock = SystemClock()
        log = EmbeddedLog(Path(folder) / "log.sqlite", clock)
        ground = Ground(clock, Ids(clock), log, keys_in(Path(folder)), files_in(Path(folder)))
        for name, service_app in ground.house().apps.items():
            yield ROOT / f"docs/api/{name}.openapi.json", _text(service_app.openapi())


def _text(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


@app.command()
def write() -> None:
    """Write the documents anew."""
    for path, text in documents():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))


@app.command()
def check() -> None:
    """Fail when a document differs from the code."""
    stale = [
        path for path, text in documents() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    for path in stale:
        print(
            f"{path.relative_to(ROOT)} is not what the code says; run `make contracts` and look at the difference"
        )
    raise typer.Exit(bool(stale))
