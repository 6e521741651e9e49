"""Values that the tests of notify's domain begin with."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from services.notify.domain.message import Message, Party

NOW = datetime(2026, 12, 5, 11, 0, 40, tzinfo=UTC)
MESSAGE = Message(
    id="message-1",
    template="on_its_way",
    about="sighting-1",
    round=1,
    party=Party.REPORTER,
    recipient="",
    area="990101001",
    story="sighting-1",
    drill=False,
    variables={"number": "001", "minutes": 5, "arrival": "19:05"},
    priority=3,
    made_at=NOW,
    of_use_until=NOW + timedelta(hours=1),
)


def message(**changes: Any) -> Message:
    return replace(MESSAGE, **changes)
