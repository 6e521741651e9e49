"""A story is told in the order in which it happened, and without personal words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

from services.contracts.catalogue import FACTS
from services.contracts.patrol import RescueOpened, TeamOffered
from services.notify.domain.journal import Entry, in_order, names_in, shown

EVENING = datetime(2026, 12, 5, 11, 0, tzinfo=UTC)


def entry(
    id: str,
    seconds: int = 0,
    cause: str | None = None,
    source: str = "/patrol",
    sequence: int = 1,
    **data: Any,
) -> Entry:
    at = EVENING + timedelta(seconds=seconds)
    return Entry(
        id, f"cn.nuandong.x.{id}.v1", source, "r", "s", "990101", "clock", sequence, cause, False, at, data
    )


def test_what_happened_at_one_moment_is_told_cause_before_effect_however_it_was_heard() -> None:
    told = [
        entry("reported", source="/intake", cause="a-request"),
        entry("opened", cause="reported", source="/patrol", sequence=1),
        entry("offered", cause="reported", source="/patrol", sequence=2),
        entry("received", cause="opened", source="/notify"),
        entry("accepted", 40, source="/patrol", sequence=3),
    ]
    for heard in permutations(told):
        assert [one.id for one in in_order(heard)] == [one.id for one in told]


def test_what_one_step_said_is_told_in_the_order_of_the_vocabulary() -> None:
    step = [
        replace(entry(name, cause="c"), type=fact.type())
        for name, fact in (("z", RescueOpened), ("a", TeamOffered))
    ]
    assert [one.id for one in in_order(reversed(step), FACTS)] == ["z", "a"]


def test_causes_that_lead_in_a_circle_end() -> None:
    assert len(in_order([entry("a", cause="b"), entry("b", cause="a")])) == 2


def test_a_story_is_named_by_what_it_is_about_and_not_by_who_goes() -> None:
    data = {"rescue": "r1", "sightings": ["s1", "s2"], "number": "001", "team": "jia", "people": 2}
    assert names_in(data) == {"r1", "s1", "s2", "001"}


def test_sealed_words_are_covered_wherever_they_stand() -> None:
    sealed = "sealed.words.k1.AAAA"
    assert shown({"words": sealed, "n": 1, "deep": [{"caller": sealed}]}) == {
        "words": "sealed",
        "n": 1,
        "deep": [{"caller": "sealed"}],
    }
