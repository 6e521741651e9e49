"""Group commit: whoever comes while one transaction commits goes with the next one, in one transaction for all.

Under load a commit, its round trips and a locked counter are then paid once for many; alone, nobody waits for anybody.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from services.chassis.log.unit import Origin, Units, Work
from services.chassis.store.failures import is_ours

Asked = TypeVar("Asked")
Given = TypeVar("Given")
MOST = 100
"""So many go together: the last of them waits for the first."""

Operation = Callable[[Work, Sequence[Asked]], Awaitable[Sequence[Given | Exception]]]
"""Gives each its result or its own refusal, in order. What it raises is everybody's failure."""


@dataclass(frozen=True)
class _Waiting(Generic[Asked, Given]):
    asked: Asked
    answered: "asyncio.Future[Given]"


class Together(Generic[Asked, Given]):
    """`units` are asked for anew each time (a service opens its database again). `alike`: whoever shares one of these
    with somebody of the same transaction waits for the next, and finds there what the first has done."""

    def __init__(
        self,
        units: Callable[[], Units],
        operation: Operation[Asked, Given],
        alike: Callable[[Asked], Iterable[Hashable]] = lambda _: (),
    ) -> None:
        self._units, self._operation, self._alike = units, operation, alike
        self._waiting: list[_Waiting[Asked, Given]] = []
        self._running: asyncio.Future[None] | None = None

    async def add(self, asked: Asked) -> Given:
        """Returns when it is committed. Raises its own refusal, or why nothing could be committed."""
        future: asyncio.Future[Given] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(asked, future))
        if self._running is None or self._running.done():
            self._running = asyncio.ensure_future(self._run())
        return await future

    async def _run(self) -> None:
        while self._waiting:
            batch = self._next()
            try:
                await self._commit(batch)
            finally:
                for waiting in batch:
                    waiting.answered.cancel()  # those that have their answer do not mind

    def _next(self) -> list[_Waiting[Asked, Given]]:
        batch: list[_Waiting[Asked, Given]] = []
        left: list[_Waiting[Asked, Given]] = []
        seen: set[Hashable] = set()
        for waiting in self._waiting:
            alike = set(self._alike(waiting.asked))
            fits = len(batch) < MOST and not alike & seen
            seen |= alike  # also of those who wait: the order of those who are alike is kept
            (batch if fits else left).append(waiting)
        self._waiting = left
        return batch

    async def _commit(self, batch: list[_Waiting[Asked, Given]]) -> None:
        asked = [waiting.asked for waiting in batch]
        try:
            given = await self._units().transact(
                Origin("together"), lambda work: self._operation(work, asked)
            )
        except Exception as error:
            if len(batch) == 1 or is_ours(error):
                _fail(batch, error)
                return
            for waiting in batch:  # one of them spoils it for all: each by itself
                await self._commit([waiting])
            return
        for waiting, result in zip(batch, given, strict=True):
            if waiting.answered.done():  # nobody waits for it any more
                continue
            if isinstance(result, Exception):
                waiting.answered.set_exception(result)
            else:
                waiting.answered.set_result(result)


def _fail(batch: Sequence[_Waiting[Asked, Given]], error: Exception) -> None:
    for waiting in batch:
        if not waiting.answered.done():
            waiting.answered.set_exception(error)
