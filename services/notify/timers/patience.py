"""Who lets others go first. A report and patrol's answer to it come from two services: the confirmation to the reporter
is often due a moment before it is known that a life is in danger, and the emergency partner is to be told first."""

import asyncio
from collections.abc import Sequence
from itertools import groupby

from services.notify.domain.message import IN_NO_HURRY

BREATH_SECONDS = 0.05  # of the loop's own time; patrol mostly answers within it
MOST = 10_000


class Patience:
    """What is in no hurry waits one breath from when it was first seen."""

    def __init__(self) -> None:
        self._seen: dict[str, float] = {}
        self.somebody_waits = False

    def ripe(self, due: Sequence[tuple[str, int]]) -> list[list[str]]:
        """Of (id, priority), in their order, those that may go now; the equally urgent together."""
        now = asyncio.get_running_loop().time()
        if len(self._seen) > MOST:  # claimed by other replicas; whoever is still here waits one more breath
            self._seen.clear()
        ripe = [one for one in due if one[1] < IN_NO_HURRY or self._has_waited(one[0], now)]
        self.somebody_waits = len(ripe) < len(due)
        return [[id for id, _ in alike] for _, alike in groupby(ripe, key=lambda one: one[1])]

    def _has_waited(self, id: str, now: float) -> bool:
        return now - self._seen.setdefault(id, now) >= BREATH_SECONDS

    def forget(self, id: str) -> None:
        self._seen.pop(id, None)
