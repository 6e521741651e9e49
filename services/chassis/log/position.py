"""How far a service has read each partition: moved with the ids of the facts that it heard on the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, BigInteger, String, TextClause, bindparam, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import TypeEngine

from services.chassis.log.records import Fenced, Partition
from services.chassis.log.tables import LogTables
from services.chassis.log.unit import Work
from services.chassis.store import Instant, insert_into

MOVE = "update position set next = :following where topic = :of and partition = :at and next = :expected"
MOVE_AND_HEAR = (
    f"with moved as ({MOVE} returning next) "
    "insert into heard (id, heard_at) select id, :now from moved, unnest(:ids) as id "
    "on conflict do nothing returning id"
)


@dataclass(frozen=True)
class Step:
    """From `expected` (None: nobody has read here) to `following`, on this cluster's log."""

    partition: Partition
    expected: int | None
    following: int
    cluster: str

    @property
    def words(self) -> dict[str, object]:
        (topic, number), expected, following = self.partition, self.expected, self.following
        return {"of": topic, "at": number, "expected": expected, "following": following}


class Positions:
    def __init__(self, tables: LogTables) -> None:
        self._position, self._heard = tables.position, tables.heard
        offsets = {"expected": BigInteger(), "following": BigInteger()}
        self._move = _typed(MOVE, **offsets)
        self._move_and_hear = _typed(MOVE_AND_HEAR, **offsets, ids=ARRAY(String), now=Instant())

    async def move(self, work: Work, step: Step, ids: Sequence[str] = ()) -> set[str]:
        """Compare-and-set: the fence against a replica that took over meanwhile. Returns those of the ids that were not
        heard before; from now on they are. Raises Fenced."""
        if step.expected is None:
            await self._begin(work, step)
        elif ids and work.session.get_bind().dialect.name == "postgresql":
            return await self._move_and_write_down(work, step, ids)
        elif not (await work.session.execute(self._move, step.words)).rowcount:  # type: ignore[attr-defined]
            raise _fenced(step)
        return await self._write_down(work, ids) if ids else set()

    async def _begin(self, work: Work, step: Step) -> None:
        (topic, number), cluster = step.partition, step.cluster
        row = {"topic": topic, "partition": number, "next": step.following, "cluster": cluster}
        try:
            await work.session.execute(self._position.insert().values(row))
        except IntegrityError as error:
            raise Fenced(f"{step.partition} has been begun by another replica") from error

    async def _move_and_write_down(self, work: Work, step: Step, ids: Sequence[str]) -> set[str]:
        """In one round trip: there is one for each commit of everybody whom we listen to."""
        asked = {**step.words, "ids": list(ids), "now": work.now}
        new = set((await work.session.execute(self._move_and_hear, asked)).scalars())
        if not new and not await self._is_at(work, step):
            raise _fenced(step)
        return new

    async def _is_at(self, work: Work, step: Step) -> bool:
        """Whether nothing was new, or nothing was moved."""
        table, (topic, number) = self._position, step.partition
        here = (table.c.topic == topic) & (table.c.partition == number)
        return (await work.session.execute(select(table.c.next).where(here))).scalar() == step.following

    async def _write_down(self, work: Work, ids: Sequence[str]) -> set[str]:
        inserted = insert_into(work.session, self._heard).on_conflict_do_nothing()
        rows = [{"id": id, "heard_at": work.now} for id in ids]
        return set((await work.session.execute(inserted.returning(self._heard.c.id), rows)).scalars())


def _typed(statement: str, **types: TypeEngine[Any]) -> TextClause:
    return text(statement).bindparams(*(bindparam(name, type_=type) for name, type in types.items()))


def _fenced(step: Step) -> Fenced:
    return Fenced(f"{step.partition} is no longer at {step.expected}")
