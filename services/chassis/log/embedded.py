"""A log in one SQLite file for one process: one partition a topic, no groups."""

import asyncio
import json
import secrets
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from services.chassis.clock import Clock
from services.chassis.log.records import RETENTION, Apply, Fenced, LogReplaced, Partition, Positions, Record
from services.chassis.log.tables import headers_from_json, headers_to_json
from services.chassis.log.waiting import wait_first
from services.chassis.store.failures import named
from services.chassis.store.private import make_private

FORGET_EVERY = timedelta(days=1)
BATCH = 200
REPLACED_SECONDS, FENCED_SECONDS = 30.0, 0.05
SCHEMA = """
create table if not exists record (
  sequence integer primary key autoincrement, topic text not null, key text not null,
  headers text not null, body blob not null, at text not null);
create index if not exists ix_record_topic on record (topic, sequence);
create table if not exists forgotten (topic text primary key, through integer not null);
create table if not exists identity (cluster text not null);
"""
logger = structlog.get_logger()


class EmbeddedLog:
    """`path`: the file. A record's offset is its sequence in the file, so offsets of one topic have gaps."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path, self._clock = path, clock
        self._appended = asyncio.Event()
        self._file: sqlite3.Connection | None = None
        self._forgot_at: datetime | None = None
        self._failing: set[str] = set()
        self.cluster = ""

    @property
    def healthy(self) -> bool:
        return self._file is not None and not self._failing

    async def start(self) -> None:
        if self._file is not None:
            return
        make_private(self._path)
        file = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        file.executescript(
            "pragma journal_mode=wal; pragma synchronous=full; pragma busy_timeout=5000;" + SCHEMA
        )
        file.execute("begin immediate")
        if file.execute("select cluster from identity").fetchone() is None:
            file.execute("insert into identity values (?)", [secrets.token_hex(8)])
        file.execute("commit")
        self.cluster = file.execute("select cluster from identity").fetchone()[0]
        self._file = file
        self.forget_old()

    async def stop(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        self._wake()

    def forget_old(self) -> int:
        """Delete what is older than the retention; the sequence goes on. Returns how many went."""
        self._forgot_at, file = self._clock.now(), self._open()
        oldest = (self._forgot_at - RETENTION).isoformat()
        with _transaction(file):
            file.execute(
                "insert or replace into forgotten"
                " select topic, max(sequence) from record where at < ? group by topic",
                [oldest],
            )
            return file.execute("delete from record where at < ?", [oldest]).rowcount

    async def append(self, records: Sequence[Record]) -> None:
        now = self._clock.now()
        rows = [
            (r.topic, r.key, json.dumps(headers_to_json(r.headers)), r.body, now.isoformat()) for r in records
        ]
        file = self._open()
        self._failing.add("append")
        with _transaction(file):
            file.executemany(
                "insert into record (topic, key, headers, body, at) values (?, ?, ?, ?, ?)", rows
            )
        self._failing.discard("append")
        self._wake()
        if self._forgot_at is not None and now - self._forgot_at >= FORGET_EVERY:
            self.forget_old()

    def _wake(self) -> None:
        self._appended.set()
        self._appended = asyncio.Event()

    async def consume(
        self, group: str, topics: Sequence[str], positions: Positions, apply: Apply, stopping: asyncio.Event
    ) -> None:
        next_of: dict[str, int] = {}
        while not stopping.is_set():
            appended = self._appended
            try:
                positions.looked()
                if not next_of:
                    next_of = {topic: await self._first(positions, topic) for topic in topics}
                if not await self._hand_out(next_of, apply):
                    self._failing.discard(f"consume {group}")
                    await wait_first(60.0, appended, stopping)
            except Fenced:
                next_of.clear()
                await wait_first(
                    FENCED_SECONDS, stopping
                )  # nothing else here gives way to the others of the loop
            except Exception as error:  # ours: the position did not move, so nothing is lost by waiting
                self._failing.add(f"consume {group}")
                next_of.clear()
                replaced = isinstance(error, LogReplaced)
                tell = logger.error if replaced else logger.warning
                tell("log_replaced" if replaced else "consumer_failed", service=group, error=named(error))
                await wait_first(REPLACED_SECONDS if replaced else 0.2, stopping)

    async def _first(self, positions: Positions, topic: str) -> int:
        known = await positions.next_of((topic, 0), self.cluster)
        if known is None:
            return 0
        if known > self._end() + 1:
            raise LogReplaced(f"{topic} ends at {self._end()}, our position is {known}")
        forgotten = "select coalesce(max(through), -1) from forgotten where topic = ?"
        through = self._open().execute(forgotten, [topic]).fetchone()[0]
        if known <= through:
            raise LogReplaced(f"{topic} was forgotten up to {through}, our position is {known}")
        return known

    async def _hand_out(self, next_of: dict[str, int], apply: Apply) -> bool:
        busy = False
        for topic, position in list(next_of.items()):
            records = self._read([topic], position)
            if records:
                await apply((topic, 0), records)
                next_of[topic] = records[-1].offset + 1
                busy = True
        return busy

    async def tail(self, topics: Sequence[str], overlap: int) -> AsyncIterator[Record]:
        position = max(0, self._end() + 1 - overlap)
        while self._file is not None:
            appended, records = self._appended, self._read(topics, position)
            for record in records:
                position = record.offset + 1
                yield record
            if not records:
                await appended.wait()

    async def ends(self, topics: Sequence[str]) -> Mapping[Partition, int]:
        counted = "select coalesce(max(sequence), -1) + 1 from record where topic = ?"
        return {(topic, 0): self._open().execute(counted, [topic]).fetchone()[0] for topic in topics}

    def _end(self) -> int:
        row = self._open().execute("select seq from sqlite_sequence where name = 'record'").fetchone()
        return row[0] if row else 0

    def _read(self, topics: Sequence[str], position: int) -> list[Record]:
        marks = ",".join("?" * len(topics))
        wanted = (
            f"select * from record where topic in ({marks}) and sequence >= ? order by sequence limit {BATCH}"
        )
        rows = self._open().execute(wanted, [*topics, position])
        return [
            Record(row[1], row[2], headers_from_json(json.loads(row[3])), row[4], 0, row[0]) for row in rows
        ]

    def _open(self) -> sqlite3.Connection:
        if self._file is None:
            raise ConnectionError("the log is not open")
        return self._file


@contextmanager
def _transaction(file: sqlite3.Connection) -> Iterator[None]:
    file.execute("begin immediate")
    try:
        yield
        file.execute("commit")
    except BaseException:
        if file.in_transaction:  # a full disk has rolled back by itself
            file.execute("rollback")
        raise
