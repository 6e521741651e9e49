"""The whole grid of both tables, walked through the decisions that use them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from services.contracts.words import CallBackResult, Kind
from services.intake.domain import report as decisions
from services.intake.domain.conversation import CONVERSATION, TakenOver, Word, conversation_diagram, hear
from services.intake.domain.errors import StepOutOfOrder
from services.intake.domain.report import Report
from services.intake.domain.states import TRANSITIONS, State, Trigger, diagram, step
from tests.unit.intake.desk import DISPATCHER, NOW, OWNER, TO_DISPATCHER, in_state, said

README = Path("services/intake/README.md")
DECISIONS: dict[Trigger, Callable[[Report], Report]] = {
    Trigger.NOTE: decisions.note,
    Trigger.HAND_OVER: lambda r: decisions.hand_over(r, TO_DISPATCHER, OWNER),
    Trigger.ACCEPT: lambda r: decisions.accept(r, DISPATCHER),
    Trigger.CLOSE: lambda r: decisions.close(r, "referred", OWNER, NOW),
    Trigger.ANSWER: lambda r: decisions.answer(r, "rescue-1", "refused", NOW),
    Trigger.FALL_OVERDUE: decisions.fall_overdue,
    Trigger.PROPOSE_JOIN: lambda r: decisions.propose_join(
        r, replace(in_state(State.OPEN), id="report-2"), OWNER
    ),
    Trigger.CALL_BACK: lambda r: decisions.call_back(r, CallBackResult.TOLD, OWNER, NOW),
    Trigger.CORRECT: lambda r: decisions.correct_place(r, "990101002", OWNER),
}
HEARD: dict[Word, Callable[[Report], Report]] = {
    Word.SILENCE: decisions.fall_silent,
    Word.TAKE_OVER: lambda r: decisions.take_over(r, "rescue-1"),
    Word.DECLINE: decisions.decline,
}


@pytest.mark.parametrize("trigger", Trigger)
@pytest.mark.parametrize("state", State)
def test_every_pair_of_the_grid_does_what_the_table_says_or_raises(state: State, trigger: Trigger) -> None:
    before = in_state(state)
    following = TRANSITIONS.get((state, trigger))
    if following is None:
        with pytest.raises(StepOutOfOrder):
            DECISIONS[trigger](before)
        with pytest.raises(StepOutOfOrder):
            step(state, trigger)
    else:
        after = DECISIONS[trigger](before)
        assert after.state is following
        assert after.version > before.version


@pytest.mark.parametrize("word", Word)
@pytest.mark.parametrize("before", TakenOver)
def test_every_word_of_patrol_is_heard_as_the_table_says_or_raises(before: TakenOver, word: Word) -> None:
    after = CONVERSATION.get((before, word))
    if after is None:
        with pytest.raises(StepOutOfOrder):
            HEARD[word](said(before))
        with pytest.raises(StepOutOfOrder):
            hear(before, word)
    else:
        heard = HEARD[word](said(before))
        assert heard.taken_over is after
        assert heard.version == 2
        assert heard.state is State.OPEN


def test_a_late_answer_takes_over_all_the_same() -> None:
    assert hear(TakenOver.SILENT, Word.TAKE_OVER) is TakenOver.TAKEN_OVER


def test_whoever_is_on_the_way_outweighs_a_refusal_in_either_order() -> None:
    assert hear(hear(TakenOver.WAITING, Word.TAKE_OVER), Word.DECLINE) is TakenOver.TAKEN_OVER
    assert hear(hear(TakenOver.WAITING, Word.DECLINE), Word.TAKE_OVER) is TakenOver.TAKEN_OVER


def test_every_state_can_be_reached_and_left_until_it_is_closed() -> None:
    assert set(TRANSITIONS.values()) == set(State)
    left = {state for (state, _), following in TRANSITIONS.items() if state is not following}
    assert left == set(State) - {State.CLOSED}


@pytest.mark.parametrize("kind", Kind)
def test_no_report_is_ever_nobodys(kind: Kind) -> None:
    for (state, trigger), _ in TRANSITIONS.items():
        if trigger is Trigger.ANSWER and kind is not Kind.SIGHTING:
            continue
        if trigger is Trigger.CLOSE and kind is not Kind.SIGHTING:
            continue  # other kinds end with other words: test_owners
        assert DECISIONS[trigger](in_state(state, kind)).owner


def test_the_readme_shows_the_diagrams_that_the_tables_print() -> None:
    text = README.read_text(encoding="utf-8")
    assert diagram() in text and conversation_diagram() in text
    assert "    handed_over --> open: accept" in diagram().splitlines()
    assert "open --> open" not in diagram()
