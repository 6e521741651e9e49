"""Others in the world, on real sockets: a mail server, and whoever has a robot."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


@dataclass
class MailServer:
    """Takes mails, or refuses whom it was told to; `silent`: it takes the connection and never says a word."""

    port: int = 0
    silent: bool = False
    refused: set[str] = field(default_factory=set)
    mails: list[EmailMessage] = field(default_factory=list)
    connections: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        if self.silent:
            await reader.read()
            return
        writer.write(b"220 mail.test\r\n")
        while line := (await reader.readline()).strip().decode():
            if line.upper() == "DATA":
                writer.write(b"354 go on\r\n")
                self._keep(await reader.readuntil(b"\r\n.\r\n"))
            refused = line.upper().startswith("RCPT") and any(one in line for one in self.refused)
            writer.write(b"550 nobody here\r\n" if refused else b"250 ok\r\n")
            if line.upper() == "QUIT":
                break
        writer.close()

    def _keep(self, text: bytes) -> None:
        mail = message_from_bytes(text[:-5], policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)


@dataclass
class Robots:
    """An HTTP server that answers every robot alike and keeps what it was sent: address and JSON."""

    answer: dict[str, Any] = field(default_factory=lambda: {"errcode": 0, "errmsg": "ok"})
    status: int = 200
    headers: str = ""
    port: int = 0
    came: list[tuple[str, Any]] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lengths = [
            line.split(":")[1] for line in head.split("\r\n") if line.lower().startswith("content-length")
        ]
        body = await reader.readexactly(int(lengths[0])) if lengths else b"null"
        self.came.append((head.split(" ")[1], json.loads(body)))
        said = json.dumps(self.answer).encode()
        writer.write(
            f"HTTP/1.1 {self.status} x\r\n{self.headers}content-length: {len(said)}\r\n"
            "connection: close\r\n\r\n".encode()
        )
        writer.write(said)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def listening(server: MailServer | Robots) -> AsyncIterator[None]:
    socket = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = socket.sockets[0].getsockname()[1]
    try:
        yield
    finally:
        socket.close()
