"""Schema versions: alembic, one history per service, up and down, on both databases."""

from pathlib import Path
from typing import Any

from alembic import command, context
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData
from sqlalchemy.engine import Connection

from services.chassis.store.database import Database


def config_of(folder: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder))
    return config


async def migrate(database: Database, folder: Path, revision: str = "head") -> None:
    """Bring the schema to `revision` (`head`, `base`, or an id; downwards too)."""

    def run(connection: Connection) -> None:
        config = config_of(folder)
        config.attributes["connection"] = connection
        down = revision == "base" or revision.startswith("-")
        (command.downgrade if down else command.upgrade)(config, revision)

    async with database.engine.begin() as connection:
        await connection.run_sync(run)


async def schema_is_old(database: Database, folder: Path) -> bool:
    """True when the schema is older than this code needs; a newer one (an unknown revision) is fine."""
    script = ScriptDirectory.from_config(config_of(folder))
    known = {step.revision for step in script.walk_revisions()}

    def current(connection: Connection) -> str | None:
        return MigrationContext.configure(connection).get_current_revision()

    async with database.reading_engine.connect() as connection:
        found = await connection.run_sync(current)
    return found is None or (found in known and found != script.get_current_head())


def run_migrations(metadata: MetaData, **options: Any) -> None:
    """What every service's `migrations/env.py` calls."""
    connection = context.config.attributes["connection"]
    batch = connection.dialect.name == "sqlite"
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=batch, **options)
    with context.begin_transaction():
        context.run_migrations()
