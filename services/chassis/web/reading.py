"""How much of a request's body is read, and how long it is waited for."""

import asyncio
from collections.abc import Callable
from typing import Any

from starlette.types import Receive

LARGEST_BODY = 1_000_000  # bytes; a report with all its words has a few thousand
LONGEST_SILENCE, LONGEST_BODY = 10.0, 30.0  # seconds between two pieces, and for all of them


class TooLarge(BaseException):
    """No Exception: the framework, which reads the body, would take it for a broken one."""


class TooSlow(BaseException):
    """Nor this."""


def limited(receive: Receive, answered: Callable[[], bool]) -> Receive:
    """Raises TooLarge and TooSlow; once the answer has begun, the caller is taken for gone."""
    loop = asyncio.get_running_loop()
    seen, whole, over = 0, False, loop.time() + LONGEST_BODY

    async def read() -> Any:
        nonlocal seen, whole
        if whole:  # what comes now is that the caller has gone, which may take for ever
            return await receive()
        try:
            async with asyncio.timeout_at(min(loop.time() + LONGEST_SILENCE, over)):
                message = await receive()
        except TimeoutError:
            if answered():
                return {"type": "http.disconnect"}
            raise TooSlow from None
        seen += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        if seen > LARGEST_BODY:
            if answered():
                return {"type": "http.disconnect"}
            raise TooLarge
        return message

    return read
