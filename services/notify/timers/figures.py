"""How many messages there are, for Prometheus."""

import asyncio

from prometheus_client import Gauge

from services.chassis.web import Service
from services.notify.domain.states import State
from services.notify.domain.templates import TEMPLATES
from services.notify.repository import messages

EVERY_SECONDS = 5.0


class Figures:
    """`relief_messages{state, template}`, read from the database at most every five seconds."""

    def __init__(self) -> None:
        self._gauge: Gauge | None = None
        self._read_at = -EVERY_SECONDS

    async def refresh(self, service: Service) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._read_at < EVERY_SECONDS:
            return
        self._read_at = now
        if self._gauge is None:
            labels = ["state", "template"]
            self._gauge = Gauge(
                "relief_messages", "messages, by state and template", labels, registry=service.metrics
            )
        async with service.database.read() as session:
            counted = {(state, template): count for state, template, count in await messages.counted(session)}
        for template in TEMPLATES:
            for state in State:
                self._gauge.labels(state, template).set(counted.get((state, template), 0))
