from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from services.notify.domain import message as messages
from services.notify.domain.errors import StepOutOfOrder
from services.notify.domain.message import Channel, Message, Moot, Place, Result, Verdict
from services.notify.domain.states import TRANSITIONS, State, Trigger, diagram, step
from tests.unit.notify.scenes import NOW, message

DECISIONS: dict[Trigger, Callable[[Message], Message]] = {
    Trigger.CLAIM: lambda m: messages.claim(m, Channel.SMS, "sms", "en", Place(0, 0, "reporter")),
    Trigger.CONFIRM: lambda m: messages.settle(m, Result(Verdict.SENT), NOW, 2),
    Trigger.REFUSE: lambda m: messages.settle(m, Result(Verdict.REFUSED, "http_404"), NOW, 2),
    Trigger.BREAK: lambda m: messages.settle(m, Result(Verdict.BROKEN, "http_503"), NOW, 2),
    Trigger.TURN: lambda m: messages.settle(
        replace(m, ways_left=1), Result(Verdict.REFUSED, "http_404"), NOW, 2
    ),
    Trigger.REOPEN: lambda m: messages.reopen(m, NOW, timedelta(hours=1)),
    Trigger.GIVE_UP: lambda m: messages.give_up(m, "broken"),
    Trigger.CRASH: lambda m: messages.settle(m, Result(Verdict.UNKNOWN, "crashed"), NOW, 2),
    Trigger.HUSH: messages.wait_for_morning,
    Trigger.REST_OVER: messages.rest_is_over,
    Trigger.LOSE_WAY: lambda m: messages.lose_way(m, "no_route"),
    Trigger.FIND_WAY: lambda m: messages.find_way(m, NOW),
    Trigger.SUPERSEDE: lambda m: messages.supersede(m, Moot.CLOSED),
    Trigger.OWE: lambda m: messages.owe_again(m, {}),
}


@pytest.mark.parametrize("trigger", Trigger)
@pytest.mark.parametrize("state", State)
def test_every_pair_of_the_grid_does_what_the_table_says_or_raises(state: State, trigger: Trigger):
    following = TRANSITIONS.get((state, trigger))
    try:
        decided = DECISIONS[trigger](message(state=state, attempts=1))
    except StepOutOfOrder:
        assert following is None
        with pytest.raises(StepOutOfOrder):
            step(state, trigger)
    else:
        assert decided.state is following


def test_what_was_sent_stays_so_and_what_failed_until_a_person_wants_it_otherwise():
    ways_out = {state: [pair[1] for pair in TRANSITIONS if pair[0] is state] for state in State}
    assert ways_out[State.SENT] == [] and ways_out[State.FAILED] == [Trigger.REOPEN]


def test_every_state_can_be_reached():
    assert set(TRANSITIONS.values()) | {State.READY} == set(State)


def test_the_diagram_in_the_readme_is_printed_from_the_table():
    assert diagram() in Path("services/notify/README.md").read_text(encoding="utf-8")


def test_rests_grow_and_then_stay():
    rests = [messages.rest_after(attempts) for attempts in range(1, 12)]
    assert rests[0] == timedelta(seconds=5)
    assert rests == sorted(rests)
    assert rests[-1] == rests[-2] == timedelta(minutes=5)


def test_what_breaks_is_tried_again_while_it_is_of_use_and_then_given_up():
    tried = message(state=State.SENDING, attempts=1, of_use_until=NOW + timedelta(seconds=5))
    broken = Result(Verdict.BROKEN, "timeout")

    assert messages.settle(tried, broken, NOW, 2).state is State.RESTING
    late = messages.settle(tried, broken, NOW + timedelta(seconds=1), 2)
    assert (late.state, late.reason) == (State.FAILED, "timeout")


def test_a_way_that_is_found_too_late_is_not_taken():
    lost = message(state=State.NO_ROUTE, of_use_until=NOW)

    assert messages.find_way(lost, NOW).state is State.READY
    late = messages.find_way(lost, NOW + timedelta(seconds=1))
    assert (late.state, late.reason) == (State.SUPERSEDED, Moot.TOO_LATE)


def test_a_new_attempt_counts_and_keeps_the_id():
    unknown = message(state=State.UNKNOWN, attempts=1)
    claimed = messages.claim(unknown, Channel.WEBHOOK, "webhook:x", "zh-CN", Place(0, 0, "route:leader:99"))
    assert (claimed.id, claimed.attempts, claimed.channel) == (message().id, 2, Channel.WEBHOOK)


def test_a_message_that_is_owed_again_says_the_new_numbers():
    again = messages.owe_again(
        replace(message(), state=State.SUPERSEDED, reason=Moot.TEAM_WITHDRAWN), {"minutes": 9}
    )
    assert (again.state, again.reason, again.variables) == (State.READY, None, {"minutes": 9})


def test_after_a_refusal_or_enough_tries_the_next_way_is_tried_at_once():
    tried = message(state=State.SENDING, attempts=5, tries=1, way=0, ways_left=1, lane="sms")
    refused, broken = Result(Verdict.REFUSED, "http_404"), Result(Verdict.BROKEN, "timeout")

    turned = messages.settle(tried, refused, NOW, 2)
    assert (turned.state, turned.way, turned.tries, turned.lane) == (State.READY, 1, 0, None)
    assert messages.settle(tried, broken, NOW, 2).state is State.RESTING
    assert messages.settle(replace(tried, tries=2), broken, NOW, 2) == replace(
        turned, tries=0, reason="timeout"
    )
    last = replace(tried, ways_left=0, tries=9)
    assert messages.settle(last, refused, NOW, 2).state is State.FAILED
    assert messages.settle(last, broken, NOW, 2).state is State.RESTING, "nothing else is left to be tried"


def test_whoever_else_is_on_duty_now_is_tried_afresh():
    place = Place(1, 0, "person:wang")
    tried = message(way=1, reached="person:wang", tries=3)
    assert messages.claim(tried, Channel.SMS, "sms", "en", place).tries == 4
    assert messages.claim(tried, Channel.SMS, "sms", "en", Place(0, 1, "person:li")).tries == 1


def test_a_reopened_message_begins_with_its_first_way_and_is_of_use_again():
    failed = message(state=State.FAILED, attempts=7, tries=3, way=2, of_use_until=NOW)
    again = messages.reopen(failed, NOW + timedelta(hours=2), timedelta(hours=1))
    assert (again.id, again.state, again.way, again.tries) == (failed.id, State.READY, 0, 0)
    assert again.attempts == 7 and again.of_use_until == NOW + timedelta(hours=3)
