"""What became of asking patrol about a sighting. Silence turns the desk red; a late answer still counts."""

from collections.abc import Mapping
from enum import StrEnum

from services.intake.domain.errors import StepOutOfOrder


class TakenOver(StrEnum):
    WAITING = "waiting"
    SILENT = "silent"
    """Nobody answered in time: telephone."""
    TAKEN_OVER = "taken_over"
    DECLINED = "declined"


class Correction(StrEnum):
    """What became of asking patrol to go to the last corrected place."""

    WAITING = "waiting"
    SILENT = "silent"
    """Nobody answered in time: telephone."""
    TAKEN = "taken"
    DECLINED = "declined"
    """Nobody goes there because of it: telephone."""


class Joining(StrEnum):
    """What became of proposing that it is the same person as another sighting."""

    WAITING = "waiting"
    SILENT = "silent"
    """Nobody answered in time."""
    JOINED = "joined"
    REFUSED = "refused"
    SPLITTING = "splitting"
    """Joined, and asked to be two again; refused or without an answer it stays joined."""
    SPLIT = "split"


class Word(StrEnum):
    """What is heard, or not heard, of patrol."""

    SILENCE = "silence"
    TAKE_OVER = "take_over"
    DECLINE = "decline"


CONVERSATION: Mapping[tuple[TakenOver, Word], TakenOver] = {
    (TakenOver.WAITING, Word.SILENCE): TakenOver.SILENT,
    (TakenOver.WAITING, Word.TAKE_OVER): TakenOver.TAKEN_OVER,
    (TakenOver.WAITING, Word.DECLINE): TakenOver.DECLINED,
    (TakenOver.SILENT, Word.TAKE_OVER): TakenOver.TAKEN_OVER,
    (TakenOver.SILENT, Word.DECLINE): TakenOver.DECLINED,
    # Patrol says one of them once. Should it ever say both, somebody on the way outweighs a refusal.
    (TakenOver.TAKEN_OVER, Word.TAKE_OVER): TakenOver.TAKEN_OVER,
    (TakenOver.TAKEN_OVER, Word.DECLINE): TakenOver.TAKEN_OVER,
    (TakenOver.DECLINED, Word.TAKE_OVER): TakenOver.TAKEN_OVER,
    (TakenOver.DECLINED, Word.DECLINE): TakenOver.DECLINED,
}


def hear(before: TakenOver, word: Word) -> TakenOver:
    """Raises StepOutOfOrder for silence after an answer."""
    try:
        return CONVERSATION[before, word]
    except KeyError:
        raise StepOutOfOrder(before, word) from None


def conversation_diagram() -> str:
    lines = ["stateDiagram-v2", "    [*] --> waiting: SightingReported"]
    for (before, word), after in CONVERSATION.items():
        if before is not after:
            lines.append(f"    {before} --> {after}: {word}")
    return "\n".join(lines)
