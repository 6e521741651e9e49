"""A service from its blueprint: one FastAPI app with its own database, log traffic, clocks, health and metrics."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.chassis.web.docs import docs_router
from services.chassis.web.health import operations_router
from services.chassis.web.metrics import HttpMetrics
from services.chassis.web.middleware import Edge
from services.chassis.web.openapi import document_of
from services.chassis.web.problems import install_problems
from services.chassis.web.service import Blueprint, Service, Surroundings


def build(blueprint: Blueprint, around: Surroundings) -> FastAPI:
    """The app; its paths all begin with `/<service>`."""
    service = Service(blueprint, around)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if service.stopping.is_set():
            service.open_database()
        await service.start()
        try:
            yield
        finally:
            await service.stop()

    prefix = f"/{blueprint.name}"
    app = FastAPI(
        title=f"Nuandong {blueprint.name}",
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{prefix}/openapi.json",
    )
    app.state.service, app.state.lost = service, blueprint.lost
    app.openapi = lambda: document_of(app)  # type: ignore[method-assign]
    install_problems(app, blueprint.problems)
    http = HttpMetrics(service.metrics)
    app.add_middleware(Edge, ids=around.ids, metrics=http, stopping=around.stopping)
    for router in (*blueprint.routers, operations_router(service), docs_router(blueprint.name)):
        app.include_router(router, prefix=prefix)
    return app
