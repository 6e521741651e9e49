"""What may be refused, by name. None of these knows what HTTP is."""

from collections.abc import Iterable
from datetime import timedelta


class IntakeError(Exception):
    """Something that was asked of intake cannot be done."""


class StepOutOfOrder(IntakeError):
    """The report is not in a state in which this can happen."""

    def __init__(self, state: str, trigger: str) -> None:
        super().__init__(f"a report that is {state} knows no {trigger}")
        self.state, self.trigger = state, trigger


class NotTheOwner(IntakeError):
    """Only the owner, or who stands in for owners, decides this."""


class NotHandedToYou(IntakeError):
    """The report was handed to somebody else, or the owner would accept from themselves."""


class AlreadyTheOwner(IntakeError):
    """Nothing is handed over to whom it belongs."""


class RecipientUnknown(IntakeError):
    """Nobody known, entitled and in reach answers to that name."""


class RescueUnderWay(IntakeError):
    """The rescue's own answer closes its sightings."""


class OutcomeUnknown(IntakeError):
    """The kind of report does not end so."""

    def __init__(self, allowed: Iterable[str]) -> None:
        super().__init__("no such outcome for this kind of report")
        self.allowed = tuple(allowed)


class NowhereSaid(IntakeError):
    """Nobody can be sent to a sighting without a point, an address, a landmark or a road."""


class ReceivedInTheFuture(IntakeError):
    """A call was received before it is written down, never after."""


class TooLongAgo(IntakeError):
    """More likely a slip of the pen than a report. `pointer` names the time."""

    def __init__(self, pointer: str, limit: timedelta) -> None:
        super().__init__(f"{pointer} is too long ago")
        self.pointer, self.days = pointer, limit.days


class FoundAfterReceipt(IntakeError):
    """Nobody reports what they have yet to find."""


class AreaMissing(IntakeError):
    """Neither point nor area nor the key says which county this is."""


class AreaContradicts(IntakeError):
    """The point lies elsewhere than the area that was given with it: in `drawn`."""

    def __init__(self, drawn: str) -> None:
        super().__init__(f"the point lies in {drawn}")
        self.drawn = drawn


class AreaTooWide(IntakeError):
    """A report lies in one county, or in something smaller."""


class DivisionUnknown(IntakeError):
    """There is no such division, or no longer on that day."""


class OtherCounty(IntakeError):
    """Another county has its own numbers and teams: there it is another report."""


class NothingToJoin(IntakeError):
    """The other one is no open sighting in reach, or the same."""


class NothingToTell(IntakeError):
    """The reporter is owed no call: it is not over, nobody wanted one, or it was made."""


class ReferenceReused(IntakeError):
    """The caller's own reference came again with other content."""
