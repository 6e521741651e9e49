from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as some

from services.patrol.domain import dispatch
from services.patrol.domain.answering import stop_clock
from services.patrol.domain.risk import breach, breach_due, next_check, outlook, reassess
from tests.unit.patrol.scenes import (
    accepted,
    at,
    departed,
    first_rescue,
    lapsed,
    minutes,
    offer_id,
    offered,
    opened,
)


def driving(promise: str = "19:06:22"):
    rescue = departed(accepted(offered(opened(), "甲队", 312, "19:00:00"), "19:00:40"), "19:01:10")
    return dispatch.estimate(rescue, offer_id(rescue), at(promise), at("19:02"))


def test_an_accepted_rescue_without_arrival_is_at_risk_when_the_margin_begins():
    assert next_check(driving()) == at("19:24:30")
    assert not outlook(driving(), at("19:24:29")).at_risk
    assert outlook(driving(), at("19:24:30")).at_risk


def test_a_promise_exactly_at_the_margin_is_kept():
    assert not outlook(driving("19:24:30"), at("19:02")).at_risk
    assert outlook(driving("19:24:31"), at("19:02")).at_risk


def test_an_offer_that_cannot_be_in_time_is_a_warning_even_before_it_is_accepted():
    far = offered(opened(), "乙队", 1_600, "19:00:00")
    assert outlook(far, at("19:00:00")).at_risk


def test_at_risk_is_said_once_a_round_and_a_better_promise_ends_the_round():
    warned = reassess(driving("19:30"), at("19:02"))
    assert reassess(warned, at("19:03")) == warned
    better = reassess(dispatch.estimate(warned, offer_id(warned), at("19:10"), at("19:04")), at("19:04"))
    assert not better.clock.at_risk and next_check(better) == at("19:24:30")
    worse = reassess(dispatch.estimate(better, offer_id(better), at("19:31"), at("19:05")), at("19:05"))
    assert worse.clock.at_risk and worse.clock.risk_round == 2


def test_losing_a_bad_promise_is_no_better_news():
    warned = reassess(offered(opened(), "乙队", 1_600, "19:00:00"), at("19:00:00"))
    assert reassess(lapsed(warned, "19:01:30"), at("19:01:30")).clock.at_risk


def test_from_the_deadline_on_it_is_a_breach_and_no_risk():
    assert not outlook(driving("19:40"), at("19:29:30")).at_risk
    broken = breach(driving("19:40"), at("19:29:30"))
    assert next_check(broken) is None and breach_due(broken) is None
    assert reassess(broken, at("19:35")) == broken


def test_a_stopped_clock_is_neither_at_risk_nor_breached():
    for stopped in (first_rescue(), stop_clock(driving(), "police are there", at("19:03"), "key:1")):
        assert next_check(stopped) is None and breach_due(stopped) is None
        assert not outlook(stopped, at("19:28")).at_risk


def test_a_call_recorded_late_is_at_risk_from_the_start():
    late = opened("18:59:30", "19:20:00")
    assert outlook(late, at("19:20:00")).at_risk and reassess(late, at("19:20:00")).clock.risk_round == 1


@given(some.integers(0, 1800), some.integers(0, 3600), some.integers(0, 3600))
def test_once_at_risk_waiting_longer_never_makes_it_better(promise: int, earlier: int, later: int):
    first, second = sorted((earlier, later))
    rescue = driving()
    live = replace(rescue.live_offer, promised_at=at("19:02") + minutes(promise / 60))
    rescue = replace(rescue, offers=(live,))
    before = outlook(rescue, at("19:02") + minutes(first / 60))
    after = outlook(rescue, at("19:02") + minutes(second / 60))
    assert after.margin_seconds <= before.margin_seconds
    assert after.at_risk or not before.at_risk or at("19:02") + minutes(second / 60) >= rescue.clock.deadline


@given(some.integers(0, 3600))
def test_the_next_check_is_the_first_second_at_which_time_alone_warns(seconds: int):
    now = at("19:02") + minutes(seconds / 60)
    due = next_check(driving())
    assert due is not None
    assert outlook(driving(), now).at_risk == (due <= now < at("19:29:30"))
