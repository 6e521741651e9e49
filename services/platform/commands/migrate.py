"""`relief migrate`: bring the schemas to a version, as the role that owns them."""

import asyncio
from typing import Annotated

import typer

from services.chassis.store import Database
from services.chassis.store.migration import migrate, revision_of
from services.platform.alone import SERVICES, migrations_of, settings_of
from services.platform.commands.service import Name


def migrate_command(
    service: Annotated[Name | None, typer.Option(help="only this one")] = None,
    revision: Annotated[str, typer.Option(help="head, base, an id, or -1 for one step back")] = "head",
) -> None:
    """Bring the schema of every service to a version: `PATROL_OWNER_URL` and so on, else the database's URL."""
    for name in [service.value] if service else SERVICES:
        was, now = asyncio.run(_migrate(name, revision))
        print(f"{name:<12} {was} → {now}" if was != now else f"{name:<12} {now}", flush=True)


async def _migrate(name: str, revision: str) -> tuple[str, str]:
    """Where the schema was and where it is."""
    database = Database(settings_of(name).owner_of(name))
    try:
        was = await revision_of(database)
        await migrate(database, migrations_of(name), revision)
        return was or "empty", await revision_of(database) or "empty"
    finally:
        await database.close()
