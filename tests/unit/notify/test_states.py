from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from services.notify.domain import message as messages
from services.notify.domain.errors import StepOutOfOrder
from services.notify.domain.message import Channel, Message, Moot, Result, Verdict
from services.notify.domain.states import TRANSITIONS, State, Trigger, diagram, step
from tests.unit.notify.scenes import NOW, message

DECISIONS: dict[Trigger, Callable[[Message], Message]] = {
    Trigger.CLAIM: lambda m: messages.claim(m, Channel.SMS, "sms", "en"),
    Trigger.CONFIRM: lambda m: messages.settle(m, Result(Verdict.SENT), NOW),
    Trigger.REFUSE: lambda m: messages.settle(m, Result(Verdict.REFUSED, "http_404"), NOW),
    Trigger.BREAK: lambda m: messages.settle(m, Result(Verdict.BROKEN, "http_503"), NOW),
    Trigger.GIVE_UP: lambda m: messages.give_up(m, "broken"),
    Trigger.CRASH: lambda m: messages.settle(m, Result(Verdict.UNKNOWN, "crashed"), NOW),
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


@pytest.mark.parametrize("state", [State.SENT, State.FAILED])
def test_what_was_sent_or_failed_stays_so(state: State):
    assert [pair for pair in TRANSITIONS if pair[0] is state] == []


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

    assert messages.settle(tried, broken, NOW).state is State.RESTING
    late = messages.settle(tried, broken, NOW + timedelta(seconds=1))
    assert (late.state, late.reason) == (State.FAILED, "timeout")


def test_a_way_that_is_found_too_late_is_not_taken():
    lost = message(state=State.NO_ROUTE, of_use_until=NOW)

    assert messages.find_way(lost, NOW).state is State.READY
    late = messages.find_way(lost, NOW + timedelta(seconds=1))
    assert (late.state, late.reason) == (State.SUPERSEDED, Moot.TOO_LATE)


def test_a_new_attempt_counts_and_keeps_the_id():
    claimed = messages.claim(message(state=State.UNKNOWN, attempts=1), Channel.WEBHOOK, "webhook:x", "zh-CN")
    assert (claimed.id, claimed.attempts, claimed.channel) == (message().id, 2, Channel.WEBHOOK)


def test_a_message_that_is_owed_again_says_the_new_numbers():
    again = messages.owe_again(
        replace(message(), state=State.SUPERSEDED, reason=Moot.TEAM_WITHDRAWN), {"minutes": 9}
    )
    assert (again.state, again.reason, again.variables) == (State.READY, None, {"minutes": 9})
