"""The directory of people, their posts and their sessions."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.chassis.access import EVERYWHERE, Actor, visible
from services.chassis.store import insert_into
from services.contracts.words import Role
from services.notify.domain.people import FORGOTTEN_AFTER, Guesses
from services.notify.repository.pages import Position, oldest_first
from services.notify.tables import COMMON, GUESS, GuessRow, PersonRow, PostRow, SessionRow

__all__ = ["COMMON", "PersonRow", "PostRow", "SessionRow"]


async def person(session: AsyncSession, id: str) -> PersonRow | None:
    return await session.get(PersonRow, id)


async def by_login(session: AsyncSession, login_index: str) -> PersonRow | None:
    wanted = select(PersonRow).where(col(PersonRow.login_index) == login_index)
    return (await session.execute(wanted)).scalars().first()


async def by_subject(session: AsyncSession, subject_index: str) -> PersonRow | None:
    wanted = select(PersonRow).where(col(PersonRow.subject_index) == subject_index)
    return (await session.execute(wanted)).scalars().first()


async def listed(
    session: AsyncSession, actor: Actor | None, limit: int | None = None, after: Position | None = None
) -> Sequence[PersonRow]:
    """Oldest first; `actor` None sees all (the command line)."""
    rows = select(PersonRow)
    if actor is not None:
        rows = visible(rows, actor, col(PersonRow.area))
    rows = oldest_first(rows, col(PersonRow.made_at), col(PersonRow.id), limit, after)
    return (await session.execute(rows)).scalars().all()


async def posts_of(session: AsyncSession, *people: str, ended: bool = False) -> Sequence[PostRow]:
    """In the order in which they were given; those that ended too when asked for."""
    wanted = select(PostRow).where(col(PostRow.person).in_(people))
    if not ended:
        wanted = wanted.where(col(PostRow.ended_at).is_(None))
    return (await session.execute(wanted.order_by(col(PostRow.given_at), col(PostRow.id)))).scalars().all()


async def administrators(session: AsyncSession) -> set[str]:
    """People who may sign in and do everything everywhere."""
    everything = (col(PostRow.role) == Role.ADMIN) & (col(PostRow.scope) == EVERYWHERE)
    active = col(PostRow.ended_at).is_(None) & col(PersonRow.disabled_at).is_(None)
    wanted = select(col(PostRow.person)).join(PersonRow, col(PersonRow.id) == col(PostRow.person))
    return set((await session.execute(wanted.where(everything, active))).scalars())


async def open_sessions(session: AsyncSession, person: str, now: datetime) -> Sequence[SessionRow]:
    """Oldest first."""
    alive = col(SessionRow.revoked_at).is_(None) & (col(SessionRow.expires_at) > now)
    wanted = select(SessionRow).where(col(SessionRow.person) == person, alive)
    return (
        (await session.execute(wanted.order_by(col(SessionRow.opened_at), col(SessionRow.id))))
        .scalars()
        .all()
    )


async def mark_revoked(session: AsyncSession, ids: Sequence[str], now: datetime) -> None:
    revoked = update(SessionRow).where(col(SessionRow.id).in_(ids)).values(revoked_at=now)
    await session.execute(revoked, execution_options={"synchronize_session": False})


async def forget_ended(session: AsyncSession, now: datetime) -> None:
    """Sessions whose tokens ended by themselves, and guesses that no longer count."""
    await session.execute(delete(SessionRow).where(col(SessionRow.expires_at) < now))
    await session.execute(delete(GuessRow).where(col(GuessRow.last_at) < now - FORGOTTEN_AFTER))


async def guesses(session: AsyncSession, subject: str) -> Guesses:
    """Locked until the end of the unit: attempts at the same moment count one by one, the first ones too, before which
    there is no row that could be locked."""
    new = insert_into(session, GUESS).values(subject=subject, count=0)
    locked = new.on_conflict_do_update(index_elements=["subject"], set_={"subject": new.excluded.subject})
    counted = locked.returning(GUESS.c.count, GUESS.c.last_at, GUESS.c.locked_until)
    return Guesses(*(await session.execute(counted)).one())


async def keep_guesses(session: AsyncSession, subject: str, found: Guesses) -> None:
    """Of a subject whose guesses were read, and are locked, in this unit."""
    await session.execute(update(GUESS).where(GUESS.c.subject == subject).values(asdict(found)))


async def forget_guesses(session: AsyncSession, subject: str) -> None:
    await session.execute(delete(GuessRow).where(col(GuessRow.subject) == subject))
