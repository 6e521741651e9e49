"""A night's figures are a matter of what was said, not of the order in which it was heard."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

from services.notify.domain.figures import figures_of, nearest_rank
from services.notify.domain.journal import Entry

NOON = datetime(2026, 12, 5, 4, tzinfo=UTC)
NEXT_NOON = NOON + timedelta(days=1)
TOWN = "990101001"


def moment(minutes: float) -> str:
    return (NOON + timedelta(minutes=minutes)).isoformat()


def said(fact: str, minutes: float, sequence: int = 1, drill: bool = False, **data: Any) -> Entry:
    id, at = f"{fact}-{minutes}-{data.get('rescue')}", NOON + timedelta(minutes=minutes)
    kind = f"cn.nuandong.x.{fact}.v1"
    return Entry(id, kind, "/x", "r", "s", TOWN, "clock", sequence, None, drill, at, data)


def opened(rescue: str, minutes: float, call: str, **more: Any) -> list[Entry]:
    received_at = moment(minutes)
    report = said("SightingReported", minutes, report=call, received_at=received_at)
    return [
        report,
        said("RescueOpened", minutes, rescue=rescue, sighting=call, received_at=received_at, **more),
    ]


def stopped(rescue: str, minutes: float, seconds: float, by: str = "arrival", sequence: int = 5) -> Entry:
    measured = {"stopped_by": by, "response_seconds": seconds, "kept": seconds < 1800, "profile": "town"}
    return said("ClockStopped", minutes, sequence, rescue=rescue, **measured)


def figures(*entries: Entry, area: str = "") -> dict[str, Any]:
    return figures_of(entries, NOON, NEXT_NOON, area)


JOINED = [
    *opened("r1", 10, "s1"),
    *opened("r2", 20, "s2"),
    said("RescueMerged", 25, 3, rescue="r2", into="r1", sightings=["s2"]),
    said("SightingJoined", 25, 2, rescue="r1", sighting="s2"),
]
APART = [*JOINED, said("RescueSplit", 30, 4, rescue="r2", from_rescue="r1", sightings=["s2"])]


def test_merged_rescues_are_one_with_all_the_calls_and_split_ones_are_two_again() -> None:
    assert (figures(*JOINED)["calls"], figures(*JOINED)["rescues"]) == (2, 1)
    assert (figures(*APART)["calls"], figures(*APART)["rescues"]) == (2, 2)


def test_the_order_in_which_it_was_heard_and_how_often_change_nothing() -> None:
    told = figures(*APART)
    for heard in permutations(APART[1:]):
        assert figures(*heard, APART[0], *heard) == told


def test_a_call_of_the_day_that_joins_before_the_arrival_makes_it_a_rescue_of_the_day() -> None:
    earlier = said("SightingReported", -5, report="s0", received_at=moment(-5))
    joins = said("SightingJoined", 12, 2, rescue="r1", sighting="s0")
    night = [*opened("r1", 10, "s1"), stopped("r1", 20, 600)]
    assert figures(*night, earlier, joins)["measured"] == 0
    afterwards = said("SightingJoined", 30, 9, rescue="r1", sighting="s0")
    assert figures(*night, earlier, afterwards)["measured"] == 1
    assert figures(*night, joins)["measured"] == 0, (
        "a call that nobody reported in time is older than the night"
    )


def test_a_clock_stopped_by_a_person_and_a_drill_are_no_response() -> None:
    told = figures(*opened("r1", 10, "s1"), stopped("r1", 20, 600, by="person"))
    assert (told["clocks stopped by a person"], told["measured"], told["P50"]) == (1, 0, None)
    drill = [said("RescueOpened", 10, drill=True, rescue="r1", sighting="s1", received_at=moment(10))]
    assert figures(*drill)["rescues"] == 0


def test_only_the_area_and_the_night_count() -> None:
    night = [*opened("r1", 10, "s1"), *opened("r2", -10, "s2"), *opened("r3", 24 * 60, "s3")]
    assert figures(*night)["rescues"] == 1
    assert figures(*night, area="990101")["rescues"] == 1
    assert figures(*night, area="990102")["rescues"] == 0


def test_percentiles_are_samples() -> None:
    assert (nearest_rank([412, 4000, 610], 50), nearest_rank([412, 4000, 610], 90)) == (610, 4000)
    assert (nearest_rank([], 50), nearest_rank([None, 3], 95)) == (None, 3)
