"""Alive, ready, version, metrics: `/<service>/livez`, `/readyz`, `/version`, `/metrics`."""

import asyncio
from importlib.metadata import version
from ipaddress import ip_address
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from sqlalchemy import func, select

from services.chassis.access import Hidden
from services.chassis.log.records import Partition
from services.chassis.store.migration import schema_is_old
from services.chassis.web.service import Service

LAG_SECONDS = 1.0


def operations_router(service: Service) -> APIRouter:
    router = APIRouter(tags=["operations"])
    gauges = _Gauges(service)

    @router.get("/livez", summary="The process is alive")
    async def livez() -> dict[str, str]:
        return {"status": "alive"}

    @router.get("/readyz", summary="503 only when this service cannot accept its own work")
    async def readyz() -> JSONResponse:
        report = await readiness(service)
        return JSONResponse(report, 200 if report["ready"] else 503)

    @router.get("/version", summary="Which release this is")
    async def version_of() -> dict[str, str]:
        return {"service": service.name, "version": version("nuandong")}

    outside: dict[int | str, dict[str, Any]] = {404: {"description": "asked from a public address"}}

    @router.get(
        "/metrics",
        summary="For Prometheus, from this machine or a private network",
        response_class=PlainTextResponse,
        responses=outside,
    )
    async def metrics(request: Request) -> Response:
        if _is_public(request.client.host if request.client else ""):
            raise Hidden
        await gauges.refresh()
        return Response(
            await asyncio.to_thread(generate_latest, service.metrics), media_type=CONTENT_TYPE_LATEST
        )

    return router


def _is_public(address: str) -> bool:
    try:
        return ip_address(address).is_global
    except ValueError:  # no address: a socket of this machine
        return False


async def readiness(service: Service) -> dict[str, Any]:
    """`ready`, and what is `degraded` while we go on accepting."""
    try:
        old = await schema_is_old(service.database, service.blueprint.migrations)
    except Exception:
        return {"ready": False, "reason": "database", "degraded": []}
    if old:
        return {"ready": False, "reason": "schema", "degraded": []}
    if not await service.write_check.passes():
        return {"ready": False, "reason": "writing", "degraded": []}
    degraded = [] if service.log.healthy else ["log"]
    if await _count(service, service.tables.log.parked.c.discarded_at.is_(None)):
        degraded.append("parked")
    return {"ready": True, "degraded": degraded}


async def _count(service: Service, condition: Any) -> int:
    async with service.database.read() as session:
        counted = select(func.count()).select_from(service.tables.log.parked).where(condition)
        return int((await session.execute(counted)).scalar_one())


class _Gauges:
    """Figures that are read from the database when Prometheus asks."""

    def __init__(self, service: Service) -> None:
        self._service = service
        registry = service.metrics
        self._rows = Gauge("relief_outbox_rows", "facts not yet on the log", registry=registry)
        self._age = Gauge("relief_outbox_oldest_seconds", "age of the oldest of them", registry=registry)
        self._parked = Gauge("relief_parked", "facts set aside", registry=registry)
        self._healthy = Gauge(
            "relief_log_healthy", "1 when the last exchange with the log worked", registry=registry
        )

    async def refresh(self) -> None:
        outbox = self._service.tables.log.outbox
        async with self._service.database.read() as session:
            rows, oldest = (await session.execute(select(func.count(), func.min(outbox.c.said_at)))).one()
        self._rows.set(rows)
        self._age.set((self._service.clock.now() - oldest).total_seconds() if oldest else 0)
        self._parked.set(
            await _count(self._service, self._service.tables.log.parked.c.discarded_at.is_(None))
        )
        self._healthy.set(1 if self._service.log.healthy else 0)
        await self._lag()
        if self._service.figures is not None:
            async with self._service.database.read() as session:
                await self._service.figures.refresh(session, self._service.clock.now())

    async def _positions(self) -> dict[Partition, int]:
        """Of all replicas: each moves its own partitions."""
        table = self._service.tables.log.position
        async with self._service.database.read() as session:
            rows = await session.execute(select(table.c.topic, table.c.partition, table.c.next))
        return {(topic, number): applied for topic, number, applied in rows}

    async def _lag(self) -> None:
        consumer, lag = self._service.consumer, self._service.log_metrics.lag
        behind = dict.fromkeys(consumer.topics, 0)
        try:
            async with asyncio.timeout(LAG_SECONDS):
                ends = await self._service.log.ends(consumer.topics)
        except Exception:  # the log is away: relief_log_healthy says so, and the lag stays what it was
            return
        applied = await self._positions()
        for partition, end in ends.items():
            behind[partition[0]] += max(0, end - applied.get(partition, 0))
        for topic, count in behind.items():
            lag.labels(topic).set(count)
