"""What a service shows to Prometheus beside its log traffic. No person and no case is ever in a label."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.envelope import Envelope

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
UNKNOWN_ROUTE = "none"
MOST_KNOWN = 1_000


class Figures(Protocol):
    """A service's own figures."""

    def said(self, envelope: Envelope) -> None:
        """A fact of ours was committed by this process: what is counted."""

    async def refresh(self, session: AsyncSession, now: datetime) -> None:
        """Prometheus asks: what is read from the database, the same at every replica."""


MakeFigures = Callable[[CollectorRegistry], Figures]


class HttpMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self._known: dict[tuple[str, str | None, int], tuple[Counter, Histogram]] = {}
        """Finding a label's series takes longer than counting in it."""
        self._requests = Counter(
            "relief_http_requests", "requests answered", ["method", "route", "status"], registry=registry
        )
        self._seconds = Histogram(
            "relief_http_request_seconds",
            "until the answer begins",
            ["method", "route"],
            buckets=SECONDS,
            registry=registry,
        )

    def answered(self, method: str, route: str | None, status: int, seconds: float) -> None:
        """`route` is the template (`/patrol/api/v1/rescues/{id}`), None where no route was met."""
        known = self._known.get((method, route, status))
        if known is None:
            labels = (method if method in METHODS else "other", route or UNKNOWN_ROUTE)
            known = self._requests.labels(*labels, status), self._seconds.labels(*labels)
            if len(self._known) < MOST_KNOWN:
                self._known[method, route, status] = known
        counter, histogram = known
        counter.inc()
        histogram.observe(seconds)


class StreamMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self.open = Gauge("relief_streams", "streams that screens have open", registry=registry)
        self.drops = Counter(
            "relief_stream_drops", "screens that did not read and start again", registry=registry
        )
