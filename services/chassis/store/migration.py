"""Schema versions: alembic, one history per service, up and down, on both databases."""

import asyncio
from functools import lru_cache
from pathlib import Path
from typing import Any

from alembic import command, context
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from services.chassis.store.database import Database
from services.chassis.store.failures import is_conflict

ATTEMPTS, PAUSE_SECONDS = 20, 0.5


def config_of(folder: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder))
    return config


async def migrate(database: Database, folder: Path, revision: str = "head") -> None:
    """Bring the schema to `revision` (`head`, `base`, an id, or `-1` for one step back)."""

    def run(connection: Connection) -> None:
        config = config_of(folder)
        config.attributes["connection"] = connection
        back = revision == "base" or revision.startswith("-") or revision in _behind(connection, folder)
        (command.downgrade if back else command.upgrade)(config, revision)

    for attempt in range(1, ATTEMPTS + 1):
        try:
            async with database.schema_change() as connection:
                await connection.run_sync(run)
            return
        except DBAPIError as error:
            # Whoever works on the tables meanwhile takes them in another order: nothing was done, so once more.
            if attempt == ATTEMPTS or not is_conflict(error):
                raise
        await asyncio.sleep(PAUSE_SECONDS)


def _behind(connection: Connection, folder: Path) -> set[str]:
    """The revisions that the schema has been through, without the present one."""
    script = ScriptDirectory.from_config(config_of(folder))
    present = MigrationContext.configure(connection).get_current_revision()
    if present is None or present not in _history(folder)[0]:
        return set()
    return {step.revision for step in script.iterate_revisions(present, "base")} - {present}


async def revision_of(database: Database) -> str | None:
    """The revision that the schema is at; None when there is none yet."""

    def current(connection: Connection) -> str | None:
        return MigrationContext.configure(connection).get_current_revision()

    async with database.reading_engine.connect() as connection:
        return await connection.run_sync(current)


async def schema_is_old(database: Database, folder: Path) -> bool:
    """True when the schema is older than this code needs; a newer one (an unknown revision) is fine."""
    found = await revision_of(database)
    known, head = _history(folder)
    return found is None or (found in known and found != head)


@lru_cache
def _history(folder: Path) -> tuple[frozenset[str], str | None]:
    """All revisions that this code knows, and the newest. Read once: readiness is asked every few seconds."""
    script = ScriptDirectory.from_config(config_of(folder))
    return frozenset(step.revision for step in script.walk_revisions()), script.get_current_head()


def run_migrations(metadata: MetaData, **options: Any) -> None:
    """What every service's `migrations/env.py` calls."""
    connection = context.config.attributes["connection"]
    batch = connection.dialect.name == "sqlite"
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=batch, **options)
    with context.begin_transaction():
        context.run_migrations()
