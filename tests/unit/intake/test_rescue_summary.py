"""The desk's copy of a rescue: whatever comes first, in the end it shows the latest."""

from dataclasses import replace
from itertools import permutations

from services.contracts.words import Grade
from services.intake.domain.rescue import RescueState, RescueSummary, hear_news

OPENED = (1, {"number": "001", "state": RescueState.WAITING, "grade": Grade.ORDINARY})
OFFERED = (2, {"state": RescueState.OFFERED, "team": "jia", "team_name": "甲队"})
LAPSED = (3, {"state": RescueState.WAITING, "team": None, "team_name": None})


def test_in_any_order_the_greatest_sequence_wins_and_nothing_lasting_is_lost() -> None:
    for order in permutations((OPENED, OFFERED, LAPSED)):
        known = RescueSummary("rescue-1")
        for sequence, news in order:
            known = hear_news(known, sequence, news)
        assert replace(known, heard={}) == RescueSummary("rescue-1", "001", grade=Grade.ORDINARY)


def test_facts_of_one_step_share_a_sequence_and_all_count() -> None:
    known = hear_news(RescueSummary("rescue-1"), 1, OPENED[1])
    known = hear_news(known, 1, OFFERED[1])
    assert (known.number, known.team, known.state) == ("001", "jia", RescueState.OFFERED)


def test_old_news_does_not_bring_a_team_back() -> None:
    known = hear_news(hear_news(RescueSummary("rescue-1"), 3, LAPSED[1]), 2, OFFERED[1])
    assert known.team is None and known.state is RescueState.WAITING
