"""The states of a rescue and what leads from one to the next. A pair that is missing here does not happen."""

from collections.abc import Mapping
from enum import StrEnum

from services.patrol.domain.errors import StepOutOfOrder


class State(StrEnum):
    WAITING = "waiting"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    EN_ROUTE = "en_route"
    ARRIVED = "arrived"
    ANSWERED = "answered"


class Trigger(StrEnum):
    JOIN = "join"
    LET_GO = "let_go"
    """One of its calls is about another person after all."""
    REGRADE = "regrade"
    QUEUE = "queue"
    OFFER = "offer"
    ACCEPT = "accept"
    DECLINE = "decline"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"
    DEPART = "depart"
    ESTIMATE = "estimate"
    ARRIVE = "arrive"
    ANSWER = "answer"
    FIND_GONE = "find_gone"
    """Nobody there: confirmed at the place, whether or not the arrival was said first."""
    MERGE = "merge"
    """It is about the same person as another, which goes on."""
    SPLIT = "split"
    """It was merged, and is about another person after all."""
    CLOSE = "close"
    """Answered from the desk: nobody needs to go."""
    RELOCATE = "relocate"
    """A call's place was wrong and nobody is there yet."""
    CLOSE_SIGHTING = "close_sighting"
    """A desk has closed one of the calls by hand."""
    STOP_CLOCK = "stop_clock"
    EXPLAIN = "explain"


TRANSITIONS: Mapping[tuple[State, Trigger], State] = {
    (State.WAITING, Trigger.JOIN): State.WAITING,
    (State.WAITING, Trigger.LET_GO): State.WAITING,
    (State.WAITING, Trigger.REGRADE): State.WAITING,
    (State.WAITING, Trigger.RELOCATE): State.WAITING,
    (State.WAITING, Trigger.CLOSE_SIGHTING): State.WAITING,
    (State.WAITING, Trigger.QUEUE): State.WAITING,
    (State.WAITING, Trigger.OFFER): State.OFFERED,
    (State.WAITING, Trigger.CLOSE): State.ANSWERED,
    (State.WAITING, Trigger.MERGE): State.ANSWERED,
    (State.WAITING, Trigger.STOP_CLOCK): State.WAITING,
    (State.WAITING, Trigger.EXPLAIN): State.WAITING,
    (State.OFFERED, Trigger.JOIN): State.OFFERED,
    (State.OFFERED, Trigger.LET_GO): State.OFFERED,
    (State.OFFERED, Trigger.REGRADE): State.OFFERED,
    (State.OFFERED, Trigger.RELOCATE): State.OFFERED,
    (State.OFFERED, Trigger.CLOSE_SIGHTING): State.OFFERED,
    (State.OFFERED, Trigger.ACCEPT): State.ACCEPTED,
    (State.OFFERED, Trigger.DECLINE): State.WAITING,
    (State.OFFERED, Trigger.LAPSE): State.WAITING,
    (State.OFFERED, Trigger.WITHDRAW): State.WAITING,
    (State.OFFERED, Trigger.STOP_CLOCK): State.OFFERED,
    (State.OFFERED, Trigger.EXPLAIN): State.OFFERED,
    (State.ACCEPTED, Trigger.JOIN): State.ACCEPTED,
    (State.ACCEPTED, Trigger.LET_GO): State.ACCEPTED,
    (State.ACCEPTED, Trigger.REGRADE): State.ACCEPTED,
    (State.ACCEPTED, Trigger.RELOCATE): State.ACCEPTED,
    (State.ACCEPTED, Trigger.CLOSE_SIGHTING): State.ACCEPTED,
    (State.ACCEPTED, Trigger.DECLINE): State.WAITING,
    (State.ACCEPTED, Trigger.WITHDRAW): State.WAITING,
    (State.ACCEPTED, Trigger.DEPART): State.EN_ROUTE,
    (State.ACCEPTED, Trigger.ESTIMATE): State.ACCEPTED,
    (State.ACCEPTED, Trigger.ARRIVE): State.ARRIVED,
    (State.ACCEPTED, Trigger.FIND_GONE): State.ANSWERED,
    (State.ACCEPTED, Trigger.STOP_CLOCK): State.ACCEPTED,
    (State.ACCEPTED, Trigger.EXPLAIN): State.ACCEPTED,
    (State.EN_ROUTE, Trigger.JOIN): State.EN_ROUTE,
    (State.EN_ROUTE, Trigger.LET_GO): State.EN_ROUTE,
    (State.EN_ROUTE, Trigger.REGRADE): State.EN_ROUTE,
    (State.EN_ROUTE, Trigger.RELOCATE): State.EN_ROUTE,
    (State.EN_ROUTE, Trigger.CLOSE_SIGHTING): State.EN_ROUTE,
    (State.EN_ROUTE, Trigger.DECLINE): State.WAITING,
    (State.EN_ROUTE, Trigger.WITHDRAW): State.WAITING,
    (State.EN_ROUTE, Trigger.ESTIMATE): State.EN_ROUTE,
    (State.EN_ROUTE, Trigger.ARRIVE): State.ARRIVED,
    (State.EN_ROUTE, Trigger.FIND_GONE): State.ANSWERED,
    (State.EN_ROUTE, Trigger.STOP_CLOCK): State.EN_ROUTE,
    (State.EN_ROUTE, Trigger.EXPLAIN): State.EN_ROUTE,
    (State.ARRIVED, Trigger.JOIN): State.ARRIVED,
    (State.ARRIVED, Trigger.REGRADE): State.ARRIVED,
    (State.ARRIVED, Trigger.CLOSE_SIGHTING): State.ARRIVED,
    (State.ARRIVED, Trigger.ANSWER): State.ANSWERED,
    (State.ARRIVED, Trigger.FIND_GONE): State.ANSWERED,
    (State.ARRIVED, Trigger.STOP_CLOCK): State.ARRIVED,
    (State.ARRIVED, Trigger.EXPLAIN): State.ARRIVED,
    (State.ANSWERED, Trigger.EXPLAIN): State.ANSWERED,
    (State.ANSWERED, Trigger.SPLIT): State.WAITING,
}

OPEN = tuple(state for state in State if state is not State.ANSWERED)
PROMISED = (State.ACCEPTED, State.EN_ROUTE)
"""A team has said yes and is not there yet."""
UNDER_WAY = (State.OFFERED, *PROMISED)


def step(state: State, trigger: Trigger) -> State:
    """Raises StepOutOfOrder for a pair that the table does not know."""
    try:
        return TRANSITIONS[state, trigger]
    except KeyError:
        raise StepOutOfOrder(state, trigger) from None


def diagram() -> str:
    """The table as a Mermaid state diagram; what changes no state is left out."""
    lines = ["stateDiagram-v2", "    [*] --> waiting: open"]
    for (state, trigger), following in TRANSITIONS.items():
        if state is not following:
            lines.append(f"    {state} --> {following}: {trigger}")
    return "\n".join([*lines, "    answered --> [*]"])
