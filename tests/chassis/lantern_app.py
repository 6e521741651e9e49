"""The lantern service with its pages for machines: what the tests of access, problems and streams talk to."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

import httpx2
from fastapi import APIRouter, Depends, FastAPI, Response
from fastapi.responses import StreamingResponse
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.access import hash_of, visible
from services.chassis.clock import Clock, Ids
from services.chassis.log import Log, Work
from services.chassis.web import (
    Blueprint,
    Body,
    Call,
    Page,
    ProblemKind,
    Service,
    Shown,
    Surroundings,
    build,
    call_by,
    decode_cursor,
    hidden_unless,
    page_of,
)
from services.chassis.web.calls import key_of
from services.chassis.web.paging import BadCursor
from services.chassis.web.streams import Changed, Screens
from services.chassis.web.words import Text
from services.contracts.envelope import Envelope
from services.contracts.values import Area, Instant, Point
from services.contracts.words import Role
from tests.chassis.lanterns import COMMON, KEYRING, MIGRATIONS, Base, LanternRow, say_lit

EVERYBODY = tuple(Role)
Dispatching = Annotated[Call, Depends(call_by(Role.DISPATCHER))]
Reading = Annotated[Call, Depends(call_by(*EVERYBODY))]


class LanternExists(Exception):
    def __init__(self, lantern: str) -> None:
        super().__init__(lantern)
        self.lantern = lantern


class TooBright(Exception):
    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


PROBLEMS = {
    LanternExists: ProblemKind(409, "lantern-exists", Text("已有这盏灯。", "There is such a lantern.")),
    TooBright: ProblemKind(422, "too-bright", Text("最亮 {most}。", "At most {most}."), pointer="brightness"),
}


class NewLantern(Body):
    id: str = Field(min_length=1, max_length=20)
    area: Area = "990101"
    brightness: int = Field(default=0, ge=0, le=100)
    kind: Literal["oil", "paper"] = "paper"
    hung_at: Instant | None = None
    point: Point | None = None
    words: list[str] = Field(default=[], max_length=3)


class LanternShown(Shown):
    id: str
    area: str
    brightness: int
    version: int


router = APIRouter(prefix="/api/v1")


@router.post("/lanterns", status_code=201, response_model=LanternShown)
async def hang(body: NewLantern, call: Dispatching) -> Response:
    async def operation(work: Work) -> LanternShown:
        call.actor.must_see(body.area)
        if await work.session.get(LanternRow, body.id) is not None:
            raise LanternExists(body.id)
        row = LanternRow(id=body.id, area=body.area, brightness=body.brightness)
        work.session.add(row)
        await work.session.flush()
        say_lit(work, row.id, row.brightness)
        return LanternShown.model_validate(row)

    return await call.answer(operation, 201, location=lambda shown: f"/lanterns/api/v1/lanterns/{shown.id}")


@router.post("/lanterns/{lantern}/brightness", response_model=LanternShown)
async def brighten(lantern: str, call: Dispatching, by: int = 1) -> Response:
    async def operation(work: Work) -> LanternShown:
        row = hidden_unless(await work.session.get(LanternRow, lantern))
        call.actor.must_see(row.area)
        if row.brightness + by > 100:
            raise TooBright(100)
        row.brightness += by
        await work.session.flush()
        say_lit(work, row.id, row.brightness)
        return LanternShown.model_validate(row)

    return await call.answer(operation)


@router.get("/lanterns", response_model=Page[LanternShown])
async def listed(call: Reading, limit: int = 50, cursor: str | None = None) -> Response:
    wanted = visible(select(LanternRow), call.actor, LanternRow.area).order_by(LanternRow.id).limit(limit + 1)  # type: ignore[arg-type]
    match decode_cursor(cursor):
        case None:
            pass
        case [str() as last]:
            wanted = wanted.where(LanternRow.id > last)  # type: ignore[operator,arg-type]
        case _:
            raise BadCursor
    async with call.read() as session:
        found = (await session.execute(wanted)).scalars().all()
    return call.page(
        page_of([LanternShown.model_validate(row) for row in found], limit, lambda row: [row.id])
    )


@router.get("/lanterns/{lantern}", response_model=LanternShown)
async def read(lantern: str, call: Reading) -> LanternShown:
    async with call.read() as session:
        row = hidden_unless(await session.get(LanternRow, lantern))
    call.actor.must_see(row.area)
    return LanternShown.model_validate(row)


@router.get("/broken")
async def broken(call: Reading) -> None:
    raise RuntimeError("13912345678")


async def look(session: AsyncSession, envelopes: Sequence[Envelope]) -> list[list[Changed]]:
    return [await _changed(session, envelope.subject) for envelope in envelopes]


async def _changed(session: AsyncSession, lantern: str) -> list[Changed]:
    row = await session.get(LanternRow, lantern)
    if row is None:
        return []
    if row.id == "unshowable":
        raise ValueError("this one cannot be shown")
    return [Changed("lantern", row.area, LanternShown.model_validate(row), team=row.id)]


def _stream_of(screens: Screens) -> APIRouter:
    streaming = APIRouter(prefix="/api/v1")

    @streaming.get("/stream")
    async def stream(call: Reading) -> StreamingResponse:
        last = call.request.headers.get("last-event-id")
        return screens.response(call.service, call.actor, key_of(call.request), last)

    return streaming


def lantern_app(url: str, log: Log, clock: Clock) -> FastAPI:
    """`log` is started and stopped by somebody else."""
    screens = Screens(look)
    blueprint = Blueprint(
        name="lanterns",
        base=Base,
        tables=COMMON,
        migrations=MIGRATIONS,
        purposes=("words",),
        routers=[router, _stream_of(screens)],
        problems=PROBLEMS,
        background=[screens.feed],
    )
    around = Surroundings(clock, Ids(clock, 1), log, KEYRING, url, owns_log=False)
    return build(blueprint, around)


@dataclass
class Running:
    app: FastAPI
    http: httpx2.AsyncClient
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def service(self) -> Service:
        service: Service = self.app.state.service
        return service

    async def key(self, role: Role, scope: str = "*", team: str | None = None) -> dict[str, str]:
        """Headers of a new key, put straight into the service's copy."""
        name = f"{role}-{scope}-{team}"
        row = {"id": name, "hash": hash_of(name), "name": name, "role": role, "scope": scope, "team": team}
        async with self.service.database.write() as session:
            await session.execute(COMMON.access.insert().values(row | {"revoked": False}))
        self.service.keys.forget()
        return {"Authorization": f"Bearer {name}"}

    @asynccontextmanager
    async def listening(self, headers: dict[str, str], last: str | None = None) -> AsyncIterator["Listener"]:
        more = {"Last-Event-ID": last} if last is not None else {}
        listener = Listener(self.app, {**headers, **more})
        try:
            yield listener
        finally:
            await listener.leave()


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[Running]:
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://test/lanterns") as http,
    ):
        yield Running(app, http)


class Listener:
    """A screen: reads the stream as it comes. It stops reading while `reading` is cleared."""

    def __init__(self, app: FastAPI, headers: dict[str, str]) -> None:
        self.status: int | None = None
        self.events: list[tuple[str, str | None, Any]] = []
        """Name, id, data."""
        self.reading = asyncio.Event()
        self.reading.set()
        self._gone = asyncio.Event()
        raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": "/lanterns/api/v1/stream",
            "raw_path": b"/lanterns/api/v1/stream",
            "query_string": b"",
            "headers": raw,
            "server": ("test", 80),
            "client": ("test", 1),
            "root_path": "",
        }
        self._task = asyncio.ensure_future(app(scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        await self.reading.wait()
        if message["type"] == "http.response.start":
            self.status = message["status"]
        for event in message.get("body", b"").decode().split("\n\n"):
            lines = dict(line.split(": ", 1) for line in event.splitlines())
            if "event" in lines:
                self.events.append((lines["event"], lines.get("id"), json.loads(lines["data"])))

    @property
    def ended(self) -> bool:
        return self._task.done()

    def named(self, name: str) -> list[Any]:
        """The data of the events of this name."""
        return [data for event, _, data in self.events if event == name]

    @property
    def last_id(self) -> str | None:
        return next((id for _, id, _ in reversed(self.events) if id), None)

    async def leave(self) -> None:
        self._gone.set()
        self.reading.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self._task), 5.0)
        assert self._task.done(), "a stream did not end when its listener left"
