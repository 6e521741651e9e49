"""`play(story, start="18:00")` runs `async def story(patrol)` on a fresh patrol, on the chosen store."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from services.chassis.clock.virtual import run_virtual
from tests.support.patrol import Patrol, migrated, patrol

Story = Callable[[Patrol], Awaitable[Any]]
Play = Callable[..., Any]


@pytest.fixture
def play(databases: Any, chosen_store: str, tmp_path: Path) -> Play:
    def run(story: Story, start: str = "18:00") -> Any:
        url = databases.prepared("patrol", migrated)

        async def whole() -> Any:
            async with patrol(url, tmp_path, start) as desk:
                return await story(desk)

        # Waiting costs nothing on SQLite; a real server answers in real time.
        return run_virtual(whole()) if chosen_store == "sqlite" else asyncio.run(whole())

    return run
