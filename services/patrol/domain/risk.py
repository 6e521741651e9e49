"""A breach is seen before it happens, and at the moment it happens; each is said once."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.patrol.domain.rescue import Rescue
from services.patrol.domain.states import PROMISED

UNACCEPTED_SHARE = 3
"""Nobody has accepted and less than a third of the limit is left: somebody must look."""


@dataclass(frozen=True)
class Outlook:
    """Seconds between the predicted arrival and the deadline; None when nobody has promised anything."""

    at_risk: bool
    promised_at: datetime | None
    margin_seconds: int | None


def outlook(rescue: Rescue, now: datetime) -> Outlook:
    """How it looks. A predicted arrival is never before now. From the deadline on it is no longer a risk."""
    clock, live = rescue.clock, rescue.live_offer
    promised_at = live.promised_at if live is not None and live.arrived is None else None
    margin = None if promised_at is None else clock.deadline - max(promised_at, now)
    watched = clock.running and clock.breached_at is None and now < clock.deadline
    return Outlook(
        at_risk=watched and (_promise_too_late(rescue, margin) or now >= _alarm_at(rescue)),
        promised_at=promised_at,
        margin_seconds=None if margin is None else round(margin.total_seconds()),
    )


def reassess(rescue: Rescue, now: datetime) -> Rescue:
    """At risk begins a new round, once. A promise that restores the margin ends it; losing one does not."""
    clock, look = rescue.clock, outlook(rescue, now)
    if look.at_risk and not clock.at_risk:
        return replace(rescue, clock=replace(clock, at_risk=True, risk_round=clock.risk_round + 1))
    if clock.at_risk and not look.at_risk and look.promised_at is not None:
        return replace(rescue, clock=replace(clock, at_risk=False))
    return rescue


def next_check(rescue: Rescue) -> datetime | None:
    """When time alone will put the rescue at risk; None when nothing is left to warn of."""
    clock = rescue.clock
    if not clock.running or clock.breached_at is not None or clock.at_risk:
        return None
    return _alarm_at(rescue)


def breach_due(rescue: Rescue) -> datetime | None:
    """When the promise will be broken unless somebody is there before."""
    clock = rescue.clock
    return clock.deadline if clock.running and clock.breached_at is None else None


def breach(rescue: Rescue, due_at: datetime) -> Rescue:
    """The deadline has passed and nobody is there. The caller has looked again: the clock still runs."""
    clock = replace(rescue.clock, breached_at=due_at, at_risk=False)
    return replace(rescue, clock=clock)


def _promise_too_late(rescue: Rescue, margin: timedelta | None) -> bool:
    return margin is not None and margin < timedelta(seconds=rescue.profile.at_risk_margin_seconds)


def _alarm_at(rescue: Rescue) -> datetime:
    if rescue.state in PROMISED:
        return rescue.clock.deadline - timedelta(seconds=rescue.profile.at_risk_margin_seconds)
    return rescue.clock.deadline - rescue.limit / UNACCEPTED_SHARE
