"""Rules of escalation: they speak of facts, templates and people that exist, and end when they should."""

from datetime import timedelta
from typing import Any

import pytest

from services.contracts.catalogue import FACTS
from services.contracts.conversations import CONVERSATIONS
from services.notify.domain.escalation import (
    DATA,
    RULES,
    Climb,
    Rank,
    acknowledged,
    begun,
    climbed,
    is_over,
    rank_of,
    recipient,
    rule_from,
)
from services.notify.domain.journal import Entry
from services.notify.domain.message import Party
from services.notify.domain.templates import TEMPLATES
from services.notify.operations.troubles import KINDS
from tests.unit.notify.scenes import NOW

NAMES = {fact.__name__: fact for fact in FACTS.values()}
EVERY_RULE = pytest.mark.parametrize("fact", RULES)


def entry(fact: str, sequence: int, subject: str = "r1", **data: Any) -> Entry:
    type_, id = f"cn.nuandong.patrol.{fact}.v1", f"{fact}-{sequence}"
    said = {"rescue": subject, **data}
    return Entry(id, type_, "/patrol", subject, "s1", "990101", "clock", sequence, None, False, NOW, said)


@EVERY_RULE
def test_a_rule_speaks_of_facts_and_fields_that_exist(fact: str):
    rule = RULES[fact]
    assert {fact, *rule.ends, *rule.ends_by_promise} <= set(NAMES)
    assert TEMPLATES[rule.template].party is Party.LEADER
    fields = set(NAMES[fact].model_fields)
    assert {*rule.same, *rule.same_where_said} <= fields
    for end in {*rule.ends, *rule.ends_by_promise}:
        known = set(NAMES[end].model_fields)
        assert all(known & set(others) for others in rule.same.values()), (
            f"{end} does not say what it is about"
        )
    assert all("promised_at" in NAMES[end].model_fields for end in rule.ends_by_promise)


def test_every_rule_is_heard_and_every_silence_of_a_conversation_has_one():
    assert {kind.__name__ for kind in KINDS} == set(RULES)
    for conversation in CONVERSATIONS:
        rule = RULES[conversation.silence.__name__]
        assert {answer.__name__ for answer in conversation.answers} <= rule.ends


@pytest.mark.parametrize("times", [[], [0, 0], [60, 30], [-1]])
def test_steps_that_do_not_go_up_in_time_are_refused(times: list[int]):
    steps = [{"after_seconds": seconds, "to": "on_duty"} for seconds in times]
    with pytest.raises(ValueError, match="comes after"):
        rule_from({**DATA["rules"]["RescueQueued"], "steps": steps})


def test_a_climb_takes_one_step_after_the_other_and_begins_again():
    rule = RULES["RescueQueued"]
    climb, wait = begun(rule)
    assert (climb, wait) == (Climb(step=1), timedelta(minutes=5))
    taken = []
    for _ in range(5):
        taken.append((recipient(climb, rule.steps[climb.step].to), wait))
        climb, wait = climbed(rule, climb)
    minutes = [int(wait.total_seconds() / 60) for _, wait in taken]
    assert [name for name, _ in taken] == ["stand_in", "county", "prefecture", "on_duty.2", "stand_in.2"]
    assert minutes == [5, 5, 10, 30, 5] and climb.firing == 6


def test_an_acknowledgement_leads_back_to_the_beginning_after_a_while():
    rule = RULES["RescueBreached"]
    rests = acknowledged(rule, Climb(step=2, firing=3), NOW)
    assert (rests.lap, rests.step, rests.firing) == (2, 0, 4)
    assert rests.is_acknowledged(NOW + timedelta(minutes=14)) and not rests.is_acknowledged(
        NOW + timedelta(minutes=15)
    )


@pytest.mark.parametrize("rank", Rank)
def test_the_recipient_of_a_step_says_who_is_meant(rank: Rank):
    assert rank_of(recipient(Climb(), rank)) is rank_of(recipient(Climb(lap=3), rank)) is rank
    assert rank_of("") is Rank.ON_DUTY


@pytest.mark.parametrize(
    ("later", "over"),
    [
        (entry("TeamOffered", 6), True),
        (entry("TeamOffered", 4), False),
        (entry("TeamOffered", 6, "r2"), False),
        (entry("TeamDeparted", 6), False),
        (entry("RescueAnswered", 6), True),
    ],
)
def test_a_trouble_ends_by_a_later_fact_about_the_same_rescue(later: Entry, over: bool):
    assert is_over(RULES["RescueQueued"], entry("RescueQueued", 5), [later]) is over


@pytest.mark.parametrize(
    ("promised", "over"), [("2026-12-05T20:27:59+08:00", True), ("2026-12-05T20:28:01+08:00", False)]
)
def test_a_risk_ends_with_a_promise_that_restores_the_margin(promised: str, over: bool):
    risk = entry("RescueAtRisk", 5, deadline="2026-12-05T20:30:00+08:00", wanted_margin_seconds=120)
    assert is_over(RULES["RescueAtRisk"], risk, [entry("OfferAccepted", 6, promised_at=promised)]) is over


def test_of_two_offers_that_lapsed_one_after_the_other_the_first_climbs():
    first, second, third = (entry("OfferLapsed", sequence) for sequence in (5, 7, 9))
    rule, accepted = RULES["OfferLapsed"], entry("OfferAccepted", 8)
    assert not is_over(rule, first, [second]) and is_over(rule, second, [first])
    assert is_over(rule, first, [second, accepted, third])
    assert not is_over(rule, third, [first, second, accepted])


@pytest.mark.parametrize(("join", "over"), [(2, True), (1, False)])
def test_an_answer_to_another_question_ends_nothing(join: int, over: bool):
    silence = entry("JoinNotAnswered", 3, "s1", report="s1", join=2)
    answer = entry("RescueMerged", 9, "r1", sighting="s1", join=join)
    assert is_over(RULES["JoinNotAnswered"], silence, [answer]) is over
