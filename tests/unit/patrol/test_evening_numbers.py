"""The evening's arithmetic, rescue by rescue, without a database or a clock."""

from services.contracts.words import ClockStop, Outcome
from services.patrol.domain.answering import Found, answer
from services.patrol.domain.dispatch import estimate
from services.patrol.domain.figures import Parts, Sample, figures_of, parts_of
from services.patrol.domain.rescue import Rescue
from services.patrol.domain.risk import breach, breach_due, next_check, outlook, reassess
from tests.unit.patrol.scenes import (
    LIFE_PROFILE,
    UNCONSCIOUS,
    arrived,
    at,
    departed,
    first_rescue,
    offer_id,
    opened,
    second_rescue_accepted,
    third_rescue_under_way,
    when,
)


def third_rescue_warned_and_late() -> Rescue:
    driving = third_rescue_under_way()
    warned = reassess(estimate(driving, offer_id(driving), at("20:37"), at("20:02")), at("20:02"))
    return breach(warned, at("20:30"))


def test_the_clock_runs_from_the_answered_phone_not_from_the_save():
    assert opened().clock.deadline == at("19:29:30")


def test_the_first_rescue_is_answered_in_six_minutes_fifty_two():
    rescue = first_rescue()
    assert rescue.clock.response_seconds == 412 and rescue.clock.kept
    assert parts_of(rescue) == Parts(handling=30, offer=40, turnout=30, travel=312, total=412)


def test_both_times_of_the_acceptance_are_kept():
    (offer,) = first_rescue().offers
    assert offer.accepted == when("19:00:40", "19:00:38")


def test_a_refusal_after_persuasion_is_revisited_the_next_day():
    rescue = first_rescue()
    answered = answer(
        rescue,
        offer_id(rescue),
        Found(Outcome.REFUSED, 1, {"quilt": 1, "card": 1}),
        when("19:07:30"),
        "team:甲队",
    )
    assert answered.answer is not None
    assert answered.answer.revisit_at is not None and answered.answer.revisit_at.day == 6
    assert answered.team is None, "the team is free"
    assert answered.clock.stopped_at == at("19:06:22"), (
        "the answer does not move a clock that arrival stopped"
    )


def test_the_second_rescue_waited_two_minutes_forty_five_for_a_team():
    coming = second_rescue_accepted()
    look = outlook(coming, at("19:07:45"))
    assert (look.promised_at, look.margin_seconds, look.at_risk) == (at("19:14:55"), 305, False)
    driving = departed(coming, "19:08:00")
    assert not outlook(driving, at("19:15:09")).at_risk
    there = arrived(driving, "19:15:10")
    assert there.clock.response_seconds == 610 and there.clock.kept
    assert parts_of(there) == Parts(handling=0, offer=165, turnout=15, travel=430, total=610)


def test_had_nobody_been_free_at_a_quarter_past_the_warning_would_have_come_then():
    waiting = opened("19:05:00", "19:05:00", LIFE_PROFILE, UNCONSCIOUS)
    assert next_check(waiting) == at("19:15:00")
    assert not outlook(waiting, at("19:14:59")).at_risk
    assert outlook(waiting, at("19:15:00")).at_risk


def test_the_hill_road_is_promised_inside_the_limit_and_later_still_inside():
    driving = third_rescue_under_way()
    (offer,) = driving.offers
    assert offer.promised_at == at("20:21:42")
    assert not outlook(driving, at("19:31:00")).at_risk
    assert next_check(driving) == at("20:25:00")


def test_a_landslip_is_a_warning_at_once_long_before_the_clock_alone_would_tell():
    driving = third_rescue_under_way()
    warned = reassess(estimate(driving, offer_id(driving), at("20:37"), at("20:02")), at("20:02"))
    assert (warned.clock.at_risk, warned.clock.risk_round) == (True, 1)
    assert outlook(warned, at("20:02")).margin_seconds == -420
    assert next_check(warned) is None, "it is not said again"


def test_the_third_rescue_is_breached_once_and_measured_all_the_same():
    late = third_rescue_warned_and_late()
    assert breach_due(third_rescue_under_way()) == at("20:30:00") and breach_due(late) is None
    assert not late.clock.at_risk
    there = arrived(late, "20:36:40")
    assert there.clock.response_seconds == 4_000 and there.clock.kept is False


def test_the_figures_of_the_evening():
    samples = [
        Sample("1", "990101001", "town", 412, True, ClockStop.ARRIVAL),
        Sample("2", "990101001", "life-threatening", 610, True, ClockStop.ARRIVAL),
        Sample("3", "990101002", "remote", 4_000, False, ClockStop.ARRIVAL),
    ]
    figures = figures_of(samples)
    assert (figures.total.rescues, figures.total.kept) == (3, 2)
    assert figures.percentiles[50] == 610 and figures.percentiles[90] == 4_000
    kept = {name: (part.kept, part.rescues) for name, part in figures.by_profile.items()}
    assert kept == {"town": (1, 1), "life-threatening": (1, 1), "remote": (0, 1)}
