"""Patrol's figures for Prometheus: the state of the circle now, and what became of offers and responses."""

from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.envelope import Envelope
from services.contracts.patrol import (
    ClockStopped,
    OfferAccepted,
    OfferDeclined,
    OfferLapsed,
    OfferWithdrawn,
    TeamOffered,
)
from services.patrol.domain.states import OPEN
from services.patrol.repository.counting import standings

OUTCOMES = {
    TeamOffered.type(): "offered",
    OfferAccepted.type(): "accepted",
    OfferDeclined.type(): "declined",
    OfferLapsed.type(): "lapsed",
    OfferWithdrawn.type(): "withdrawn",
}
MINUTES = (5, 10, 15, 20, 25, 30, 45, 60, 90)


class Metrics:
    """Drills are not counted."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._rescues = Gauge("relief_rescues", "open rescues, by state", ["state"], registry=registry)
        self._queued = Gauge("relief_rescues_queued", "waiting, and no team is free", registry=registry)
        self._oldest = Gauge("relief_queue_oldest_seconds", "longest of those waits", registry=registry)
        self._at_risk = Gauge("relief_rescues_at_risk", "likely to be late", registry=registry)
        self._late = Gauge("relief_rescues_late", "past the limit, nobody there yet", registry=registry)
        self._offers = Counter(
            "relief_offers", "offers, by what became of them", ["outcome"], registry=registry
        )
        self._responses = Counter("relief_responses", "measured responses", ["kept"], registry=registry)
        self._seconds = Histogram(
            "relief_response_seconds",
            "from the first receipt to the stop of the clock",
            buckets=[60 * minutes for minutes in MINUTES],
            registry=registry,
        )
        for outcome in OUTCOMES.values():
            self._offers.labels(outcome)
        for kept in ("true", "false"):
            self._responses.labels(kept)

    def said(self, envelope: Envelope) -> None:
        if envelope.drill:
            return
        if envelope.type in OUTCOMES:
            self._offers.labels(OUTCOMES[envelope.type]).inc()
        if envelope.type == ClockStopped.type():
            self._responses.labels("true" if envelope.data["kept"] else "false").inc()
            self._seconds.observe(envelope.data["response_seconds"])

    async def refresh(self, session: AsyncSession, now: datetime) -> None:
        found = await standings(session)
        for state in OPEN:
            self._rescues.labels(state.value).set(sum(one.count for one in found if one.state is state))
        queue = [one for one in found if one.queued]
        self._queued.set(sum(one.count for one in queue))
        self._oldest.set(max(((now - one.oldest).total_seconds() for one in queue), default=0))
        self._at_risk.set(sum(one.count for one in found if one.at_risk))
        self._late.set(sum(one.count for one in found if one.late))
