from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.contracts.words import ClockStop, Grade, Outcome
from services.patrol.domain import answering, dispatch, opening
from services.patrol.domain.errors import (
    ClockNotStoppedThisWay,
    ClockStoppedBefore,
    EstimateInThePast,
    EstimateTooFar,
    NoBreachToExplain,
    NotATeamsAnswer,
    OfferNotLive,
    ReasonMissing,
    StepOutOfOrder,
)
from services.patrol.domain.figures import parts_of
from services.patrol.domain.offer import Moment, OfferState
from services.patrol.domain.risk import breach
from services.patrol.domain.states import State
from tests.unit.patrol.scenes import (
    BRIDGE,
    LIFE_PROFILE,
    ORDINARY,
    TOWN_PROFILE,
    UNCONSCIOUS,
    accepted,
    arrived,
    at,
    departed,
    first_rescue,
    in_state,
    lapsed,
    minutes,
    north_of,
    offer_id,
    offered,
    opened,
    sighting,
    when,
)

seconds = some.integers(-7200, 7200)


def asked():
    return offered(opened(), "甲队", 312, "19:00:00")


def test_an_offer_lasts_as_long_as_its_profile_says():
    town, grave = asked(), offered(opened(profile=LIFE_PROFILE), "乙队", 234, "19:05:00")
    assert town.live_offer.lapses_at == at("19:01:30")
    assert grave.live_offer.lapses_at == at("19:06:00")


def test_the_second_of_two_acceptances_in_the_same_instant_is_out_of_order():
    coming = accepted(asked(), "19:00:40")
    with pytest.raises(StepOutOfOrder):
        accepted(coming, "19:00:40")


def test_an_offer_that_is_not_live_can_be_neither_accepted_nor_declined():
    again = offered(lapsed(asked(), "19:01:30"), "乙队", 546, "19:01:30")
    with pytest.raises(OfferNotLive):
        dispatch.accept(again, "offer-1", when("19:01:31"))
    with pytest.raises(OfferNotLive):
        dispatch.decline(again, "offer-1", "too late", at("19:01:31"))
    assert offer_id(again) == "offer-2" and again.live_offer.round == 2


def test_a_refusal_excludes_the_team_and_a_lapse_does_not():
    declined = dispatch.decline(asked(), "offer-1", "flat tyre", at("19:00:20"))
    silent = lapsed(asked(), "19:01:30")
    assert declined.call.asked == {"甲队"} and silent.call.asked == frozenset()
    assert declined.state is silent.state is State.WAITING
    assert [rescue.offers[0].state for rescue in (declined, silent)] == [
        OfferState.DECLINED,
        OfferState.LAPSED,
    ]


def test_a_team_on_its_way_may_give_the_rescue_back():
    back = dispatch.decline(
        departed(accepted(asked(), "19:00:40"), "19:01:10"), "offer-1", "crash", at("19:03")
    )
    assert back.state is State.WAITING and back.live_offer is None


def test_declining_needs_a_reason():
    with pytest.raises(ReasonMissing):
        dispatch.decline(asked(), "offer-1", "", at("19:00:20"))


def test_a_promise_counts_from_the_acceptance_then_from_the_departure():
    coming = accepted(asked(), "19:00:40")
    assert coming.live_offer.promised_at == at("19:05:52")
    assert departed(coming, "19:01:10").live_offer.promised_at == at("19:06:22")


def test_an_estimate_is_neither_in_the_past_nor_days_ahead():
    driving = departed(accepted(asked(), "19:00:40"), "19:01:10")
    with pytest.raises(EstimateInThePast):
        dispatch.estimate(driving, "offer-1", at("19:01"), at("19:02"))
    with pytest.raises(EstimateTooFar):
        dispatch.estimate(driving, "offer-1", at("19:02") + minutes(24 * 60 + 1), at("19:02"))


def test_a_team_that_forgot_to_say_it_left_has_no_turnout():
    parts = parts_of(arrived(accepted(asked(), "19:00:40"), "19:06:22"))
    assert parts.turnout is None and parts.travel == 342 and parts.total == 412


def test_the_parts_are_those_of_the_team_that_arrived():
    given_back = dispatch.decline(accepted(asked(), "19:00:40"), "offer-1", "crash", at("19:03"))
    second = departed(accepted(offered(given_back, "乙队", 546, "19:03"), "19:03:30"), "19:04")
    parts = parts_of(arrived(second, "19:13"))
    assert (parts.handling, parts.offer, parts.turnout, parts.travel) == (30, 210, 30, 540)
    assert parts_of(second) is None


@given(seconds, some.integers(1, 600))
def test_a_device_time_is_shown_between_the_step_before_and_the_receipt(device: int, passed: int):
    previous = at("19:00")
    received = previous + minutes(passed / 60)
    moment = Moment(received, received + minutes(device / 60))
    assert previous <= moment.shown_after(previous) <= received
    assert Moment(received).shown_after(previous) == received


def test_a_further_call_keeps_the_earliest_clock():
    late = opening.join(asked(), sighting("sighting-2", "18:55:00"), ORDINARY, TOWN_PROFILE)
    assert late.clock.received_at == at("18:55:00") and late.clock.deadline == at("19:25:00")
    later = opening.join(asked(), sighting("sighting-2", "19:10:00"), ORDINARY, TOWN_PROFILE)
    assert later.clock == asked().clock
    assert [known.id for known in later.sightings] == ["sighting-1", "sighting-2"]


def test_a_grade_rises_by_a_join_and_never_falls_and_no_deadline_moves_later():
    graver = opening.join(asked(), sighting("sighting-2", "19:01:00"), UNCONSCIOUS, LIFE_PROFILE)
    assert graver.grade is Grade.LIFE_THREATENING and graver.clock.deadline == at("19:14:30")
    milder = opening.join(graver, sighting("sighting-3", "19:02:00"), ORDINARY, TOWN_PROFILE)
    assert milder.grade is Grade.LIFE_THREATENING and milder.clock.deadline == at("19:14:30")
    patient = replace(LIFE_PROFILE, limit_seconds=7200)  # a graver grade may have been promised more time
    graver = opening.join(asked(), sighting("sighting-2", "19:01:00"), UNCONSCIOUS, patient)
    assert graver.profile is patient and graver.clock.deadline == asked().clock.deadline


def test_a_measured_clock_is_not_moved_by_a_late_call():
    there = first_rescue()
    joined = opening.join(there, sighting("sighting-2", "18:50:00"), ORDINARY, TOWN_PROFILE)
    assert joined.clock == there.clock and len(joined.sightings) == 2


def test_calls_are_of_one_person_when_near_in_place_and_time():
    known = [asked()]
    assert opening.find_same(known, sighting("s", "19:10", north_of(BRIDGE, 99))) is known[0]
    assert opening.find_same(known, sighting("s", "19:10", north_of(BRIDGE, 102))) is None
    assert opening.find_same(known, sighting("s", "19:30")) is None
    assert opening.find_same([replace(known[0], state=State.ANSWERED)], sighting("s")) is None


def test_a_person_may_judge_otherwise_and_says_why():
    grave = opened("19:05:00", "19:05:00", LIFE_PROFILE, UNCONSCIOUS)
    lower = opening.regrade(grave, Grade.ORDINARY, TOWN_PROFILE, "awake again")
    assert lower.clock.deadline == at("19:35:00") and lower.grading.reasons == (opening.BY_PERSON,)
    with pytest.raises(ReasonMissing):
        opening.regrade(grave, Grade.ORDINARY, TOWN_PROFILE, "")


def test_a_point_that_nobody_gave_joins_nothing():
    known = [asked()]
    assert opening.find_same(known, replace(sighting("s", "19:10"), approximate=True)) is None
    assert opening.find_same([replace(known[0], approximate=True)], sighting("s", "19:10")) is None


def test_nobody_there_is_confirmed_at_the_place_without_a_separate_arrival():
    driving = departed(accepted(asked(), "19:00:40"), "19:01:10")
    gone = answering.answer(
        driving, "offer-1", answering.Found(Outcome.NOT_FOUND), when("19:06:22"), "team:甲队"
    )
    assert gone.clock.stopped_by is ClockStop.FOUND_GONE and gone.clock.response_seconds == 412
    assert gone.offers[0].arrived == when("19:06:22")


def test_any_other_outcome_needs_an_arrival():
    driving = departed(accepted(asked(), "19:00:40"), "19:01:10")
    with pytest.raises(StepOutOfOrder):
        answering.answer(driving, "offer-1", answering.Found(Outcome.HOSPITAL), when("19:06:22"), "team:甲队")


def test_the_desk_can_close_what_needs_nobody_to_go():
    waiting = dispatch.withdraw(asked(), "a joke", at("19:00:30"))
    closed = answering.close(
        waiting, answering.Found(Outcome.FALSE_REPORT), "a joke", at("19:00:30"), "key:1"
    )
    assert closed.clock.stopped_by is ClockStop.PERSON and closed.clock.stopped_by_whom == "key:1"
    with pytest.raises(NotATeamsAnswer):
        answering.close(waiting, answering.Found(Outcome.BROUGHT_IN), "why not", at("19:00:30"), "key:1")


def test_a_person_stops_the_clock_once_with_a_reason_where_the_profile_allows_it():
    stopped = answering.stop_clock(asked(), "police are there", at("19:03"), "key:1")
    assert stopped.state is State.OFFERED and stopped.clock.response_seconds == 210
    with pytest.raises(ClockStoppedBefore):
        answering.stop_clock(stopped, "again", at("19:04"), "key:1")
    with pytest.raises(ReasonMissing):
        answering.stop_clock(asked(), "", at("19:03"), "key:1")
    strict = opened(profile=replace(TOWN_PROFILE, stops=(ClockStop.ARRIVAL,)))
    with pytest.raises(ClockNotStoppedThisWay):
        answering.stop_clock(strict, "police are there", at("19:03"), "key:1")


def test_where_arrival_does_not_stop_the_clock_the_answer_does():
    slow = opened(profile=replace(TOWN_PROFILE, stops=(ClockStop.PERSON,)))
    there = arrived(accepted(offered(slow, "甲队", 312, "19:00"), "19:00:40"), "19:06:22")
    assert there.clock.running
    done = answering.answer(there, "offer-1", answering.Found(Outcome.REFUSED), when("19:07:30"), "team:甲队")
    assert done.clock.stopped_by is ClockStop.PERSON and done.clock.response_seconds == 480


def test_only_a_breach_is_explained():
    with pytest.raises(NoBreachToExplain):
        answering.explain_breach(asked(), "road closed")
    broken = breach(asked(), at("19:29:30"))
    assert answering.explain_breach(broken, "road closed").clock.breach_reason == "road closed"


@pytest.mark.parametrize("state", [State.ARRIVED, State.ANSWERED])
def test_nobody_is_on_the_way_once_somebody_is_there(state: State):
    with pytest.raises(StepOutOfOrder):
        dispatch.withdraw(in_state(state), "never mind", at("19:10"))
