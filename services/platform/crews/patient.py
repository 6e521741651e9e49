"""A transport that tries again while the platform is away or busy, or somebody else was quicker.

Fit for callers whose requests may be repeated: reads, replacements, and POSTs with an Idempotency-Key.
"""

import asyncio
import json
from collections.abc import Callable

import httpx2

BUSY = (429, 502, 503, 504)
CONFLICT, QUICKER = 409, "conflict"
"""Somebody changed the same thing meanwhile, unlike the 409s that will stay: the second try looks anew."""
FIRST_WAIT, LONGEST_WAIT = 0.2, 5.0  # seconds


class PatientTransport(httpx2.AsyncBaseTransport):
    """`patience`: seconds after which the last failure is passed on; `at_first`: those while nobody has answered yet,
    since an address that never answers is more likely a wrong one. `tell` hears once that nobody does."""

    def __init__(
        self,
        inner: httpx2.AsyncBaseTransport,
        patience: float = 120.0,
        at_first: float | None = None,
        tell: Callable[[str], None] = lambda line: None,
    ) -> None:
        self._inner, self._later, self._tell = inner, patience, tell
        self._patience = patience if at_first is None else at_first
        self._told = False

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        seconds = asyncio.get_running_loop().time
        begun, wait = seconds(), FIRST_WAIT
        while True:
            last = seconds() + wait > begun + self._patience
            try:
                response = await self._inner.handle_async_request(request)
                self._patience, self._told = self._later, True
                if last or not await _will_change(response):
                    return response
                await response.aclose()
            except httpx2.TransportError as problem:
                self._tell_once(problem)
                if last:
                    raise
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)

    def _tell_once(self, problem: httpx2.TransportError) -> None:
        if not self._told:
            self._told = True
            self._tell(f"nobody answers there ({problem or type(problem).__name__}); trying again")

    async def aclose(self) -> None:
        await self._inner.aclose()


async def _will_change(response: httpx2.Response) -> bool:
    if response.status_code != CONFLICT:
        return response.status_code in BUSY
    try:
        problem = json.loads(await response.aread())
    except ValueError:
        return False
    return isinstance(problem, dict) and problem.get("code") == QUICKER
