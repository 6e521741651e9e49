"""Reports as a desk lists them: newest first, page by page, only what the actor may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.access import Actor, visible
from services.contracts.words import Kind
from services.intake.domain.calling_back import CallingBack
from services.intake.domain.conversation import TakenOver
from services.intake.domain.report import Report
from services.intake.domain.rescue import RescueSummary
from services.intake.domain.states import State
from services.intake.repository.reports import Said, own_if_team, report_of, said_of
from services.intake.repository.rescues import COLUMNS, rescue_of
from services.intake.tables import REPORT, RESCUE


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to. `since` ≤ received < `until`; `after` is the place that a cursor stands for."""

    kind: Kind
    limit: int
    status: str | None = None
    taken_over: TakenOver | None = None
    calling_back: CallingBack | None = None
    owner: str | None = None
    area: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    reference: str | None = None
    after: tuple[datetime, str] | None = None


@dataclass(frozen=True)
class Found:
    report: Report
    said: Said
    rescue: RescueSummary | None


def joined() -> Select[Any]:
    rescue = [RESCUE.c[name].label(f"rescue_{name}") for name in COLUMNS]
    return select(REPORT, *rescue).outerjoin(RESCUE, RESCUE.c.id == REPORT.c.rescue)


async def find_one(session: AsyncSession, actor: Actor, kind: Kind, report_id: str) -> Found | None:
    """The report with its rescue, or None where there is none for this actor."""
    rows = _for(actor, joined().where(REPORT.c.id == report_id, REPORT.c.kind == kind))
    row = (await session.execute(rows)).mappings().first()
    return found_of(row) if row else None


async def calls_with(session: AsyncSession, report: Report, limit: int) -> Sequence[Found]:
    """The other calls of its rescue, whoever may see them, the earliest first."""
    if report.rescue is None:
        return ()
    rows = joined().where(REPORT.c.rescue == report.rescue, REPORT.c.id != report.id)
    rows = rows.order_by(REPORT.c.received_at, REPORT.c.id).limit(limit)
    return [found_of(row) for row in (await session.execute(rows)).mappings()]


async def find_tracked(session: AsyncSession, tracking_hash: str) -> Found | None:
    """The report that its caller follows by a token; nobody is asked who they are."""
    rows = joined().where(REPORT.c.tracking_hash == tracking_hash)
    row = (await session.execute(rows)).mappings().first()
    return found_of(row) if row else None


async def find_page(session: AsyncSession, actor: Actor, wanted: Wanted) -> Sequence[Found]:
    """One more than `limit`, so that the last page is known to be the last."""
    rows = _narrowed(_for(actor, joined().where(REPORT.c.kind == wanted.kind)), wanted)
    rows = rows.order_by(REPORT.c.recorded_at.desc(), REPORT.c.id.desc()).limit(wanted.limit + 1)
    return [found_of(row) for row in (await session.execute(rows)).mappings()]


def _for(actor: Actor, rows: Select[Any]) -> Select[Any]:
    rows = visible(rows, actor, REPORT.c.area)
    own = own_if_team(actor)
    return rows if own is None else rows.where(own)


def _narrowed(rows: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.status == "open":
        rows = rows.where(REPORT.c.state != State.CLOSED)
    elif wanted.status:
        rows = rows.where(REPORT.c.state == wanted.status)
    for column in ("taken_over", "calling_back", "owner", "reference"):
        if (value := getattr(wanted, column)) is not None:
            rows = rows.where(REPORT.c[column] == value)
    if wanted.area:
        rows = rows.where(REPORT.c.area.startswith(wanted.area, autoescape=True))
    if wanted.since:
        rows = rows.where(REPORT.c.received_at >= wanted.since)
    if wanted.until:
        rows = rows.where(REPORT.c.received_at < wanted.until)
    if wanted.after:
        rows = rows.where(tuple_(REPORT.c.recorded_at, REPORT.c.id) < tuple_(*wanted.after))
    return rows


def found_of(row: Any) -> Found:
    rescue = rescue_of(row, "rescue_") if row["rescue_id"] else None
    return Found(report_of(row), said_of(row), rescue)
