"""The states of a message and what leads from one to the next. A pair that is missing here does not happen."""

from collections.abc import Mapping
from enum import StrEnum

from services.notify.domain.errors import StepOutOfOrder


class State(StrEnum):
    READY = "ready"
    """To be sent as soon as there is room."""
    SENDING = "sending"
    """An attempt is written down and under way."""
    UNKNOWN = "unknown"
    """Whoever made the attempt is gone and its result was not written down."""
    RESTING = "resting"
    """The other side did not take it; tried again when the rest is over."""
    QUIET = "quiet"
    """It can wait, and waits for the morning."""
    NO_ROUTE = "no_route"
    """Nobody knows yet how to reach the recipient."""
    SENT = "sent"
    FAILED = "failed"
    SUPERSEDED = "superseded"
    """No longer true or of use before it could be sent."""


class Trigger(StrEnum):
    CLAIM = "claim"
    CONFIRM = "confirm"
    REFUSE = "refuse"
    """The other side will never take it."""
    BREAK = "break"
    """The other side did not take it this time."""
    TURN = "turn"
    """The other side did not take it; there is another way."""
    GIVE_UP = "give_up"
    CRASH = "crash"
    HUSH = "hush"
    """Quiet hours have begun."""
    REST_OVER = "rest_over"
    LOSE_WAY = "lose_way"
    FIND_WAY = "find_way"
    SUPERSEDE = "supersede"
    OWE = "owe"
    """It became true again."""
    REOPEN = "reopen"
    """A person wants it sent after all."""


# The result of an attempt may come late, from somebody who was thought to be gone: a receipt settles it.
TRANSITIONS: Mapping[tuple[State, Trigger], State] = {
    (State.READY, Trigger.CLAIM): State.SENDING,
    (State.READY, Trigger.LOSE_WAY): State.NO_ROUTE,
    (State.READY, Trigger.HUSH): State.QUIET,
    (State.READY, Trigger.GIVE_UP): State.FAILED,
    (State.READY, Trigger.SUPERSEDE): State.SUPERSEDED,
    (State.SENDING, Trigger.CONFIRM): State.SENT,
    (State.SENDING, Trigger.REFUSE): State.FAILED,
    (State.SENDING, Trigger.BREAK): State.RESTING,
    (State.SENDING, Trigger.TURN): State.READY,
    (State.SENDING, Trigger.GIVE_UP): State.FAILED,
    (State.SENDING, Trigger.CRASH): State.UNKNOWN,
    (State.UNKNOWN, Trigger.CLAIM): State.SENDING,
    (State.UNKNOWN, Trigger.CONFIRM): State.SENT,
    (State.UNKNOWN, Trigger.REFUSE): State.FAILED,
    (State.UNKNOWN, Trigger.BREAK): State.RESTING,
    (State.UNKNOWN, Trigger.TURN): State.READY,
    (State.UNKNOWN, Trigger.GIVE_UP): State.FAILED,
    (State.UNKNOWN, Trigger.HUSH): State.QUIET,
    (State.UNKNOWN, Trigger.LOSE_WAY): State.NO_ROUTE,
    (State.UNKNOWN, Trigger.SUPERSEDE): State.SUPERSEDED,
    (State.RESTING, Trigger.REST_OVER): State.READY,
    (State.RESTING, Trigger.FIND_WAY): State.READY,
    (State.RESTING, Trigger.SUPERSEDE): State.SUPERSEDED,
    (State.QUIET, Trigger.REST_OVER): State.READY,
    (State.QUIET, Trigger.SUPERSEDE): State.SUPERSEDED,
    (State.NO_ROUTE, Trigger.FIND_WAY): State.READY,
    (State.NO_ROUTE, Trigger.SUPERSEDE): State.SUPERSEDED,
    (State.SUPERSEDED, Trigger.OWE): State.READY,
    (State.FAILED, Trigger.REOPEN): State.READY,
}

TO_SEND = (State.READY, State.UNKNOWN)
UNDER_WAY = (*TO_SEND, State.SENDING)
UNSENT = (*TO_SEND, State.RESTING, State.QUIET, State.NO_ROUTE)


def step(state: State, trigger: Trigger) -> State:
    """Raises StepOutOfOrder for a pair that the table does not know."""
    try:
        return TRANSITIONS[state, trigger]
    except KeyError:
        raise StepOutOfOrder(state, trigger) from None


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> ready: a fact says that somebody must know"]
    lines += [
        f"    {state} --> {following}: {trigger}" for (state, trigger), following in TRANSITIONS.items()
    ]
    return "\n".join([*lines, "    sent --> [*]", "    failed --> [*]"])
