"""Plays the caller's evening on a site, with a provider that fails at first and a part that falls over."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress

import httpx2

from services.platform.client import Refused
from tests.faults.provider import Provider, provider_running
from tests.leaks.evening import Evening, eventually
from tests.leaks.sites import Site

CALLS_MEANWHILE = 12
PAUSE_SECONDS = 0.1


async def play(site: Site, rounds: int) -> Mapping[int, int]:
    """How much was asked, by class of answer. Returns when the last message is out."""
    async with provider_running() as provider, httpx2.AsyncClient(base_url=site.url, timeout=30) as http:
        evening = await Evening.begin(http, site.key, provider.url)
        provider.behave(500, "/sms", times=3)
        for number in range(rounds):
            await evening.round(english=number % 2 == 1)
        await site.trouble(lambda: _calls(evening))
        await eventually(lambda: _told(provider, rounds), "reporters are told")
        return evening.said


async def _calls(evening: Evening) -> None:
    """Whatever is answered."""
    for number in range(CALLS_MEANWHILE):
        with suppress(Refused, httpx2.TransportError):
            await evening.call(english=number % 2 == 1, reference=f"meanwhile-{number}")
        await asyncio.sleep(PAUSE_SECONDS)


async def _told(provider: Provider, rounds: int) -> bool:
    """At least three messages for each call of a round that was answered: the number went where it belongs."""
    return sum(provider.took.values()) >= 3 * rounds
