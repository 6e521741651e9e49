"""The two services that are not built yet are honestly empty: they stand, they answer for their health, no more."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from services.chassis.clock import Ids, SteppedClock
from services.chassis.clock.virtual import run_virtual
from services.chassis.log import EmbeddedLog
from services.chassis.store import Keyring
from services.chassis.web import Surroundings
from services.eligibility import main as eligibility
from services.payments import main as payments
from tests.support.intake import at

pytestmark = [
    pytest.mark.only(store="sqlite"),
    pytest.mark.parametrize("create", [eligibility.create, payments.create], ids=["eligibility", "payments"]),
]
Create = Callable[[Surroundings], FastAPI]


def ask(create: Create, databases: Any, folder: Path, *paths: str) -> list[httpx2.Response]:
    clock = SteppedClock(at("19:00"))
    log = EmbeddedLog(folder / "log.sqlite", clock)
    keyring = Keyring({"answers": {"k1": bytes(32)}})
    around = Surroundings(clock, Ids(clock, 1), log, keyring, databases["chassis"], migrate=True)

    async def main() -> list[httpx2.Response]:
        app = create(around)
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://test") as http,
        ):
            name = app.state.service.name
            return [await http.get(f"/{name}/{path}") for path in paths]

    return run_virtual(main())


def test_it_stands_and_says_so(create: Create, databases: Any, tmp_path: Path) -> None:
    alive, ready, version, metrics = ask(create, databases, tmp_path, "livez", "readyz", "version", "metrics")
    assert (alive.status_code, ready.status_code, metrics.status_code) == (200, 200, 200)
    assert ready.json() == {"ready": True, "degraded": []}
    assert version.json()["service"] in ("eligibility", "payments")
    assert "relief_outbox_rows 0.0" in metrics.text


def test_it_pretends_nothing(create: Create, databases: Any, tmp_path: Path) -> None:
    document, missing = ask(create, databases, tmp_path, "openapi.json", "api/v1/cases")
    assert [path for path in document.json()["paths"] if "/api/" in path] == []
    assert missing.status_code == 404 and missing.json()["code"] == "http-404"
