"""Reports: loaded by id, inserted once, saved only over the version that was loaded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select, tuple_, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from services.chassis.access import Actor
from services.chassis.store import insert_soon
from services.contracts.words import Kind, Role, Sign
from services.intake.domain.calling_back import CallBack, CallingBack
from services.intake.domain.conversation import Correction, Joining, TakenOver
from services.intake.domain.report import Recipient, Report
from services.intake.domain.states import State
from services.intake.domain.taking import Spot
from services.intake.tables import REPORT

# Built once: putting a statement together costs as much as sending it.
ONE = select(REPORT).where(REPORT.c.id == bindparam("report"))
CHANGED = update(REPORT).where(
    REPORT.c.id == bindparam("loaded"), REPORT.c.version == bindparam("loaded_version")
)
Row = RowMapping
Reference = tuple[str, str | None]
"""Whose, and which."""
CHANGES = (
    *("owner", "state", "hand_overs", "taken_over", "rescue", "overdue", "outcome", "closed_at", "version"),
    *("area", "corrections", "correction", "joins", "joining"),
)
NEW = (
    *CHANGES,
    *("id", "kind", "number", "taken_by", "received_at", "recorded_at", "drill", "due_at"),
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


def insert_reports(session: AsyncSession, fresh: Sequence[tuple[Report, Said, Bookkeeping]]) -> None:
    insert_soon(session, REPORT, [_row(*one) for one in fresh])


def _row(report: Report, said: Said, books: Bookkeeping) -> dict[str, Any]:
    row = {name: getattr(report, name) for name in NEW} | _hand_over(report) | vars(said) | vars(books)
    point = row.pop("point")
    return row | {
        "longitude": point.longitude if point else None,
        "latitude": point.latitude if point else None,
    }


async def load(session: AsyncSession, report_id: str) -> Report | None:
    row = (await session.execute(ONE, {"report": report_id})).mappings().first()
    return report_of(row) if row else None


async def load_sighting(session: AsyncSession, report_id: str) -> Report | None:
    """None for a report of another kind, too."""
    report = await load(session, report_id)
    return report if report is not None and report.kind is Kind.SIGHTING else None


async def of_rescue(session: AsyncSession, rescue_id: str) -> Sequence[Report]:
    rows = await session.execute(select(REPORT).where(REPORT.c.rescue == rescue_id).order_by(REPORT.c.id))
    return [report_of(row) for row in rows.mappings()]


async def save(session: AsyncSession, before: Report, after: Report) -> None:
    """Compare-and-set on the version: whoever comes second loads again and decides again."""
    loaded = {"loaded": before.id, "loaded_version": before.version}
    changes = {name: getattr(after, name) for name in CHANGES} | _hand_over(after) | _call_back(after)
    saved = await session.execute(CHANGED, changes | loaded)
    if saved.rowcount != 1:  # type: ignore[attr-defined]
        raise StaleDataError(f"report {before.id} is no longer at version {before.version}")


async def load_said(session: AsyncSession, report_id: str) -> Said:
    """What was told of a report that is there."""
    row = (await session.execute(select(REPORT).where(REPORT.c.id == report_id))).mappings().one()
    return said_of(row)


async def save_place(session: AsyncSession, report_id: str, said: Said) -> None:
    """The place alone; the version is that of the report, which is saved in the same unit."""
    point = said.point
    values = {name: getattr(said, name) for name in ("address", "landmark", "road", "kilometre")}
    where = {
        "longitude": point.longitude if point else None,
        "latitude": point.latitude if point else None,
    }
    await session.execute(update(REPORT).where(REPORT.c.id == report_id).values(values | where))


Known = tuple[Report, str]
"""A report and the mark of its content."""


async def by_references(session: AsyncSession, references: Sequence[Reference]) -> Mapping[Reference, Known]:
    """The reports that these callers gave these references."""
    given = [reference for reference in references if reference[1] is not None]
    if not given:
        return {}
    mine = tuple_(REPORT.c.sender, REPORT.c.reference).in_(given)
    rows = (await session.execute(select(REPORT).where(mine))).mappings()
    return {(row["sender"], row["reference"]): (report_of(row), row["content_mark"]) for row in rows}


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
        corrections=row["corrections"],
        correction=Correction(row["correction"]) if row["correction"] else None,
        joins=row["joins"],
        joining=Joining(row["joining"]) if row["joining"] else None,
        wants_call_back=row["call_back"] and row["caller"] is not None,
        call_back=_call_back_of(row),
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


def _call_back_of(row: Row) -> CallBack | None:
    state = row["calling_back"]
    return CallBack(CallingBack(state), row["calls_back"], row["call_back_due_at"]) if state else None


def _call_back(report: Report) -> dict[str, Any]:
    owed = report.call_back
    state, tries, due_at = (owed.state, owed.tries, owed.due_at) if owed else (None, 0, None)
    return {"calling_back": state, "calls_back": tries, "call_back_due_at": due_at}
