"""The SMS provider is down, or hangs, for minutes while notify is killed; the other lanes are timed in and around it.

    python -m tests.faults.outage [--minutes 10] [--kills 10] [--answer hang|503] [--replicas 2] [--rate 1]

A real stack: notify's replicas are ended by kill -9 one after the other and started again at once, in the same rhythm
before, in and after the outage. Rescues that wait for a team grow all the while, so both sides of it are the control;
what differs is the provider. Exit code 0: every question is answered well.
"""

import argparse
import asyncio
import logging
import signal
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, cycle
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx2
import structlog
from starlette.requests import Request

from services.contracts.words import Role
from services.platform.client import Api
from services.platform.stack import Stack
from tests.faults.aftermath import rows
from tests.faults.crews import COUNTY, settle_in
from tests.faults.provider import Provider, provider_running

MESSAGES = "select id, template, party, about, round, recipient, channel, state, attempts from message"
ATTEMPTS = "select message, number, verdict, detail from attempt"
PLACE = {"channel": "phone", "area": "990101001", "landmark": "铁路桥"}
IN_A_ROW, APART = 25, 0.0025
"""Calls lie on a grid of some 200 m, so that no two are about the same person."""
RESTED_SECONDS = 340.0  # the longest rest of a message, and its attempt
MOST_SLOWER, SLACK_SECONDS = 2.0, 0.25


@dataclass(frozen=True)
class Wish:
    minutes: float = 10.0
    kills: int = 10
    answer: str = "hang"
    replicas: int = 2
    rate: float = 1.0


@dataclass
class Timed:
    """When each call was answered 201, and when its emergency partner and leader were told; the loop's seconds."""

    called: dict[str, float] = field(default_factory=dict)
    during: set[str] = field(default_factory=set)
    told: dict[tuple[str, str], float] = field(default_factory=dict)

    def seconds(self, path: str, during: bool) -> list[float]:
        return [
            self.told[path, story] - at
            for story, at in self.called.items()
            if (path, story) in self.told and (story in self.during) == during
        ]


class Outage:
    def __init__(self, wish: Wish, stack: Stack, provider: Provider) -> None:
        self.wish, self.stack, self.provider = wish, stack, provider
        self.timed, self.kills, self.is_out = Timed(), 0, False
        keep = provider._keep

        def timed(request: Request, path: str, body: Any, answer: int | str) -> None:
            keep(request, path, body, answer)
            story = body["data"]["story"] if isinstance(body, dict) and "data" in body else ""
            self.timed.told.setdefault((path, story), asyncio.get_running_loop().time())

        provider._keep = timed  # type: ignore[method-assign]

    async def play(self) -> None:
        key = await asyncio.to_thread(self.stack.add_key, Role.ADMIN)
        async with httpx2.AsyncClient(base_url=self.stack.url, timeout=30) as http:
            admin = Api(http, key)
            await settle_in(admin, self.provider)
            leader = {"party": "leader", "area": COUNTY, "channel": "webhook"}
            address = f"{self.provider.url}/leader"
            await admin.put("/notify/api/v1/contact-routes", {**leader, "address": address})
            calling = asyncio.ensure_future(self._call(admin))
            every = self.wish.minutes * 60 / self.wish.kills
            control = max(2, self.wish.kills // 3)
            await self._kill(every, control)
            self.is_out = True
            self.provider.behave("hang" if self.wish.answer == "hang" else int(self.wish.answer), "/sms")
            await self._kill(every, self.wish.kills)
            self.is_out = False
            self.provider.behave(None, "/sms")
            await self._kill(every, control)
            calling.cancel()
            await self._rest()

    async def _kill(self, every: float, times: int) -> None:
        notify = cycle(self.stack.of("notify"))
        for _ in range(times):
            await asyncio.sleep(every)
            member = next(notify)
            member.send(signal.SIGKILL)
            self.kills += 1
            while member.pid is not None:
                await asyncio.sleep(0.05)
            member.launch()
            await asyncio.to_thread(member.wait)

    async def _call(self, admin: Api) -> None:
        """Each reports a life in danger; no team is there, so the leader hears of a queue."""
        for number in count(1):
            caller = {"caller": f"0000-55{number % 100_000:05}", "signs": ["unconscious"]}
            where = {"point": _on_the_grid(number)}
            made = await admin.post("/intake/api/v1/sightings", {**PLACE, **caller, **where})
            self.timed.called[made["id"]] = asyncio.get_running_loop().time()
            if self.is_out:
                self.timed.during.add(made["id"])
            await asyncio.sleep(1 / self.wish.rate)

    async def _rest(self) -> None:
        """Until every message is out, or the longest rest is over."""
        until = asyncio.get_running_loop().time() + RESTED_SECONDS
        unfinished = "select count(*) from message where state not in ('sent', 'superseded', 'quiet')"
        while asyncio.get_running_loop().time() < until:
            if not (await self._rows(unfinished))[0]["count"]:
                return
            await asyncio.sleep(2)

    async def _rows(self, question: str) -> list[dict[str, Any]]:
        return await asyncio.to_thread(rows, self.stack.postgres.server, "notify", question)

    async def questions(self) -> list[tuple[bool, str]]:
        messages, attempts = await self._rows(MESSAGES), await self._rows(ATTEMPTS)
        return [*self._once(messages, attempts), *self._nothing_slower()]

    def _once(
        self, messages: Sequence[dict[str, Any]], attempts: Sequence[dict[str, Any]]
    ) -> Iterator[tuple[bool, str]]:
        made_of = Counter(
            tuple(one[name] for name in ("template", "about", "round", "party", "recipient"))
            for one in messages
        )
        states = Counter(one["state"] for one in messages)
        ids = {one["id"] for one in messages}
        yield (
            len(ids) == len(messages) == len(made_of),
            f"{len(messages)} messages, each made once; {dict(states)}",
        )
        yield set(states) <= {"sent", "quiet"}, "all of them are out in the end"
        yield (
            set(self.provider.came) - {""} <= ids,
            f"{len(self.provider.came)} ids came to the other side, all ours",
        )
        broken = sum(one["verdict"] == "broken" for one in attempts)
        extra = len(attempts) - len(messages) - broken
        tried = f"{len(attempts)} attempts, of which the provider broke {broken}"
        most = self.kills * 4 * 3  # a kill interrupts at most four attempts in each of three lanes
        yield extra <= most, f"{tried}; {extra} more than messages after {self.kills} kills"
        accepted = self.provider.took
        twice = {id: number for id, number in accepted.items() if number > 1}
        yield sum(twice.values()) - len(twice) <= most, f"{len(twice)} messages were taken more than once"
        by_message: dict[str, Counter[str]] = defaultdict(Counter)
        for one in attempts:
            by_message[one["message"]][str(one["verdict"])] += 1
        sent = all(verdicts["sent"] == 1 for id, verdicts in by_message.items())
        yield sent, "each message has one attempt that is known to have been taken"

    def _nothing_slower(self) -> Iterator[tuple[bool, str]]:
        for path in ("/emergency", "/leader"):
            around, during = (self.timed.seconds(path, out) for out in (False, True))
            if len(around) < 2 or len(during) < 2:
                yield False, f"{path}: too few to compare"
                continue
            fine = median(during) <= MOST_SLOWER * median(around) + SLACK_SECONDS
            yield fine, f"{path} told: around it {_spread(around)}, in it {_spread(during)}"


def _on_the_grid(number: int) -> dict[str, float]:
    row, column = divmod(number % IN_A_ROW**2, IN_A_ROW)
    return {"longitude": 99.97 + column * APART, "latitude": 39.97 + row * APART}


def _spread(seconds: Sequence[float]) -> str:
    return (
        f"p50 {median(seconds):.3f} s, p95 {quantiles(seconds, n=20)[-1]:.3f} s, "
        f"longest {max(seconds):.3f} s of {len(seconds)}"
    )


async def run(wish: Wish, folder: Path) -> bool:
    stack = Stack(folder, wish.replicas, environment={"PYTHONUNBUFFERED": "1"})
    try:
        await asyncio.to_thread(stack.start)
        async with provider_running() as provider:
            outage = Outage(wish, stack, provider)
            await outage.play()
            answered = await outage.questions()
    finally:
        await asyncio.to_thread(stack.stop)
    for well, line in answered:
        print("well " if well else "WRONG", line, flush=True)
    return all(well for well, _ in answered)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make outage", description=__doc__)
    usual = Wish()
    parser.add_argument("--minutes", type=float, default=usual.minutes)
    parser.add_argument("--rate", type=float, default=usual.rate)
    parser.add_argument("--kills", type=int, default=usual.kills)
    parser.add_argument("--replicas", type=int, default=usual.replicas)
    parser.add_argument("--answer", choices=("hang", "503"), default=usual.answer)
    wish = Wish(**vars(parser.parse_args()))
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory(prefix="nuandong-outage-", ignore_cleanup_errors=True) as made:
        Path(made).chmod(0o711)  # PostgreSQL, which is another user, must be able to enter
        return 0 if asyncio.run(run(wish, Path(made) / "stack")) else 1


if __name__ == "__main__":
    sys.exit(main())
