"""A transport that tries again while the platform is away or busy, or somebody else was quicker.

Fit for callers whose requests may be repeated: reads, replacements, and POSTs with an Idempotency-Key.
"""

import asyncio
import json

import httpx2

BUSY = (429, 502, 503, 504)
CONFLICT, QUICKER = 409, "conflict"
"""Somebody changed the same thing meanwhile, unlike the 409s that will stay: the second try looks anew."""
FIRST_WAIT, LONGEST_WAIT = 0.2, 5.0  # seconds


class PatientTransport(httpx2.AsyncBaseTransport):
    """`patience`: seconds after which the last failure is passed on."""

    def __init__(self, inner: httpx2.AsyncBaseTransport, patience: float = 120.0) -> None:
        self._inner, self._patience = inner, patience

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        seconds = asyncio.get_running_loop().time
        give_up_at, wait = seconds() + self._patience, FIRST_WAIT
        while True:
            last = seconds() + wait > give_up_at
            try:
                response = await self._inner.handle_async_request(request)
                if last or not await _will_change(response):
                    return response
                await response.aclose()
            except httpx2.TransportError:
                if last:
                    raise
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)

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
