"""A service for a command: its database and operations, without its background tasks.

What a command says goes to the outbox; the running platform's relay finds it there within half a second.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from services.chassis.log import Origin, Work
from services.chassis.store.migration import migrate
from services.chassis.web import Service
from services.platform.alone import app_of

Result = TypeVar("Result")


def in_unit(service_name: str, operation: Callable[[Service, Work], Awaitable[Result]]) -> Result:
    """Run one operation in one unit of work of a service, as the person at the command line."""

    async def run() -> Result:
        service: Service = app_of(service_name).state.service
        try:
            if service.around.migrate:
                await migrate(service.database, service.blueprint.migrations)
            return await service.units.transact(Origin("command"), lambda work: operation(service, work))
        finally:
            await service.database.close()

    return asyncio.run(run())
