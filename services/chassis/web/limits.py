"""How often somebody may ask: a bucket of tokens for each key, and for each address that shows no valid one.

In this process alone: with n replicas the limit is n times as high. Whoever shows a valid key is never refused for the
address that they share with others.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import NoReturn

from prometheus_client import CollectorRegistry, Counter

MOST_REMEMBERED = 10_000
KINDS = ("key", "address", "life")


class TooMany(Exception):
    """Asked too often; the next try is welcome after so many whole seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds} s")
        self.retry_after_seconds = max(1, math.ceil(seconds))


@dataclass(frozen=True)
class Rate:
    """`per_second` in the long run, 0 for no limit; `at_once` after a rest."""

    per_second: float
    at_once: float


@dataclass(frozen=True)
class Rates:
    """`key`: of whoever shows a valid one. `address`: of whoever does not, from one address."""

    key: Rate = Rate(0, 0)
    address: Rate = Rate(0, 0)


class Buckets:
    """`now`: seconds that only ever grow."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._left: dict[str, tuple[float, float]] = {}
        """Tokens, and when they were counted. Who is not in it has all."""

    def take(self, who: str, now: float) -> float:
        """0 when a token was taken, otherwise the seconds until there is one."""
        rate, most = self._rate.per_second, self._rate.at_once
        if not rate:
            return 0.0
        tokens, counted_at = self._left.get(who, (most, now))
        tokens = min(most, tokens + (now - counted_at) * rate)
        if tokens < 1:
            return (1 - tokens) / rate
        self._left[who] = (tokens - 1, now)
        if len(self._left) > MOST_REMEMBERED:
            self._forget(now)
        return 0.0

    def _forget(self, now: float) -> None:
        """Those whose bucket is full again, and, if that is not enough, those who asked longest ago."""
        rate, most = self._rate.per_second, self._rate.at_once
        kept = {who: had for who, had in self._left.items() if had[0] + (now - had[1]) * rate < most}
        newest = sorted(kept.items(), key=lambda one: one[1][1])[-MOST_REMEMBERED // 2 :]
        self._left = dict(newest) if len(kept) > MOST_REMEMBERED // 2 else kept


class Limits:
    """Of one service in one process. `seconds` only ever grow, whatever the clock of the day does."""

    def __init__(
        self,
        service: str,
        rates: Rates,
        registry: CollectorRegistry,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds = seconds
        self._keys, self._addresses = Buckets(rates.key), Buckets(rates.address)
        counter = Counter(
            "relief_rate_limited",
            "requests beyond the limit: of a key and of an address refused, for a life taken all the same",
            ["service", "kind"],
            registry=registry,
        )
        self._counted = {kind: counter.labels(service, kind) for kind in KINDS}

    def counted(self, kind: str) -> float:
        """Since the start of the process."""
        (metric,) = self._counted[kind].collect()
        return next(sample.value for sample in metric.samples if sample.name.endswith("_total"))

    def wait_of(self, actor: str) -> float:
        """Seconds by which a known caller is too early; 0 inside the limit."""
        return self._keys.take(actor, self._seconds())

    def refuse(self, seconds: float) -> NoReturn:
        """Raises TooMany."""
        self._counted["key"].inc()
        raise TooMany(seconds)

    def let_in_for_a_life(self) -> None:
        self._counted["life"].inc()

    def stranger(self, address: str) -> None:
        """Somebody without a valid key. Raises TooMany."""
        wait = self._addresses.take(network_of(address), self._seconds())
        if wait:
            self._counted["address"].inc()
            raise TooMany(wait)


def network_of(address: str) -> str:
    """Who has one IPv6 address has all of its network."""
    try:
        told = ip_address(address)
    except ValueError:
        return ""
    return str(int(told) >> 64) if isinstance(told, IPv6Address) else address
