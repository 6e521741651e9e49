"""One attempt. Whatever the other side does, it ends within five seconds and in a result."""

import asyncio

import httpx2

from services.notify.domain.message import Result, Verdict
from services.notify.domain.outgoing import Outgoing, Parcel, judge, outgoing
from services.notify.timers import apprised

TIMEOUT_SECONDS = 5.0
LONGEST_ANSWER = 64_000  # bytes read of an answer; what matters is in its first line


async def send(client: httpx2.AsyncClient, parcel: Parcel, timestamp: int) -> Result:
    """`timestamp`: Unix seconds. Never raises for what the other side does, nor keeps what it says."""
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            if parcel.channel in apprised.CHANNELS:
                return await apprised.send(parcel)
            return await _exchange(client, parcel, outgoing(parcel, timestamp))
    except (TimeoutError, httpx2.TimeoutException):
        return Result(Verdict.BROKEN, "timeout")
    except (httpx2.HTTPError, OSError):
        return Result(Verdict.BROKEN, "unreachable")
    except (httpx2.InvalidURL, UnicodeError, ValueError):
        return Result(Verdict.REFUSED, "unfit_address")


async def _exchange(client: httpx2.AsyncClient, parcel: Parcel, request: Outgoing) -> Result:
    kind = "content" if isinstance(request.content, bytes) else "data" if request.as_form else "json"
    asked = client.stream(
        request.method,
        request.url,
        headers=dict(request.headers),
        timeout=TIMEOUT_SECONDS,
        follow_redirects=False,
        **{kind: request.content},  # type: ignore[arg-type]
    )
    async with asked as response:
        body = b""
        async for part in response.aiter_bytes():
            body += part
            if len(body) > LONGEST_ANSWER:
                break
    return judge(response.status_code, body, parcel.provider.accepted if parcel.provider else {})
