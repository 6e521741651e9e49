"""Who lets others go first. A report and patrol's answer to it come from two services: the confirmation to the reporter
is often due a moment before it is known that a life is in danger, and the emergency partner is to be told first."""

import asyncio
from collections.abc import Sequence

from services.notify.domain.message import IN_NO_HURRY

BREATH_SECONDS = 0.05  # of the loop's own time; patrol mostly answers within it
MOST = 10_000


class Patience:
    """What is in no hurry waits one breath from when it was first seen."""

    def __init__(self) -> None:
        self._seen: dict[str, float] = {}
        self.somebody_waits = False

    def ripe(self, due: Sequence[tuple[str, int]]) -> list[str]:
        """Of (id, priority) those that may go now, in their order."""
        now = asyncio.get_running_loop().time()
        if len(self._seen) > MOST:  # claimed by other replicas; whoever is still here waits one more breath
            self._seen.clear()
        ripe = [id for id, priority in due if priority < IN_NO_HURRY or self._has_waited(id, now)]
        self.somebody_waits = len(ripe) < len(due)
        return ripe

    def _has_waited(self, id: str, now: float) -> bool:
        return now - self._seen.setdefault(id, now) >= BREATH_SECONDS

    def forget(self, id: str) -> None:
        self._seen.pop(id, None)
