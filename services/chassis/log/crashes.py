"""Named points at which a process may be made to die as if the power had failed there; for `make faults`."""

import os
from collections.abc import Callable
from enum import StrEnum

SETTING = "RELIEF_CRASH_AT"
"""`relay-acknowledged:3`: die when that point is passed for the third time. Read once, when the process begins."""
EXIT_CODE = 86


class Point(StrEnum):
    """Where what is done and what is written down are furthest apart."""

    COMMITTED = "committed"
    """Facts are committed; the relay has not been woken, and nobody was answered."""
    RELAY_SENDING = "relay-sending"
    RELAY_ACKNOWLEDGED = "relay-acknowledged"
    """The log has the facts, the outbox too."""
    RELAY_DELETED = "relay-deleted"
    """Deleted from the outbox, not committed."""
    CONSUMER_APPLIED = "consumer-applied"
    """Position and effects are written, not committed."""
    CONSUMER_COMMITTED = "consumer-committed"
    ATTEMPT_WRITTEN = "attempt-written"
    """An attempt to tell somebody is committed and not made."""
    ATTEMPT_MADE = "attempt-made"
    """It was made; what came of it is not written down."""


def _live_on(_: Point) -> None:
    """In every process that nobody wants to see die."""


def _armed(setting: str, die: Callable[[int], object]) -> Callable[[Point], None]:
    name, _, passage = setting.partition(":")
    point, left = Point(name), int(passage or 1)

    def pass_by(passed: Point) -> None:
        nonlocal left
        if passed is point:
            left -= 1
            if not left:
                die(EXIT_CODE)

    return pass_by


crash_point = _armed(os.environ[SETTING], os._exit) if os.environ.get(SETTING) else _live_on
