"""How often one address may look."""

from datetime import UTC, datetime, timedelta

import pytest

from services.intake.domain.errors import TooManyVisits
from services.intake.screens.visits import AT_ONCE, EACH, MOST_ADDRESSES, Visits

NOW = datetime(2026, 12, 5, 11, 0, tzinfo=UTC)


def test_after_many_at_once_one_waits_and_is_told_how_long() -> None:
    visits = Visits()
    for _ in range(AT_ONCE):
        visits.admit("192.0.2.1", NOW)
    with pytest.raises(TooManyVisits) as refused:
        visits.admit("192.0.2.1", NOW)
    wait = timedelta(seconds=refused.value.retry_after_seconds)
    assert wait == EACH
    visits.admit("192.0.2.2", NOW)
    visits.admit("192.0.2.1", NOW + wait)


def test_a_refused_visit_costs_nothing() -> None:
    visits = Visits()
    for _ in range(AT_ONCE):
        visits.admit("192.0.2.1", NOW)
    for _ in range(100):
        with pytest.raises(TooManyVisits):
            visits.admit("192.0.2.1", NOW)
    visits.admit("192.0.2.1", NOW + EACH)


def test_many_addresses_do_not_fill_the_memory() -> None:
    visits = Visits()
    for number in range(MOST_ADDRESSES + 50):
        visits.admit(f"address-{number}", NOW)
    assert len(visits._paid_until) == MOST_ADDRESSES
