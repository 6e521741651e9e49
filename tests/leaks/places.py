"""Everywhere that something may be written: files, tables, dumps, topics, pages."""

import sqlite3
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from services.chassis.log import Record
from services.platform.alone import SERVICES
from services.platform.parts.postgres import SUPERUSER, Server, programs
from tests.leaks.search import Place

PIECE = 4 * 1024 * 1024
SQLITE = b"SQLite format 3\x00"


def files(folder: Path) -> Iterator[Place]:
    """Every file below it, as raw bytes: data, write-ahead logs, segments, logs of processes, leftovers."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            kind = "log" if path.suffix in (".log", ".out") and "data" not in path.parts else "file"
            yield Place(kind, str(path.relative_to(folder)), lambda path=path: _pieces(path))


def sqlite_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*.sqlite")):
        with path.open("rb") as file:
            if file.read(len(SQLITE)) == SQLITE:
                yield path


def tables(database: Path) -> Iterator[Place]:
    """Every row of every table, value by value; of the embedded log that is every topic."""
    with closing(_opened(database)) as opened:
        named = opened.execute("select name from sqlite_master where type = 'table'").fetchall()
    kind = "topic" if database.name == "log.sqlite" else "database"
    for (table,) in named:
        yield Place(kind, f"{database.name} {table}", lambda table=table: _values(database, table))


def backup(database: Path, folder: Path) -> Place:
    """A copy as an operator makes it, while the service writes."""
    copy = folder / f"{database.name}.backup"
    with closing(_opened(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return Place("backup", copy.name, lambda: _pieces(copy))


def dumps(server: Server, folder: Path) -> Iterator[Place]:
    """pg_dump of every service's database: all tables, as text; a backup besides."""
    for name in SERVICES:
        file = folder / f"{name}.sql"
        login = ["-h", "127.0.0.1", "-p", str(server.port), "-U", SUPERUSER, "-d", name, "-f", str(file)]
        subprocess.run([str(programs() / "pg_dump"), *login], env={"PGPASSWORD": server.password}, check=True)
        yield Place("backup", file.name, lambda file=file: _pieces(file))


def topic(name: str, records: Sequence[Record]) -> Place:
    """What is on it, as whoever may read it gets it."""
    return Place("topic", name, lambda: map(_as_bytes, records))


def pages(url: str, paths: Iterable[str]) -> Iterator[Place]:
    """What anybody may ask for without a key."""
    for path in paths:
        yield Place("page", f"{url}{path}", lambda path=path: _page(url + path))


def _as_bytes(record: Record) -> bytes:
    headers = b"\n".join(name.encode() + b": " + value for name, value in record.headers)
    return b"\n".join((record.key.encode(), headers, bytes(record.body), b""))


def _page(url: str) -> Iterator[bytes]:
    with urlopen(url, timeout=10) as answer:
        yield answer.read()


def _pieces(path: Path) -> Iterator[bytes]:
    with suppress(FileNotFoundError), path.open("rb") as file:  # some come and go while the platform runs
        while piece := file.read(PIECE):
            yield piece


def _opened(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{database}?mode=ro", uri=True)


def _values(database: Path, table: str) -> Iterator[bytes]:
    with closing(_opened(database)) as opened:
        for row in opened.execute(f'select * from "{table}"'):
            yield b"\n".join(_written(value) for value in row) + b"\n"


def _written(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
