"""What must hold of the databases and the log whatever was sent. Yields what is against it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import text

from services.contracts.envelope import Envelope
from tests.abuse.world import World

TAKEN = ("SightingReported", "ReportTaken")


async def half_written(world: World) -> list[str]:
    """At rest."""
    house = world.stand.house
    await house.settle()
    facts = await world.stand.facts()
    tables = {
        name: await _rows(world, service, question)
        for name, (service, question) in {
            "reports": ("intake", "select * from report"),
            "sightings": ("patrol", "select id, rescue, declined from sighting"),
            "rescues": ("patrol", "select id, state, answer, version from rescue"),
            "offers": ("patrol", "select id, rescue, team, live from offer"),
            "messages": ("notify", "select id, state, sent_at from message"),
        }.items()
    }
    wrong = [*_reports(tables["reports"], facts), *_rescues(tables, facts)]
    wrong += [f"message {row['id']} is sent at no time" for row in tables["messages"] if _unsent(row)]
    for service in house.apps:
        wrong += [f"{service}: {found}" async for found in _left_over(world, service)]
    return wrong


def _reports(reports: Sequence[Any], facts: Sequence[Envelope]) -> Iterator[str]:
    """Each has an owner, its fact, and an end or none."""
    said = Counter(fact.data["report"] for fact in facts if _name(fact) in TAKEN)
    for row in reports:
        if not row["owner"] or said[row["id"]] != 1:
            yield f"report {row['id']} belongs to {row['owner']!r} and was said {said[row['id']]} times"
        if (row["state"] == "closed") != (row["closed_at"] is not None):
            yield f"report {row['id']} is {row['state']}, closed at {row['closed_at']}"
    known = {row["id"] for row in reports}
    yield from (f"{id} was said and is not there" for id in said if id not in known)


def _rescues(tables: dict[str, Sequence[Any]], facts: Sequence[Envelope]) -> Iterator[str]:
    told = {fact.data["report"] for fact in facts if _name(fact) == "SightingReported"}
    heard = {row["id"]: row for row in tables["sightings"]}
    yield from (f"sighting {id} came to nobody" for id in told - set(heard))
    yield from (f"sighting {id} was never said" for id in set(heard) - told)
    opened = Counter(fact.data["rescue"] for fact in facts if _name(fact) == "RescueOpened")
    answered = Counter(fact.data["rescue"] for fact in facts if _name(fact) == "RescueAnswered")
    with_sighting = {row["rescue"] for row in heard.values()}
    for row in tables["rescues"]:
        id, ended = row["id"], row["state"] == "answered"
        if opened[id] != 1 or id not in with_sighting:
            yield f"rescue {id} was opened {opened[id]} times"
        if answered[id] != ended or ended != (row["answer"] not in (None, "null")):
            yield f"rescue {id} is {row['state']}, its answer {row['answer']} was said {answered[id]} times"
    live = [row for row in tables["offers"] if row["live"]]
    for what in ("team", "rescue"):
        several = Counter(row[what] for row in live).items()
        yield from (f"{what} {id} has {count} live offers" for id, count in several if count > 1)


async def _left_over(world: World, service: str) -> Any:
    """Facts not sent or set aside, answers without their effect."""
    for table, where in (
        ("outbox", "true"),
        ("parked", "discarded_at is null"),
        ("idempotency", "status not between 200 and 299"),
    ):
        for row in await _rows(world, service, f"select * from {table} where {where}"):
            yield f"{table}: {dict(row)}"


async def _rows(world: World, service: str, question: str) -> Sequence[Any]:
    async with world.stand.house.service(service).database.read() as session:
        return (await session.execute(text(question))).mappings().all()


def _unsent(row: Any) -> bool:
    return (row["state"] == "sent") != (row["sent_at"] is not None)


def _name(fact: Envelope) -> str:
    return fact.type.split(".")[-2]
