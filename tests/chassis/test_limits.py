"""How often somebody may ask: by key, and by address for whoever shows no valid one."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from prometheus_client import CollectorRegistry

from services.chassis.clock import SteppedClock
from services.chassis.log import Log
from services.chassis.web import ServiceSettings
from services.chassis.web.limits import MOST_REMEMBERED, Buckets, Limits, Rate, Rates
from services.contracts.words import Role
from tests.chassis.lantern_app import Running, lantern_app, running
from tests.chassis.test_problems import LANTERNS, is_a_problem

RATES = Rates(key=Rate(2, 4), address=Rate(0.5, 3))


class Seconds:
    """They pass when the test says so."""

    passed = 0.0

    def __call__(self) -> float:
        return self.passed


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
async def place(url: str, log: Log, clock: SteppedClock, seconds: Seconds) -> AsyncIterator[Running]:
    async with running(lantern_app(url, log, clock)) as opened:
        opened.service.limits = Limits("lanterns", RATES, CollectorRegistry(), seconds)
        yield opened


def counted(place: Running, kind: str) -> float:
    return place.service.limits.counted(kind)


async def statuses(place: Running, count: int, **headers: str) -> list[int]:
    return [(await place.http.get(LANTERNS, headers=headers)).status_code for _ in range(count)]


def test_a_bucket_gives_what_was_saved_and_then_what_comes_in() -> None:
    bucket = Buckets(Rate(per_second=2, at_once=3))
    assert [bucket.take("a", 0.0) for _ in range(4)] == [0, 0, 0, 0.5]
    assert bucket.take("a", 0.25) == 0.25
    assert bucket.take("a", 0.5) == 0
    assert bucket.take("b", 0.5) == 0, "another one's bucket is its own"
    assert [bucket.take("a", 1_000.0) for _ in range(4)] == [0, 0, 0, 0.5], "no more is saved than fits"


def test_no_rate_is_no_limit() -> None:
    bucket = Buckets(Rate(0, 0))
    assert not any(bucket.take("a", 0.0) for _ in range(10_000))


def test_who_asks_from_everywhere_fills_no_memory_and_whoever_was_late_stays_so() -> None:
    bucket = Buckets(Rate(per_second=1, at_once=1))
    for number in range(3 * MOST_REMEMBERED):
        bucket.take(str(number), number / 1e6)
    assert len(bucket._left) <= MOST_REMEMBERED
    assert bucket.take(str(3 * MOST_REMEMBERED - 1), 0.1) > 0


async def test_a_key_beyond_its_limit_is_told_when_to_come_again(place: Running, seconds: Seconds) -> None:
    dispatcher, other = await place.key(Role.DISPATCHER), await place.key(Role.LEADER)
    assert await statuses(place, 4, **dispatcher) == [200] * 4
    refused = await place.http.get(LANTERNS, headers=dispatcher)
    is_a_problem(refused, 429, "too-many")
    assert refused.headers["retry-after"] == "1" and counted(place, "key") == 1
    assert await statuses(place, 1, **other) == [200], "another key has its own"
    seconds.passed += float(refused.headers["retry-after"])
    assert await statuses(place, 1, **dispatcher) == [200]


async def test_guesses_from_one_address_are_soon_refused_and_a_valid_key_from_there_never(
    place: Running,
) -> None:
    """A whole hotline may share an address with whoever guesses."""
    dispatcher = await place.key(Role.DISPATCHER)
    assert await statuses(place, 1) + await statuses(place, 2, Authorization="Bearer nd_guess") == [401] * 3
    refused = await place.http.get(LANTERNS, headers={"X-API-Key": "nd_another"})
    is_a_problem(refused, 429, "too-many")
    assert refused.headers["retry-after"] == "2" and counted(place, "address") == 1
    assert await statuses(place, 2, **dispatcher) == [200] * 2


async def test_another_address_is_another_stranger_and_a_network_is_one(place: Running) -> None:
    async def status(address: str) -> int:
        transport = httpx2.ASGITransport(app=place.app, client=(address, 1))
        async with httpx2.AsyncClient(transport=transport, base_url="http://test/lanterns") as http:
            return (await http.get(LANTERNS)).status_code

    assert [await status("192.0.2.7") for _ in range(4)] == [401, 401, 401, 429]
    assert await status("192.0.2.8") == 401
    assert [await status(f"2001:db8::{number}") for number in range(1, 5)] == [401, 401, 401, 429]
    assert await status("2001:db8:0:1::1") == 401


async def test_whoever_looks_after_us_is_never_refused(place: Running) -> None:
    for _ in range(20):
        for path in ("/livez", "/readyz", "/version", "/metrics", "/openapi.json"):
            assert (await place.http.get(path)).status_code == 200, path


def test_the_limits_are_settings_and_a_hotline_does_not_meet_them(monkeypatch: pytest.MonkeyPatch) -> None:
    rates = ServiceSettings().rates()
    assert rates.key.per_second >= 300 and rates.key.at_once >= 600, "the rush that we measure"
    assert rates.address.per_second <= rates.key.per_second / 20
    monkeypatch.setenv("RELIEF_REQUESTS_PER_KEY", "0")
    monkeypatch.setenv("RELIEF_REQUESTS_PER_ADDRESS", "0.5")
    bucket = Buckets(ServiceSettings().rates().key)
    assert not any(bucket.take("a", 0.0) for _ in range(10_000))
    assert ServiceSettings().rates().address.per_second == 0.5
