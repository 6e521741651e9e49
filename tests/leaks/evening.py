"""The caller's evening: everything that can be told, by the right door and by the wrong one, to its end."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

import httpx2

from services.contracts.values import Point
from services.platform.client import Api
from services.platform.crews.crew import PATROL, Crew
from services.platform.evening.area import COUNTY, PROFILES
from services.platform.evening.people import People, gather
from services.platform.evening.places import RAILWAY_BRIDGE
from tests.leaks.caller import ID_NUMBER, NAME, PHONE, WORDS_IN_ENGLISH, reason, told

Found = TypeVar("Found")
INTAKE = "/intake/api/v1"
OTHERS = ("cries-for-relief", "service-requests", "complaints")
QUICK = {"limit_seconds": 1, "at_risk_margin_seconds": 0, "offer_lasts_seconds": 60, "join_metres": 10}
PLAN = {
    "profiles": [{"name": "quick", **QUICK}],
    "grade_rules": PROFILES["grade_rules"],
    "travel": [{"detour": 1.0, "kilometres_per_hour": 300}],
}
"""Clocks that have run out when the call is saved: the leader is told, and a reason is owed."""
PATIENCE_SECONDS, LOOK_SECONDS = 30.0, 0.1
APART_DEGREES = 0.004
"""Between two calls: never the same person."""
LATE = timedelta(minutes=2)
LARGE = 12_000


@dataclass
class Evening:
    """`http` reaches the platform, without a key of its own; `said` counts what was asked, by the answer's class."""

    http: httpx2.AsyncClient
    people: People
    said: dict[int, int] = field(default_factory=dict)
    _calls: Any = field(default_factory=count)

    @classmethod
    async def begin(cls, http: httpx2.AsyncClient, key: str, provider: str) -> "Evening":
        admin = Api(http, key)
        people = await gather(admin, provider)
        await admin.put(f"{PATROL}/profiles/{COUNTY}", PLAN)
        person = {"login": NAME, "name": NAME, "posts": [{"role": "operator", "area": COUNTY}]}
        await admin.post("/notify/api/v1/people", {**person, "password": WORDS_IN_ENGLISH})
        evening = cls(http, people)
        for api in (people.operator, people.dispatcher, *(team.api for team in people.teams)):
            await eventually(lambda api=api: _answers(api), "keys are known")
        informant = {"phone": PHONE, "name": NAME, "occupation": "出租车司机", "area": COUNTY}
        await people.operator.put(f"{INTAKE}/informants", informant)
        until = datetime.now(UTC) + timedelta(hours=6)
        for team in people.teams:
            await team.on_shift(until, RAILWAY_BRIDGE.point)
        return evening

    async def round(self, english: bool) -> None:
        """Each way in which a call may go, once."""
        await self._answered_by_teams(english)
        await self._ended_by_a_dispatcher(english)
        await self._kept_at_the_desk(english)
        for kind in OTHERS:
            await self._taken(kind, english)
        await self._by_the_wrong_door()

    async def call(self, english: bool, **details: Any) -> dict[str, Any]:
        """A sighting, taken in."""
        return await self._post(self.people.operator, f"{INTAKE}/sightings", self._body(english, **details))

    async def _answered_by_teams(self, english: bool) -> None:
        taken = await self.call(english)
        team = await self._asked()
        await team.decline(reason(english))
        team = await self._asked()
        await team.say_yes()
        await team.depart()
        later = datetime.now(UTC) + timedelta(minutes=20)
        await team.estimate(later, reason(english))
        await team.arrive()
        await team.answer("refused", people=1, handed_out={"card": 1}, words=reason(english))
        await eventually(lambda: self._is_closed(taken["id"]), "the report is closed")
        await self._rescue_said(team.rescue, "breach-reason", reason=reason(english))

    async def _ended_by_a_dispatcher(self, english: bool) -> None:
        await self.call(english, signs=["unconscious"])
        team = await self._asked()
        other = next(one for one in self.people.teams if one.id != team.id)
        await self._rescue_said(team.rescue, "grade", grade="protective", reason=reason(english))
        await self._rescue_said(team.rescue, "dispatch", team=other.id, reason=reason(english))
        team = await self._asked()
        await team.say_yes()
        await self._rescue_said(team.rescue, "clock-stop", reason=reason(english))
        outcome = {"outcome": "false_report", "reason": reason(english), "words": reason(english)}
        await self._rescue_said(team.rescue, "outcome", **outcome)

    async def _kept_at_the_desk(self, english: bool) -> None:
        taken = await self._taken("cries-for-relief", english)
        one = f"{INTAKE}/cries-for-relief/{taken['id']}"
        for what, body in {
            "notes": {"words": reason(english)},
            "place": {**told(english), "reason": reason(english)} | {"words": None},
            "hand-over": {"to": "role:dispatcher"},
        }.items():
            await self._post(self.people.operator, f"{one}/{what}", {k: v for k, v in body.items() if v})
        await self._post(self.people.dispatcher, f"{one}/hand-over/acceptance", {})
        await self._post(
            self.people.dispatcher, f"{one}/closing", {"outcome": "helped", "reason": reason(english)}
        )

    async def _taken(self, kind: str, english: bool) -> dict[str, Any]:
        taken = await self._post(self.people.operator, f"{INTAKE}/{kind}", self._body(english))
        if "tracking_token" in taken:
            await self._refused("GET", f"/intake/reports/{taken['tracking_token']}", allowed=True)
        return taken

    async def _by_the_wrong_door(self) -> None:
        """What people and programs get wrong: said in the wrong field, at the wrong address, unreadably."""
        body = self._body(english=False)
        for field_name in ("road", "reference", "channel", "caller", "area", "language", "found_at", "电话"):
            for wrong in (PHONE, ID_NUMBER, reason(english=False)):
                await self._refused(
                    "POST",
                    f"{INTAKE}/sightings",
                    json={**body, field_name: wrong + "x" * (field_name == "caller")},
                )
        for path in (
            f"{INTAKE}/sightings/{PHONE}",
            f"{INTAKE}/{PHONE}",
            f"/{PHONE}",
            f"/intake/reports/{ID_NUMBER}",
        ):
            await self._refused("GET", path)
        for query in ("area", "since", "cursor", "電話", "reference"):
            params = {query: reason(english=False)}
            await self._refused("GET", f"{INTAKE}/sightings", params=params, allowed=query == "reference")
        for content in (reason(english=True).encode(), b'{"words": "' + reason(english=False).encode()):
            await self._refused("POST", f"{INTAKE}/sightings", content=content)
        large = f"{INTAKE}/sightings?{PHONE}"
        await self._refused("POST", large, json={**body, "words": reason(english=False) * LARGE})
        sign_in = {"login": PHONE, "password": ID_NUMBER}
        await self._refused("POST", "/notify/api/v1/sessions", json=sign_in, key=False)
        await self._refused(
            "GET", f"{INTAKE}/sightings", headers={"Authorization": f"Bearer {PHONE}"}, key=False
        )

    def _body(self, english: bool, **details: Any) -> dict[str, Any]:
        number = next(self._calls)
        bridge = RAILWAY_BRIDGE.point
        point = {"longitude": bridge.longitude + number % 20 * APART_DEGREES, "latitude": bridge.latitude}
        point["latitude"] += number // 20 * APART_DEGREES
        language = "en" if english else "zh-CN"
        called = {"channel": "phone", "point": Point(**point).model_dump(), "caller": PHONE, "area": COUNTY}
        received_at = (datetime.now(UTC) - LATE).isoformat()
        return {**called, "language": language, "received_at": received_at, **told(english), **details}

    async def _asked(self) -> Crew:
        """The team with a live offer that it has not answered."""

        async def look() -> Crew | None:
            for team in self.people.teams:
                for offer in await team.offers():
                    if offer["state"] == "offered":
                        team.look_at(offer)
                        return team
            return None

        return await eventually(look, "a team is asked")

    async def _is_closed(self, id: str) -> bool:
        shown = await self.people.operator.get(f"{INTAKE}/sightings/{id}")
        return bool(shown["status"] == "closed")

    async def _rescue_said(self, rescue: str, what: str, **body: Any) -> None:
        await self._post(self.people.dispatcher, f"{PATROL}/rescues/{rescue}/{what}", body)

    async def _post(self, api: Api, path: str, body: dict[str, Any]) -> Any:
        answer = await api.post(path, body)
        self.said[200] = self.said.get(200, 0) + 1
        return answer

    async def _refused(
        self, method: str, path: str, allowed: bool = False, key: bool = True, **request: Any
    ) -> None:
        """Raises AssertionError when it is taken, or when we broke over it."""
        if key:
            request["headers"] = self.people.operator.headers
        answer = await self.http.request(method, path, **request)
        kind = answer.status_code // 100
        assert kind == 4 or (allowed and kind == 2), (
            f"{method} {path}: {answer.status_code} {answer.text[:300]}"
        )
        self.said[kind * 100] = self.said.get(kind * 100, 0) + 1


async def _answers(api: Api) -> bool:
    try:
        await api.get(f"{PATROL}/offers?limit=1")
        await api.get(f"{INTAKE}/sightings?limit=1")
    except Exception as error:
        return getattr(error, "status", 500) in (403, 422)
    return True


async def eventually(ask: Callable[[], Awaitable[Found | None]], what: str) -> Found:
    """What it finds, as soon as it finds something. Raises AssertionError when out of patience."""
    for _ in range(round(PATIENCE_SECONDS / LOOK_SECONDS)):
        if found := await ask():
            return found
        await asyncio.sleep(LOOK_SECONDS)
    raise AssertionError(f"{what}: not within {PATIENCE_SECONDS} s")
