"""Which fact is a wish to another service, what may answer it, and what a person sees if nothing does."""

from dataclasses import dataclass
from datetime import timedelta

from services.contracts import intake, patrol
from services.contracts.envelope import Fact


@dataclass(frozen=True)
class Conversation:
    """`asked` is answered by exactly one of `answers`; after `silence_after`, `silence` is said by the asker.

    Every answer names the root of `asked` in its field `about`.
    """

    asked: type[Fact]
    about: str
    answers: tuple[type[Fact], ...]
    silence: type[Fact]
    silence_after: timedelta


CONVERSATIONS = (
    Conversation(
        asked=intake.SightingReported,
        about="sighting",
        answers=(patrol.RescueOpened, patrol.SightingJoined, patrol.SightingDeclined),
        silence=intake.ReportNotTakenOver,
        silence_after=timedelta(seconds=20),
    ),
    Conversation(
        asked=intake.PlaceCorrected,
        about="sighting",
        answers=(patrol.RescueRelocated, patrol.CorrectionDeclined),
        silence=intake.CorrectionNotTaken,
        silence_after=timedelta(seconds=20),
    ),
    Conversation(
        asked=intake.JoinProposed,
        about="sighting",
        answers=(patrol.RescueMerged, patrol.JoinRefused),
        silence=intake.JoinNotAnswered,
        silence_after=timedelta(seconds=20),
    ),
    Conversation(
        asked=intake.SplitProposed,
        about="sighting",
        answers=(patrol.RescueSplit, patrol.SplitRefused),
        silence=intake.SplitNotAnswered,
        silence_after=timedelta(seconds=20),
    ),
)
