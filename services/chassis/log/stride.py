"""How many facts go into one transaction: as many as can be applied soon, for others wait for its locks."""

import asyncio
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")
FIRST, MOST = 20, 200
LONGEST_SECONDS = 0.25
"""What a transaction may take with several facts. People's requests wait for the locks that it has, and where there
are hundreds of facts to catch up with, they would wait for all of them."""


class Stride:
    """Grows and shrinks with how long the last transactions had their locks."""

    def __init__(self) -> None:
        self.size = FIRST
        self._begun: float | None = None

    def next_of(self, waiting: Sequence[Item]) -> Sequence[Item]:
        self._begun = None
        return waiting[: self.size]

    def has_locks(self) -> None:
        """The first fact is applied, and whatever it had to wait for is ours."""
        self._begun = asyncio.get_running_loop().time()

    def committed(self, count: int) -> None:
        seconds = 0.0 if self._begun is None else asyncio.get_running_loop().time() - self._begun
        if seconds > LONGEST_SECONDS:
            self.size = max(1, int(count * LONGEST_SECONDS / seconds))
        elif count >= self.size and seconds < LONGEST_SECONDS / 2:
            self.size = min(2 * self.size, MOST)
