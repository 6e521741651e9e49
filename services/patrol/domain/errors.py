"""What may be refused, by name. None of these knows what HTTP is."""

from services.contracts.words import ClockStop, Refusal


class PatrolError(Exception):
    """Something that was asked of patrol cannot be done; the message is safe to show."""


class StepOutOfOrder(PatrolError):
    """The rescue is not in a state in which this can happen."""

    def __init__(self, state: str, trigger: str) -> None:
        super().__init__(f"a rescue that is {state} knows no {trigger}")
        self.state, self.trigger = state, trigger


class OfferNotLive(PatrolError):
    """The offer was declined, withdrawn, has lapsed or belongs to another rescue."""

    def __init__(self, offer: str) -> None:
        super().__init__("this offer is no longer live")
        self.offer = offer


class NotATeamsAnswer(PatrolError):
    """Only some outcomes can be given without a team having been there."""

    def __init__(self, outcome: str) -> None:
        super().__init__(f"{outcome} is an answer that only a team at the place can give")


class NoTeamsAnswer(PatrolError):
    """Only a desk can say this."""

    def __init__(self, outcome: str) -> None:
        super().__init__(f"{outcome} is not what a team finds")


class ReasonMissing(PatrolError):
    def __init__(self) -> None:
        super().__init__("this needs a reason")


class ClockStoppedBefore(PatrolError):
    def __init__(self) -> None:
        super().__init__("the clock of this rescue was stopped before")


class ClockNotStoppedThisWay(PatrolError):
    def __init__(self, stop: ClockStop) -> None:
        super().__init__(f"the response profile does not let {stop} stop the clock")


class NoSuchAlert(Exception):
    """Nobody was alerted to this, or not so often."""


class NoBreachToExplain(PatrolError):
    def __init__(self) -> None:
        super().__init__("this rescue kept its promise so far: there is nothing to explain")


class NobodyIsSent(PatrolError):
    """The area sends nobody for this grade, on purpose."""

    def __init__(self, grade: str) -> None:
        super().__init__(f"nobody is sent from this area for what is {grade}")
        self.grade = grade


class EstimateInThePast(PatrolError):
    def __init__(self) -> None:
        super().__init__("an arrival cannot be promised for a time that has passed")


class EstimateTooFar(PatrolError):
    def __init__(self) -> None:
        super().__init__("an arrival cannot be promised for more than a day ahead")


class TeamUnavailable(PatrolError):
    """Even a dispatcher cannot send this team."""

    def __init__(self, refused: Refusal) -> None:
        super().__init__(f"the team cannot be sent: {refused}")
        self.refused = refused


class SentMeanwhile(PatrolError):
    """Somebody else, or the platform, decided who goes while this person was choosing."""

    def __init__(self, team_name: str | None) -> None:
        super().__init__(f"meanwhile {team_name or 'nobody'} was sent")
        self.team_name = team_name


class StockShort(PatrolError):
    """Nothing can be given that is not on board."""

    def __init__(self, item: str, wanted: int, on_board: int) -> None:
        super().__init__(f"wanted {wanted} of {item}, on board {on_board}")
        self.item, self.wanted, self.on_board = item, wanted, on_board


class PlaceFull(PatrolError):
    """Nobody is given a bed that is not there."""

    def __init__(self, place: str, wanted: int, free: int) -> None:
        super().__init__(f"wanted {wanted} places, free {free}")
        self.place, self.wanted, self.free = place, wanted, free


class PlaceNotNeeded(PatrolError):
    def __init__(self, outcome: str) -> None:
        super().__init__(f"{outcome} takes no place: only somebody brought in does")


class OutsideThePlan(PatrolError):
    """A plan decides for its own area only."""

    def __init__(self, area: str) -> None:
        super().__init__("this area lies outside the area that the plan is for")
        self.area = area


class OfferMissing(PatrolError):
    """A team answers an offer; only the desk can answer without one."""

    def __init__(self) -> None:
        super().__init__("say which offer this answers")


class ShiftWithoutEnd(PatrolError):
    def __init__(self) -> None:
        super().__init__("a shift ends after it begins, and not in the past")


class NeverMerged(PatrolError):
    """Only what was merged can become a rescue of its own again."""


class WarningWithoutEnd(PatrolError):
    def __init__(self) -> None:
        super().__init__("a warning ends after now, within thirty days")


class WarningStands(PatrolError):
    """One at a time: lift the former first."""

    def __init__(self, area: str) -> None:
        super().__init__(f"a warning is in force in {area}")
