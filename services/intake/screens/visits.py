"""How often one address may look at reporters' pages: enough for people, too little for guessing."""

from collections import OrderedDict
from collections.abc import Iterator
from datetime import datetime, timedelta

from services.intake.domain.errors import TooManyVisits

EACH = timedelta(seconds=2)
AT_ONCE = 30
MOST_ADDRESSES = 10_000


class Visits:
    """A visit each two seconds, thirty at once. In this process only: two replicas let in twice as many."""

    def __init__(self) -> None:
        self._paid_until: OrderedDict[str, datetime] = OrderedDict()

    def admit(self, address: str, now: datetime) -> None:
        """Raises TooManyVisits."""
        paid = max(self._paid_until.get(address, now), now) + EACH
        over = paid - now - AT_ONCE * EACH
        if over > timedelta(0):
            raise TooManyVisits(max(1, round(over.total_seconds())))
        self._paid_until[address] = paid
        self._paid_until.move_to_end(address)
        for forgotten in list(self._over()):
            del self._paid_until[forgotten]

    def _over(self) -> Iterator[str]:
        """The addresses that were longest away."""
        more = len(self._paid_until) - MOST_ADDRESSES
        return (address for address, _ in zip(self._paid_until, range(more), strict=False))
