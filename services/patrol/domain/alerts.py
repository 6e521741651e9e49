"""What somebody must look at now, and who has."""

from dataclasses import dataclass
from datetime import datetime

from services.contracts.words import Alert, Role
from services.patrol.domain.errors import NoSuchAlert
from services.patrol.domain.rescue import Rescue


@dataclass(frozen=True)
class Reading:
    """`reader`: `person:<id>` or `key:<id>`, on a post of this role."""

    alert: Alert
    round: int
    reader: str
    role: Role
    read_at: datetime


def round_of(rescue: Rescue, alert: Alert) -> int:
    """How often it was raised: each time is a new one to read. A promise is broken once."""
    if alert is Alert.BREACH:
        return int(rescue.clock.breached_at is not None)
    return rescue.queued_round if alert is Alert.QUEUE else rescue.clock.risk_round


def must_have_been_raised(rescue: Rescue, alert: Alert, round: int) -> None:
    """Raises NoSuchAlert."""
    if not 1 <= round <= round_of(rescue, alert):
        raise NoSuchAlert
