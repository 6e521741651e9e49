"""What a run left behind, as plain values: from the databases, the topics, the provider and the callers."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

from services.chassis.log import Record
from services.contracts.envelope import topic_of
from services.platform.alone import SERVICES
from services.platform.parts.postgres import Server

Row = Mapping[str, Any]
MADE_OF = "template, about, round, party, recipient"
TABLES = {
    "reports": ("intake", "select id, reference, rescue, state, taken_over from report"),
    "sightings": ("patrol", "select id, rescue, declined from sighting"),
    "rescues": ("patrol", "select id, state, stopped_at is not null as stopped from rescue"),
    "offers": ("patrol", "select id, rescue, team, live, accepted_at from offer"),
    "samples": ("patrol", "select rescue, seconds from response_sample"),
    "teams": ("patrol", "select id, name, stock::json as stock from team"),
    "messages": ("notify", f"select id, {MADE_OF}, channel, state, attempts from message"),
    "attempts": ("notify", "select message, number, started_at, ended_at, verdict, detail from attempt"),
}


@dataclass(frozen=True)
class Span:
    """When something of ours could not do its work, and whose fault of the harness it was."""

    begins: datetime
    ends: datetime | None


@dataclass(frozen=True)
class Told:
    """One record of a topic, as far as the oracles read it."""

    topic: str
    partition: int
    offset: int
    key: str
    id: str
    fact: str
    sequence: int
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Aftermath:
    """`promised`: reference → ids of its 201s; `unanswered`: references without an answer; `with_number`: those whose
    reporter is told. `came`, `took`: at the provider, by message id. `crashes`: of notify or of what it stands on;
    `unwell`: of the provider. `slack`: seconds by which a clock was wrong."""

    promised: Mapping[str, set[str]]
    unanswered: Sequence[str]
    with_number: set[str]
    surprises: Sequence[str]
    came: Counter[str]
    took: Counter[str]
    crashes: Sequence[Span]
    unwell: Sequence[Span]
    slack: float
    outbox: Mapping[str, int]
    parked: Mapping[str, Sequence[Row]]
    behind: Mapping[str, Mapping[str, str]]
    """By service the partitions whose position is not the log's end, in words."""
    log: Sequence[Told]
    reports: Sequence[Row]
    sightings: Sequence[Row]
    rescues: Sequence[Row]
    offers: Sequence[Row]
    samples: Sequence[Row]
    teams: Sequence[Row]
    messages: Sequence[Row]
    attempts: Sequence[Row]


def rows(server: Server, database: str, question: str) -> list[dict[str, Any]]:
    text = server.psql(f"select coalesce(json_agg(t), '[]') from ({question}) t;", database)
    found: list[dict[str, Any]] = json.loads(text)
    return found


def tables(server: Server) -> dict[str, list[dict[str, Any]]]:
    return {name: rows(server, database, question) for name, (database, question) in TABLES.items()}


def listens_to(service: str) -> list[str]:
    """Its topics; everybody hears of keys."""
    try:
        handlers = import_module(f"services.{service}.handlers").HANDLERS
    except ModuleNotFoundError:
        handlers = {}
    return sorted({fact.topic() for fact in handlers} | {topic_of("notify")})


def unsent(server: Server) -> dict[str, int]:
    return {name: rows(server, name, "select count(*) from outbox")[0]["count"] for name in SERVICES}


def parked(server: Server) -> dict[str, list[dict[str, Any]]]:
    question = "select topic, key, reason from parked where discarded_at is null"
    return {name: rows(server, name, question) for name in SERVICES}


def behind(server: Server, ends: Mapping[tuple[str, int], int]) -> dict[str, dict[str, str]]:
    """`ends`: of every partition of the log."""
    found = {}
    for name in SERVICES:
        asked = rows(server, name, "select topic, partition, next from position")
        at = {(row["topic"], row["partition"]): row["next"] for row in asked}
        topics = listens_to(name)
        found[name] = {
            f"{topic}/{number}": f"at {at.get((topic, number), 0)} of {end}"
            for (topic, number), end in ends.items()
            if topic in topics and at.get((topic, number), 0) != end
        }
    return found


def told(record: Record) -> Told:
    headers = {name: value.decode() for name, value in record.headers}
    return Told(
        record.topic,
        record.partition,
        record.offset,
        record.key,
        headers["ce_id"],
        headers["ce_type"].split(".")[-2],
        int(headers["ce_sequence"]),
        json.loads(record.body),
    )
