"""Run by test_full_disk.py: a service on a disk that gets full and has room again. Prints what it says at each."""

import asyncio
import json
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path

import httpx2

from services.platform.alone import app_of

Switch = Callable[[], None]


def of_a_small_disk(folder: Path) -> tuple[Switch, Switch]:
    """Fills it to the last byte, and makes room."""
    filler = folder / "filler"

    def fill() -> None:
        with filler.open("wb", buffering=0) as file:
            for size in (65_536, 1_024, 1):
                try:
                    while file.write(b"x" * size):
                        pass
                except OSError:
                    continue

    return fill, filler.unlink


def of_a_limit(folder: Path) -> tuple[Switch, Switch]:
    """No file may grow, as on a disk without room: where nothing may be mounted."""
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    largest = lambda: max(file.stat().st_size for file in folder.glob("payments.sqlite*"))  # noqa: E731
    return (
        lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (min(largest(), 4_096), most)),
        lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )


async def told(how: str) -> None:
    folder = Path(os.environ["RELIEF_VAR"])
    app = app_of("payments")
    fill, make_room = (of_a_small_disk if how == "disk" else of_a_limit)(folder)
    transport = httpx2.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://disk.test") as http,
    ):
        await asyncio.sleep(0.3)
        seen = []
        for step in (lambda: None, fill, make_room):
            step()
            await asyncio.sleep(1.1)
            answer = await http.get("/payments/readyz")
            seen.append((answer.status_code, answer.json().get("reason")))
        sys.stdout.write(json.dumps(seen))


asyncio.run(told(sys.argv[1]))
