"""An event loop whose time costs nothing: when nothing is ready it jumps to the next timer."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")
# Each turn of the loop takes a little, as it does on a processor: who waits for a moment that floating point put a
# hair's breadth away gets there, instead of finding for ever that it is not quite time yet.
TURN_SECONDS = 1e-6


class _JumpingSelector(selectors.DefaultSelector):
    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        self.now += TURN_SECONDS
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if timeout is None:
            return super().select(None)
        self.now += timeout
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now


def run_virtual(main: Coroutine[Any, Any, Result]) -> Result:
    """`asyncio.run` on a virtual loop. Threads and sockets still take real time; the loop does not wait for them."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)
