"""Whose fault it is when the database refuses: somebody was quicker, the database fails, or the work is wrong."""

from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError

# SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html
UNIQUE_VIOLATION = "23505"
QUICKER = {"40001", "40P01", UNIQUE_VIOLATION}
FAILING_CLASSES = {
    "08",
    "53",
    "57",
    "58",
    "F0",
    "XX",
}  # connection, resources, operator, system, configuration, internal
FAILING = {"25006", "25P03", "55P03"}  # read-only, idle for too long, lock not to be had
NOT_MIGRATED = {"42P01", "42703", "42501"}  # no such table, no such column, no right to it
STALE_PLAN = "0A000"  # feature_not_supported: what a statement prepared before a migration gets, once


class Conflict(Exception):
    """Somebody else changed the same thing meanwhile, and again, three times over."""


def is_conflict(error: BaseException) -> bool:
    """A version that moved, a unique index that somebody else was first at, a deadlock: worth another attempt."""
    if isinstance(error, StaleDataError):
        return True
    if isinstance(error, IntegrityError) and _state(error) is None:
        return "unique" in str(error.orig).lower()
    return _state(error) in QUICKER


def is_ours(error: BaseException) -> bool:
    """The database or the log is failing, not the thing that is being worked on: back off and try again."""
    if isinstance(error, OSError | TimeoutError | PoolTimeout | InterfaceError):
        return True
    state = _state(error)
    if state is not None:
        return state[:2] in FAILING_CLASSES or state in {*FAILING, *NOT_MIGRATED, STALE_PLAN}
    if not isinstance(error, DBAPIError):
        return False
    # SQLite has no states: locked, full, unreadable or not migrated is operational; a broken file has the bare class.
    broken = isinstance(error, OperationalError) or type(error) is DatabaseError
    return broken or error.connection_invalidated or "InternalClientError" in repr(error.orig)


def is_unfit(error: BaseException) -> bool:
    """The values do not fit the columns: too large, or characters that no text may have (class 22, data exception)."""
    return (_state(error) or "").startswith("22")


def named(error: BaseException) -> str:
    """One line for logs and people, in characters that every database holds. What a database says about its
    parameters is left out: they may be personal."""
    if isinstance(error, DBAPIError):
        return f"{type(error.orig).__name__} {_state(error) or ''}".strip()
    line = f"{type(error).__name__}: {error}".replace("\0", "").splitlines()[0]
    return line.encode(errors="backslashreplace").decode()[:300]


def _state(error: BaseException) -> str | None:
    """The SQLSTATE, also of an error of asyncpg itself (COPY goes past SQLAlchemy)."""
    state = getattr(getattr(error, "orig", error), "sqlstate", None)
    return state if isinstance(state, str) else None
