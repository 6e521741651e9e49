"""One team asked to go, and how far it got."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class OfferState(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    EN_ROUTE = "en_route"
    ARRIVED = "arrived"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    DONE = "done"


LIVE_STATES = (OfferState.OFFERED, OfferState.ACCEPTED, OfferState.EN_ROUTE, OfferState.ARRIVED)
"""The team is reserved: no other rescue can get it."""
PROMISING_STATES = (OfferState.ACCEPTED, OfferState.EN_ROUTE)


@dataclass(frozen=True)
class Moment:
    """A step's time: when we heard of it, and what the device said, kept as it was said."""

    received_at: datetime
    device_at: datetime | None = None

    def shown_after(self, previous: datetime) -> datetime:
        """The device's time where it is possible, between the step before and the receipt."""
        said = self.device_at or self.received_at
        return max(previous, min(said, self.received_at))


@dataclass(frozen=True)
class Offer:
    """Reasons are sealed text."""

    id: str
    team: str
    team_name: str
    round: int
    offered_at: datetime
    lapses_at: datetime
    estimated_seconds: int
    promised_at: datetime
    state: OfferState = OfferState.OFFERED
    override_reason: str | None = None
    offered_by: str | None = None
    """The person who chose this team; None where the platform did."""
    accepted: Moment | None = None
    departed: Moment | None = None
    arrived: Moment | None = None
    ended_at: datetime | None = None
    end_reason: str | None = None

    @property
    def live(self) -> bool:
        return self.state in LIVE_STATES

    @property
    def promising(self) -> bool:
        return self.state in PROMISING_STATES

    @property
    def travel(self) -> timedelta:
        return timedelta(seconds=self.estimated_seconds)
