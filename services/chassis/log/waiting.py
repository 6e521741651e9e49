"""Waiting for whichever comes first."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


async def wait_first(seconds: float, *events: asyncio.Event) -> None:
    """Return when one of the events is set or the time is over."""
    if any(event.is_set() for event in events):
        return
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


async def unless(
    stopping: asyncio.Event, coming: Coroutine[Any, Any, Result], seconds: float | None = None
) -> Result | None:
    """What is coming, or None when `stopping` is set before it. Raises TimeoutError after `seconds`."""
    task, end = asyncio.ensure_future(coming), asyncio.ensure_future(stopping.wait())
    try:
        await asyncio.wait({task, end}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        if end.done():
            return None
        raise TimeoutError(f"nothing within {seconds} s")
    finally:
        end.cancel()
        await _abandoned(task)


async def _abandoned(task: "asyncio.Future[Any]") -> None:
    """Cancelled and gone, so that whatever it used may be closed."""
    if not task.done():
        task.cancel()
        await asyncio.wait({task})
