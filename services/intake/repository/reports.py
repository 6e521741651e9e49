"""Reports: loaded by id, inserted once, saved only over the version that was loaded."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from services.chassis.access import Actor
from services.contracts.words import Kind, Role, Sign
from services.intake.domain.conversation import TakenOver
from services.intake.domain.report import Recipient, Report
from services.intake.domain.states import State
from services.intake.domain.taking import Spot
from services.intake.tables import REPORT

Row = RowMapping
CHANGES = (
    *("owner", "state", "hand_overs", "taken_over", "rescue", "overdue", "outcome", "closed_at", "version"),
)


@dataclass(frozen=True)
class Said:
    """What the caller told us, as it is kept: personal data sealed."""

    channel: str
    point: Spot | None
    address: str | None
    landmark: str | None
    road: str | None
    kilometre: float | None
    people: int
    signs: tuple[Sign, ...]
    words: str | None
    caller: str | None
    informant: bool
    call_back: bool
    language: str
    found_at: datetime | None
    reference: str | None


@dataclass(frozen=True)
class Bookkeeping:
    """What only the database needs: to count, to know a report again, to let its caller follow it."""

    county: str
    winter: int
    sender: str
    content_mark: str | None
    tracking_hash: str


async def insert_report(session: AsyncSession, report: Report, said: Said, books: Bookkeeping) -> None:
    row = {name: getattr(report, name) for name in CHANGES}
    row |= {name: getattr(report, name) for name in ("id", "kind", "number", "area", "taken_by")}
    row |= {name: getattr(report, name) for name in ("received_at", "recorded_at", "drill", "due_at")}
    row |= _hand_over(report) | vars(said) | vars(books)
    point = row.pop("point")
    row |= {"longitude": point.longitude, "latitude": point.latitude} if point else {}
    await session.execute(insert(REPORT), row)


async def load(session: AsyncSession, report_id: str) -> Report | None:
    row = (await session.execute(select(REPORT).where(REPORT.c.id == report_id))).mappings().first()
    return report_of(row) if row else None


async def save(session: AsyncSession, before: Report, after: Report) -> None:
    """Compare-and-set on the version: whoever comes second loads again and decides again."""
    same = (REPORT.c.id == before.id) & (REPORT.c.version == before.version)
    changes = {name: getattr(after, name) for name in CHANGES} | _hand_over(after)
    saved = await session.execute(update(REPORT).where(same).values(changes))
    if saved.rowcount != 1:  # type: ignore[attr-defined]
        raise StaleDataError(f"report {before.id} is no longer at version {before.version}")


async def by_reference(session: AsyncSession, sender: str, reference: str) -> tuple[Report, str] | None:
    """The report that this caller gave this reference, and the mark of its content."""
    mine = (REPORT.c.sender == sender) & (REPORT.c.reference == reference)
    row = (await session.execute(select(REPORT).where(mine))).mappings().first()
    return (report_of(row), row["content_mark"]) if row else None


def own_if_team(actor: Actor) -> ColumnElement[bool] | None:
    """A team sees only what it reported or owns; None where there is nothing to narrow."""
    if actor.role is not Role.TEAM:
        return None
    return (REPORT.c.owner == actor.label) | (REPORT.c.taken_by == actor.label)


def report_of(row: Row) -> Report:
    to, role = row["hand_over_to"], row["hand_over_role"]
    taken_over = row["taken_over"]
    return Report(
        id=row["id"],
        kind=Kind(row["kind"]),
        number=row["number"],
        area=row["area"],
        owner=row["owner"],
        taken_by=row["taken_by"],
        received_at=row["received_at"],
        recorded_at=row["recorded_at"],
        drill=row["drill"],
        state=State(row["state"]),
        hand_over=Recipient(to, Role(role)) if to else None,
        hand_overs=row["hand_overs"],
        taken_over=TakenOver(taken_over) if taken_over else None,
        rescue=row["rescue"],
        due_at=row["due_at"],
        overdue=row["overdue"],
        outcome=row["outcome"],
        closed_at=row["closed_at"],
        version=row["version"],
    )


def said_of(row: Row) -> Said:
    point = None if row["longitude"] is None else Spot(row["longitude"], row["latitude"])
    plain = ("channel", "address", "landmark", "road", "kilometre", "people", "words", "caller")
    more = ("informant", "call_back", "language", "found_at", "reference")
    signs = tuple(Sign(sign) for sign in row["signs"])
    return Said(point=point, signs=signs, **{name: row[name] for name in (*plain, *more)})


def _hand_over(report: Report) -> dict[str, Any]:
    to = report.hand_over
    return {"hand_over_to": to.label if to else None, "hand_over_role": to.role if to else None}
