"""Who may sign in, as what, and how often somebody may guess."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notify.domain.errors import LoginUnfit, PasswordUnfit

LOGIN = re.compile(r"[\w][\w.@-]{1,39}")
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
FREE_GUESSES_PER_LOGIN, FREE_GUESSES_PER_ADDRESS = 5, 30
"""An address is often a whole office."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=15), timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Guesses:
    """Attempts that were not right, counted before they are looked at."""

    count: int = 0
    last_at: datetime | None = None
    locked_until: datetime | None = None

    def wait(self, now: datetime) -> int:
        """Whole seconds until the next attempt is looked at."""
        left = (self.locked_until - now).total_seconds() if self.locked_until else 0.0
        return max(0, -int(-left // 1))

    def one_more(self, now: datetime, free: int) -> "Guesses":
        """Each attempt after the free ones doubles the wait; an hour without any forgets them."""
        forgotten = self.last_at is None or now - self.last_at >= FORGOTTEN_AFTER
        count = 1 if forgotten else self.count + 1
        return Guesses(count, now, now + wait_after(count - free) if count >= free else None)

    def one_less(self) -> "Guesses":
        """It was right after all."""
        return Guesses(max(0, self.count - 1), self.last_at, None)


def wait_after(guesses: int) -> timedelta:
    """`guesses`: how many beyond the free ones, from 0."""
    return min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(guesses, 10))


def normalised(login: str) -> str:
    """One spelling of a login, whatever keyboard it was typed on."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def checked_login(login: str) -> str:
    """The login in its one spelling. Raises LoginUnfit."""
    plain = normalised(login)
    if not LOGIN.fullmatch(plain):
        raise LoginUnfit
    return plain


def check_password(password: str, login: str) -> None:
    """Raises PasswordUnfit. Length is what counts; rules about signs only make people write passwords down."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise PasswordUnfit
    if normalised(login) in normalised(password) or len(set(password)) < 4:
        raise PasswordUnfit
