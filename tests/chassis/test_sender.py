"""The producer's keeper, against a client whose broker is gone: no broker is needed for that."""

import asyncio
import gc
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import KafkaError

from services.chassis.clock.virtual import run_virtual
from services.chassis.log.kafka.sender import Sender
from services.chassis.log.kafka.settings import KafkaSettings
from tests.chassis.records import lit


class Stranded:
    """Takes two records and has no room for a third; given up, it fails what it took."""

    def __init__(self) -> None:
        self.taken: list[asyncio.Future[object]] = []
        self._sender = SimpleNamespace(sender_task=None)
        self._message_accumulator = self
        self.client = self

    async def send(self, *_: Any, **__: Any) -> "asyncio.Future[object]":
        if len(self.taken) == 2:
            await asyncio.Event().wait()
        self.taken.append(asyncio.get_running_loop().create_future())
        return self.taken[-1]

    def fail_all(self, error: Exception) -> None:
        for future in self.taken:
            future.set_exception(error)
        self.taken.clear()

    async def close(self) -> None: ...

    async def stop(self) -> None: ...


class Watch:
    losses = 0

    def __init__(self) -> None:
        self.failing: set[str] = set()
        self.failed, self.worked = self.failing.add, self.failing.discard

    async def have(self, _: Iterable[str]) -> None: ...


def test_what_could_not_be_said_is_one_error_for_the_caller_and_no_noise_of_the_client(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    watch, noise = Watch(), []

    async def start(_: Sender) -> Stranded:
        return Stranded()

    async def main() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: noise.append(context))
        sender = Sender(KafkaSettings("nowhere:9092"), watch)  # type: ignore[arg-type]
        with pytest.raises((TimeoutError, KafkaError)):
            await sender.append([lit(number) for number in range(3)])
        gc.collect()
        await asyncio.sleep(1)

    monkeypatch.setattr(Sender, "_start", start)
    run_virtual(main())
    assert watch.failing == {"append"}
    assert noise == []
