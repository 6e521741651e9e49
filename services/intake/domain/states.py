"""The states of a report and what leads from one to the next. A pair that is missing here does not happen."""

from collections.abc import Mapping
from enum import StrEnum

from services.intake.domain.errors import StepOutOfOrder


class State(StrEnum):
    OPEN = "open"
    HANDED_OVER = "handed_over"
    """Passed on and not accepted yet: the owner is still the owner."""
    CLOSED = "closed"


class Trigger(StrEnum):
    NOTE = "note"
    HAND_OVER = "hand_over"
    ACCEPT = "accept"
    CLOSE = "close"
    """By a person, with a reason."""
    ANSWER = "answer"
    """By the answer of the rescue that the sighting belongs to."""
    FALL_OVERDUE = "fall_overdue"
    CORRECT = "correct"
    """The place was another one."""
    PROPOSE_JOIN = "propose_join"
    """It is the same person as another sighting."""
    CALL_BACK = "call_back"
    """Its reporter is told how it ended."""


TRANSITIONS: Mapping[tuple[State, Trigger], State] = {
    (State.OPEN, Trigger.NOTE): State.OPEN,
    (State.OPEN, Trigger.HAND_OVER): State.HANDED_OVER,
    (State.OPEN, Trigger.CLOSE): State.CLOSED,
    (State.OPEN, Trigger.ANSWER): State.CLOSED,
    (State.OPEN, Trigger.FALL_OVERDUE): State.OPEN,
    (State.OPEN, Trigger.CORRECT): State.OPEN,
    (State.OPEN, Trigger.PROPOSE_JOIN): State.OPEN,
    (State.HANDED_OVER, Trigger.NOTE): State.HANDED_OVER,
    (State.HANDED_OVER, Trigger.HAND_OVER): State.HANDED_OVER,
    (State.HANDED_OVER, Trigger.ACCEPT): State.OPEN,
    (State.HANDED_OVER, Trigger.CLOSE): State.CLOSED,
    (State.HANDED_OVER, Trigger.ANSWER): State.CLOSED,
    (State.HANDED_OVER, Trigger.FALL_OVERDUE): State.HANDED_OVER,
    (State.HANDED_OVER, Trigger.CORRECT): State.HANDED_OVER,
    (State.HANDED_OVER, Trigger.PROPOSE_JOIN): State.HANDED_OVER,
    (State.CLOSED, Trigger.NOTE): State.CLOSED,
    (State.CLOSED, Trigger.CALL_BACK): State.CLOSED,
}


def step(state: State, trigger: Trigger) -> State:
    """Raises StepOutOfOrder for a pair that the table does not know."""
    try:
        return TRANSITIONS[state, trigger]
    except KeyError:
        raise StepOutOfOrder(state, trigger) from None


def diagram() -> str:
    """The table as a Mermaid state diagram; what changes no state is left out."""
    lines = ["stateDiagram-v2", "    [*] --> open: take"]
    for (state, trigger), following in TRANSITIONS.items():
        if state is not following:
            lines.append(f"    {state} --> {following}: {trigger}")
    return "\n".join([*lines, "    closed --> [*]"])
