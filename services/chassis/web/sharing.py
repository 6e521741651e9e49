"""Calls of one kind that are answered together, in one transaction for all that come meanwhile."""

from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from fastapi import Response

from services.chassis.access import Actor
from services.chassis.log import Origin, Together, Work
from services.chassis.web.calls import Call, respond
from services.chassis.web.idempotency import Answer, Once, keep, stored
from services.chassis.web.service import Service

Body = TypeVar("Body")


@dataclass(frozen=True)
class Wish(Generic[Body]):
    """One call, without its request."""

    origin: Origin
    actor: Actor
    body: Body
    once: Once | None


AnswerAll = Callable[[Work, Sequence[Wish[Body]]], Awaitable[Sequence[Answer | Exception]]]
"""Gives each wish its answer or its refusal, in order."""


class Shared(Generic[Body]):
    """One of its kind per app. `alike`: see Together; calls with the same Idempotency-Key are alike anyhow."""

    def __init__(
        self,
        service: Service,
        answer_all: AnswerAll[Body],
        alike: Callable[[Wish[Body]], Iterable[Hashable]] = lambda _: (),
    ) -> None:
        self._answer_all, self._alike = answer_all, alike
        self._together: Together[Wish[Body], Answer] = Together(
            lambda: service.units, self._answered, self._all_alike
        )

    async def answer(self, call: Call, body: Body) -> Response:
        """Once per Idempotency-Key."""
        return respond(await self._together.add(Wish(call.origin, call.actor, body, await call.once())))

    def _all_alike(self, wish: Wish[Body]) -> Iterable[Hashable]:
        yield from self._alike(wish)
        if wish.once is not None:
            yield ("once", wish.once.key, wish.once.caller)

    async def _answered(self, work: Work, wishes: Sequence[Wish[Body]]) -> Sequence[Answer | Exception]:
        known = await stored(work, [wish.once for wish in wishes if wish.once is not None])
        again = [known.get(wish.once) if wish.once else None for wish in wishes]
        fresh = [wish for wish, before in zip(wishes, again, strict=True) if before is None]
        answers = await self._answer_all(work, fresh)
        made = zip((wish.once for wish in fresh), answers, strict=True)
        keep(work, [(once, given) for once, given in made if once and isinstance(given, Answer)])
        new = iter(answers)
        return [before or next(new) for before in again]
