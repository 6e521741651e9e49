"""A service for a command: its database and operations, without its background tasks.

What a command says goes to the outbox; the running platform's relay finds it there within half a second.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import make_url

from services.chassis.log import Origin, Work
from services.chassis.store.migration import migrate
from services.chassis.web import Service
from services.platform.alone import app_of, migrates_itself, settings_of

Result = TypeVar("Result")


def database_of(service_name: str) -> str:
    """Where a command looks: the path of a file, or an address without its password."""
    url = make_url(settings_of(service_name).database_of(service_name))
    return str(url.database) if migrates_itself(str(url)) else url.render_as_string(hide_password=True)


def _must_be_there(service_name: str) -> None:
    settings = settings_of(service_name)
    found = database_of(service_name)
    if migrates_itself(settings.database_of(service_name)) and not Path(found).exists():
        raise FileNotFoundError(
            f"没有数据库 {found}，什么也没有建；平台的文件夹用 RELIEF_VAR 指定"
            f" / there is no database {found}, and nothing was made; RELIEF_VAR names the platform's folder"
        )


def in_unit(
    service_name: str, operation: Callable[[Service, Work], Awaitable[Result]], begins: bool = False
) -> Result:
    """Run one operation in one unit of work of a service, as the person at the command line. `begins`: with it a
    platform may begin; everything else makes no file, and raises FileNotFoundError where there is no database."""
    if not begins:
        _must_be_there(service_name)

    async def run() -> Result:
        service: Service = app_of(service_name).state.service
        try:
            if service.around.migrate:
                await migrate(service.database, service.blueprint.migrations)
            return await service.units.transact(Origin("command"), lambda work: operation(service, work))
        finally:
            await service.database.close()

    return asyncio.run(run())
