"""What notify refuses, in its own words."""

from collections.abc import Iterable


class NotifyError(Exception):
    """Base of the refusals below."""


class StepOutOfOrder(NotifyError):
    """The message is not in a state in which this may happen."""

    def __init__(self, state: str, trigger: str) -> None:
        super().__init__(f"{trigger} while {state}")
        self.state, self.trigger = state, trigger


class WrongVariables(NotifyError):
    """A message was to be made with other variables than its template declares."""

    def __init__(self, template: str, missing: set[str], unknown: set[str]) -> None:
        super().__init__(f"{template}: missing {sorted(missing)}, unknown {sorted(unknown)}")


class ScopeUnfit(NotifyError):
    """Neither `*` nor a division code of 2, 4, 6, 9 or 12 digits."""


class DivisionUnknown(NotifyError):
    """No register of divisions has such a code, so nobody would ever see anything by it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.division = code


class TeamMissing(NotifyError):
    """A post or key of role team speaks for one team and must name it."""


class TeamUnwanted(NotifyError):
    """Only what belongs to one team may name a team."""


class LastAdministrator(NotifyError):
    """Without this key nobody could make another one."""


class NobodyReadsIt(NotifyError):
    """This party does not look into the platform, so a message in it would reach nobody."""


class AddressUnfit(NotifyError):
    """The channel cannot reach such an address."""


class SecretUnfit(NotifyError):
    """The channel cannot sign with such a secret."""


class NoSuchWay(NotifyError):
    """The route has no such way, or none that is signed."""


class NothingToAcknowledge(NotifyError):
    """The message tells of nothing that climbs, or it is over."""


class WordingUnfit(NotifyError):
    """A wording has exactly the variables of its template, and is for a template and language that there are."""

    def __init__(self, variables: Iterable[str] = ()) -> None:
        self.variables = ", ".join(sorted(variables)) or "?"
        super().__init__(self.variables)


class LoginUnfit(NotifyError):
    """A login is 2 to 40 letters, digits and `. _ - @`."""


class LoginTaken(NotifyError):
    """Somebody else signs in with it."""


class PasswordUnfit(NotifyError):
    """Too short, of one letter, or the login itself."""


class SignInRefused(NotifyError):
    """Login and password do not belong together, or nobody signs in as this person. Never said which."""


class SignInLocked(NotifyError):
    """Too many guesses: the next one is looked at after a while."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"{seconds} s")
        self.retry_after_seconds = seconds


class NoSuchPost(NotifyError):
    """The person has no such post, or none at all."""


class NotAPerson(NotifyError):
    """Only somebody who signed in has a profile and a session."""


class LastAdministratorPerson(NotifyError):
    """Without this person nobody could give a post."""


class DutyUnfit(NotifyError):
    """A duty ends after it begins, and nobody stands in for themselves."""


class NotALeader(NotifyError):
    """Whoever leads an area, or stands in, has a leader's post there and may sign in."""


class SignOnRefused(NotifyError):
    """What the provider said, or what came back from it, is not to be believed."""


class SignOnAway(NotifyError):
    """The provider does not answer."""


class NotEnlisted(NotifyError):
    """The provider knows them, and nobody gave them a place here."""


class SubjectTaken(NotifyError):
    """Somebody else signs in as this subject."""
