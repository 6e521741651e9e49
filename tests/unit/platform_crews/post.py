"""A patrol post that answers like patrol, small enough to see through: teams, one offer at a time, steps in order."""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import httpx2

START = datetime(2026, 12, 5, 12, tzinfo=UTC)
STEPS = {
    "acceptance": ("offered", "accepted"),
    "departure": ("accepted", "en_route"),
    "arrival": ("en_route", "arrived"),
    "outcome": ("arrived", "done"),
}


class LoopClock:
    """The loop's own time as business time: a virtual night costs nothing."""

    def now(self) -> datetime:
        return START + timedelta(seconds=asyncio.get_running_loop().time())

    async def until(self, moment: datetime) -> None:
        await asyncio.sleep(max(0.0, (moment - self.now()).total_seconds()))


@dataclass
class Post:
    """`waiting`: rescues without a team. `away`: so many requests find nobody; `quicker`: so many lose a race.
    `steps`: all that was said."""

    waiting: deque[str] = field(default_factory=deque)
    teams: dict[str, dict[str, Any]] = field(default_factory=dict)
    offers: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    steps: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    away: int = 0
    quicker: int = 0
    station_full: bool = False
    late_estimates: bool = False

    async def __call__(self, scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Any) -> None:
        if self.away > 0:
            self.away -= 1
            raise httpx2.ConnectError("nobody listens")
        query = parse_qs(scope["query_string"].decode())
        content = (await receive()).get("body", b"")
        body = json.loads(content) if content else {}
        once = dict(scope["headers"]).get(b"idempotency-key")
        if self.quicker > 0:
            self.quicker -= 1
            status, answer = 409, {"code": "conflict"}
        elif once in self.answers:
            status, answer = self.answers[once]
        else:
            status, answer = self._answer(scope["method"], scope["path"].split("/")[4:], body, query)
            if once and status < 400:
                self.answers[once] = (status, answer)
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps(answer).encode()})

    def _answer(self, method: str, path: list[str], body: dict[str, Any], query: Any) -> tuple[int, Any]:
        self._lapse()
        match method, *path:
            case "POST", "teams":
                team = {
                    "id": f"team-{len(self.teams)}",
                    "name": body["name"],
                    "free": False,
                    "answering": True,
                }
                self.teams[team["id"]] = team
                return 201, team
            case "GET", "teams":
                return 200, {"items": list(self.teams.values()), "next": None}
            case "GET", "places":
                return 200, {"items": [{"id": "station", "free": 3, "area": "990101001"}], "next": None}
            case "GET", "offers":
                self._offer()
                return 200, {"items": self._live(), "next": None}
            case "GET", "rescues":
                left = [{"id": rescue} for rescue in self.waiting] or self._live()
                return 200, {"items": left[:1], "next": None}
            case "GET", "figures":
                return 200, {"count": self.said("outcome")}
            case _, "teams", team, step:
                return self._team_says(self.teams[team], method, step, body)
            case "POST", "rescues", rescue, step:
                return self._step(rescue, step, body)
        return 404, {"title": "no such address"}

    def _team_says(
        self, team: dict[str, Any], method: str, step: str, body: dict[str, Any]
    ) -> tuple[int, Any]:
        self.steps.append((step if method != "DELETE" else "off shift", team["id"], body))
        if step == "shift":
            team["free"] = method == "POST"
        team["answering"] = True
        return 200, {**team, "position": {"received_at": LoopClock().now().isoformat()}}

    def _step(self, rescue: str, step: str, body: dict[str, Any]) -> tuple[int, Any]:
        offer = self.offers.get(body["offer"])
        if offer is None or offer["rescue"] != rescue or offer not in self._live():
            return 409, {"title": "no longer live", "code": "offer-not-live"}
        if step == "outcome" and self.station_full and "place" in body:
            return 409, {"title": "full", "code": "place-full"}
        if step == "estimate" and self.late_estimates:
            return 422, {"title": "that time has passed", "code": "estimate-past"}
        self.steps.append((step, offer["team"], body))
        if step == "refusal":
            offer["state"] = "declined"
            self.waiting.append(rescue)
        elif step in STEPS:
            before, after = STEPS[step]
            if offer["state"] != before:
                return 409, {"title": "out of order", "code": "step-out-of-order"}
            offer["state"] = after
        self._offer()
        return 200, {"id": rescue, "received_at": START.isoformat()}

    def _live(self) -> list[dict[str, Any]]:
        return [
            offer for offer in self.offers.values() if offer["state"] not in ("declined", "lapsed", "done")
        ]

    def _offer(self) -> None:
        busy = {offer["team"] for offer in self._live()}
        free = [
            team
            for team in self.teams.values()
            if team["free"] and team["answering"] and team["id"] not in busy
        ]
        while self.waiting and free:
            self._make(self.waiting.popleft(), free.pop(0)["id"])

    def _make(self, rescue: str, team: str) -> None:
        now = LoopClock().now()
        number = f"offer-{len(self.offers)}"
        self.offers[number] = {
            "id": number,
            "rescue": rescue,
            "team": team,
            "state": "offered",
            "people": 1,
            "point": {"longitude": 100.01, "latitude": 40.01},
            "estimated_seconds": 300,
            "lapses_at": (now + timedelta(seconds=90)).isoformat(),
            "promised_at": (now + timedelta(seconds=600)).isoformat(),
        }

    def _lapse(self) -> None:
        for offer in self._live():
            if offer["state"] == "offered" and LoopClock().now().isoformat() >= offer["lapses_at"]:
                offer["state"] = "lapsed"
                self.teams[offer["team"]]["answering"] = False
                self.waiting.append(offer["rescue"])

    def said(self, step: str) -> int:
        return sum(1 for said, _, _ in self.steps if said == step)
