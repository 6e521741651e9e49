"""What reaches us before there is a request: heads that never end, that are huge, or that are none."""

import asyncio
import json
from collections.abc import Sequence

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

LARGEST_HEAD = 32_768  # bytes: the first line and all headers
SECONDS_FOR_A_HEAD, SECONDS_TO_HEAR_IT = 10.0, 1.0
STILL_COMING = (400, 431)
TITLES = {
    400: "无法识别的请求。/ This is no request that can be read.",
    408: "请求没有按时传完。/ The request did not come in time.",
    431: "请求头太大。/ The headers are too large.",
    503: "暂时不能受理，请稍后再试。/ Not possible right now; try again.",
}


class Guarded(HttpToolsProtocol):
    """One connection. No head is waited for longer than `seconds_for_a_head`; at the end of the process nobody waits
    for a request of which only a part has come."""

    seconds_for_a_head = SECONDS_FOR_A_HEAD

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._head_is_there, self._bytes = False, 0
        self._refusal, self._refused = 400, False
        self._late: asyncio.TimerHandle | None = None
        self._wait_for_a_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_longer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        self._bytes += len(data)
        super().data_received(data)
        if self._head_is_there or self._refused or self.transport.is_closing():
            return
        if self._bytes > LARGEST_HEAD:
            self._refuse(431)
        elif self._late is None:  # also of what follows on a connection that was used before
            self._wait_for_a_head()

    def on_headers_complete(self) -> None:
        self._wait_no_longer()
        self._head_is_there = True
        if self._bytes > LARGEST_HEAD and _length(self.url, self.headers) > LARGEST_HEAD:
            self._refusal = 431
            raise ValueError("the head is too large")  # the parser ends here, and asks for the refusal
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        self._head_is_there, self._bytes = bool(self.pipeline), 0
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        self._refuse(self._refusal)

    def shutdown(self) -> None:
        half_sent = self.cycle is not None and self.cycle.more_body and not self.cycle.response_started
        super().shutdown()
        if half_sent:
            self._refuse(503)

    def _unsupported_upgrade_warning(self) -> None:
        """Nothing here speaks another protocol; the request is answered as it stands."""

    def _wait_for_a_head(self) -> None:
        self._late = self.loop.call_later(self.seconds_for_a_head, self._too_late)

    def _wait_no_longer(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _too_late(self) -> None:
        self._late = None
        if self._bytes:
            self._refuse(408)
        else:
            self.transport.close()

    def _refuse(self, status: int) -> None:
        """Answer without an app, and close."""
        if self._refused or self.transport.is_closing():
            return
        content = {"type": "about:blank", "title": TITLES[status], "status": status, "code": f"http-{status}"}
        body = json.dumps(content, ensure_ascii=False).encode()
        headers = [
            b"content-type: application/problem+json",
            b"content-length: %d" % len(body),
            b"connection: close",
        ]
        if status == 503:
            headers.append(b"retry-after: 1")
        self.transport.write(STATUS_LINE[status] + b"\r\n".join(headers) + b"\r\n\r\n" + body)
        if status in STILL_COMING:
            # Closed at once, what still comes would have the system throw the answer away.
            self._refused = True
            self.transport.write_eof()
            self.loop.call_later(SECONDS_TO_HEAR_IT, self.transport.close)
        else:
            self.transport.close()


def _length(url: bytes, headers: Sequence[tuple[bytes, bytes]]) -> int:
    return len(url) + sum(len(name) + len(value) + 4 for name, value in headers)
