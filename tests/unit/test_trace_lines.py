"""`relief trace` prints every time as the offices' clocks show it."""

from datetime import UTC, datetime

from services.notify.domain.journal import Entry
from services.platform.commands.trace import _line

AT = datetime(2027, 1, 14, 14, 47, 36, tzinfo=UTC)


def test_times_within_a_fact_are_those_of_the_offices_as_well() -> None:
    data = {
        "rescue": "r1",
        "number": "037",
        "deadline": "2027-01-14T15:17:36Z",
        "received_at": "2027-01-14T22:47:36+08:00",
    }
    kind = "cn.nuandong.patrol.RescueOpened.v1"
    entry = Entry("f1", kind, "/patrol", "r1", "s1", "990101", "key:k", 1, None, False, AT, data)
    line = _line(entry)
    assert line.startswith("01-14 22:47:36")
    assert "deadline=01-14 23:17:36" in line and "received_at=01-14 22:47:36" in line and "number=037" in line
