"""What a log is to a service: append, and be handed records in the order of their keys."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from services.chassis.store.slots import Slot
from services.contracts.envelope import Headers

RETENTION = timedelta(days=30)
LONGEST_KEY = 80

Partition = tuple[str, int]
"""Topic and partition."""


@dataclass(frozen=True)
class Record:
    topic: str
    key: str
    headers: Headers
    body: bytes
    partition: int = 0
    offset: int = -1


class Fenced(Exception):
    """Another replica has moved the position: what we read is no longer ours to apply."""


class LogReplaced(Exception):
    """The log is not the one that our positions were taken on, or ends before them. Never start again from zero."""


class Positions(Protocol):
    """Where a consumer stands; kept in the service's own database."""

    async def next_of(self, partition: Partition, cluster: str) -> int | None:
        """The next offset to read, or None for a partition never read. Raises LogReplaced."""

    def slot(self, group: str) -> AbstractAsyncContextManager[Slot]:
        """A number that no other replica of this group holds meanwhile."""

    def looked(self) -> None:
        """Called with every look at the log, also when nothing is there."""


Apply = Callable[[Partition, Sequence[Record]], Awaitable[None]]
"""Applies records of one partition and moves its position, or raises (Fenced, or a failure of our own)."""


class Log(Protocol):
    @property
    def healthy(self) -> bool:
        """False from a failed exchange with the log until the next good one."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def append(self, records: Sequence[Record]) -> None:
        """Returns when all are kept durably; raises when that is not certain (they may be there all the same)."""

    async def consume(
        self, group: str, topics: Sequence[str], positions: Positions, apply: Apply, stopping: asyncio.Event
    ) -> None:
        """Hand records to `apply` until `stopping`; every error of ours is waited out."""

    def tail(self, topics: Sequence[str], overlap: int) -> AsyncIterator[Record]:
        """All records from `overlap` before the end on, for ever; groupless, position kept by the reader."""

    async def ends(self, topics: Sequence[str]) -> Mapping[Partition, int]:
        """The offset after the last record of each partition. Waits for a log that cannot be reached; raises when
        that takes too long."""


def safe_text(raw: bytes, longest: int) -> str:
    """Foreign bytes as text that fits a column. What does not (no text, control characters, too long) is known by
    its hash, so that even nonsense can be set aside under a name."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return hashlib.sha256(raw).hexdigest()
    return text if len(text) <= longest and text.isprintable() else hashlib.sha256(raw).hexdigest()
