"""What is at the address itself: the way to the sign-in page, and the health of the whole."""

from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.responses import JSONResponse, RedirectResponse
from prometheus_client import CollectorRegistry

from services.chassis.web.cookies import SIGN_IN
from services.chassis.web.health import readiness
from services.chassis.web.metrics import HttpMetrics
from services.chassis.web.middleware import Edge
from services.chassis.web.problems import install_problems
from services.notify.screens.kit import PAGES

if TYPE_CHECKING:
    from services.platform.house import House


def front_app(house: "House") -> FastAPI:
    app = FastAPI(title="Nuandong", docs_url=None, redoc_url=None, openapi_url=None)
    install_problems(app, {})
    around = house.services[0].around
    app.state.service, app.state.lost = house.service("notify"), PAGES.lost
    metrics = HttpMetrics(
        CollectorRegistry()
    )  # nobody asks for these: what matters is counted by the services
    app.add_middleware(Edge, ids=around.ids, metrics=metrics, stopping=around.stopping)

    @app.get("/")
    async def index() -> RedirectResponse:
        return RedirectResponse(SIGN_IN, 303)

    @app.get("/livez")
    async def livez() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/readyz")
    async def readyz() -> JSONResponse:
        reports = {service.name: await readiness(service) for service in house.services}
        ready = all(report["ready"] for report in reports.values())
        degraded = sorted({word for report in reports.values() for word in report["degraded"]})
        return JSONResponse(
            {"ready": ready, "degraded": degraded, "services": reports}, 200 if ready else 503
        )

    return app
