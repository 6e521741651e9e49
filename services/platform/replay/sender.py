"""One report, sent until there is an answer: accepted, there already, refused with a reason, or nobody answered."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import httpx2

from services.chassis.clock import derived_id

SIGHTINGS = "/intake/api/v1/sightings"
PASSING = {408, 425, 429, 502, 503, 504}
"""Answers after which the same request may well be taken."""
BROKEN = 500
BROKEN_TRIES = 3
IN_PROGRESS = {"conflict", "in-progress"}
"""Codes of a 409 that will be another answer in a moment."""
FOREIGN = "not-found"
FIRST_WAIT, LONGEST_WAIT = 0.2, 5.0  # seconds
GREETING = 5.0  # seconds


class NoEntry(Exception):
    """The key or the address opens nothing: no row will fare better than the first."""


class NobodyThere(Exception):
    """At the address nobody answers at all."""


class Fate(StrEnum):
    """What became of a row."""

    ACCEPTED = "accepted"
    ALREADY_THERE = "already_there"
    REFUSED = "refused"
    UNANSWERED = "unanswered"


@dataclass(frozen=True)
class Told:
    fate: Fate
    reason: str = ""
    status: int | None = None


class Sender:
    """`patience`: seconds for which a row is tried again while the platform is away or busy."""

    def __init__(
        self, client: httpx2.AsyncClient, patience: float, seconds: Callable[[], float] | None = None
    ) -> None:
        self._client, self._patience = client, patience
        self._seconds = seconds or (lambda: asyncio.get_running_loop().time())

    async def send(self, body: Mapping[str, Any]) -> Told:
        # The body is in the key: the same row read in another way is another request, and intake compares them.
        key = str(derived_id("replay", body["reference"], sorted(body.items(), key=lambda item: item[0])))
        give_up_at = self._seconds() + self._patience
        wait, broken = FIRST_WAIT, 0
        while True:
            told, wished = await self._try(body, key)
            broken += told.status == BROKEN
            if told.fate is not Fate.UNANSWERED or broken == BROKEN_TRIES:
                return told
            pause = max(wait, wished or 0.0)
            if self._seconds() + pause > give_up_at:
                return told
            await asyncio.sleep(pause)
            wait = min(wait * 2, LONGEST_WAIT)

    async def must_be_there(self, reference: str) -> None:
        """Raises NobodyThere unless anybody answers, whatever they say. Later a silence is waited out."""
        try:
            await self._client.get(SIGHTINGS, params={"reference": reference, "limit": 1}, timeout=GREETING)
        except httpx2.TransportError as error:
            raise NobodyThere(type(error).__name__) from None

    async def exists(self, reference: str) -> bool:
        """Whether the platform has the row already; False when it cannot say."""
        try:
            answer = await self._client.get(SIGHTINGS, params={"reference": reference, "limit": 1})
        except httpx2.TransportError:
            return False
        return answer.status_code == 200 and bool(answer.json()["items"])

    async def _try(self, body: Mapping[str, Any], key: str) -> tuple[Told, float | None]:
        """What came of one attempt, and the seconds that the platform asks us to wait before the next."""
        try:
            answer = await self._client.post(SIGHTINGS, json=dict(body), headers={"Idempotency-Key": key})
        except httpx2.TransportError as error:
            return Told(Fate.UNANSWERED, f"no answer: {type(error).__name__}"), None
        if _is_closed(answer):
            raise NoEntry(reason_of(answer))
        if answer.is_success:
            old = answer.status_code != 201 or answer.headers.get("Idempotency-Replayed") == "true"
            return Told(Fate.ALREADY_THERE if old else Fate.ACCEPTED, status=answer.status_code), None
        fate = Fate.UNANSWERED if _may_change(answer) else Fate.REFUSED
        return Told(fate, reason_of(answer), answer.status_code), _retry_after(answer)


def reason_of(answer: httpx2.Response) -> str:
    """The problem in one line: its title, and each field with what is wrong."""
    problem = _problem(answer)
    details = [
        f"{error.get('pointer', '')} {error.get('detail', '')}".strip() for error in problem.get("errors", [])
    ]
    return "; ".join([str(problem.get("title") or f"HTTP {answer.status_code}"), *details])


def _is_closed(answer: httpx2.Response) -> bool:
    """Unlike a row whose own area the key may not see, which is refused alone."""
    foreign_area = answer.status_code == 404 and _problem(answer).get("code") == FOREIGN
    return answer.status_code in (401, 403, 404, 405) and not foreign_area


def _may_change(answer: httpx2.Response) -> bool:
    if answer.status_code == 409:
        return _problem(answer).get("code") in IN_PROGRESS
    return answer.status_code in PASSING or answer.status_code == BROKEN


def _problem(answer: httpx2.Response) -> dict[str, Any]:
    try:
        problem = answer.json()
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}


def _retry_after(answer: httpx2.Response) -> float | None:
    told = answer.headers.get("Retry-After", "")
    return float(told) if told.isdecimal() else None
