"""The evening of 5 December 2026 in 暖冬县, step by step, through the public APIs.

Who does what and when is written here; what must follow is asserted by tests/journeys/test_evening.py.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.platform.evening import places
from services.platform.evening.people import People

OFFICE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 12, 5, 17, 55, tzinfo=OFFICE)


def at(clock: str) -> datetime:
    """`19:00:40` on the evening; hours before 12 are after midnight."""
    hour, minute, second = (int(part) for part in clock.split(":"))
    day = START.replace(hour=0, minute=0)
    return day + timedelta(days=hour < 12, hours=hour, minutes=minute, seconds=second)


@dataclass(frozen=True)
class Step:
    when: datetime
    what: str
    do: Callable[[], Awaitable[Any]]


class Evening:
    """Play it with `play(reach)`, where `reach` lets it become a moment and returns at rest."""

    def __init__(self, people: People) -> None:
        self._people = people
        self.jia, self.yi, self.bing = people.teams
        self.sightings: list[dict[str, Any]] = []

    async def play(
        self, reach: Callable[[datetime], Awaitable[None]], tell: Callable[[str], None] = lambda _: None
    ) -> None:
        for step in self.steps():
            await reach(step.when)
            tell(f"{step.when:%H:%M:%S}  {step.what}")
            await step.do()
        await reach(at("20:40:00"))

    def steps(self) -> list[Step]:
        return [
            Step(at(when), what, do) for when, what, do in (*self._bridge(), *self._station(), *self._road())
        ]

    def _bridge(self) -> list[tuple[str, str, Callable[[], Awaitable[Any]]]]:
        jia = self.jia
        return [
            ("18:00:00", "甲队、乙队上岗", self._on_shift),
            ("19:00:00", "接线员保存线索 1：铁路桥", self._first_sighting),
            ("19:00:40", "甲队接单", lambda: jia.accept(device_at=at("19:00:38"))),
            ("19:01:10", "甲队出发", jia.depart),
            ("19:05:00", "出租车司机报线索 2：汽车站，呼之不应", self._second_sighting),
            ("19:06:00", "乙队无应答", self._nothing),
            ("19:06:22", "甲队到达铁路桥", jia.arrive),
            ("19:07:30", "甲队：劝导后拒绝；给棉被 1、联系卡 1", self._refused),
        ]

    def _station(self) -> list[tuple[str, str, Callable[[], Awaitable[Any]]]]:
        jia = self.jia
        return [
            ("19:07:45", "甲队接单", jia.accept),
            ("19:08:00", "甲队出发", jia.depart),
            ("19:15:10", "甲队到达汽车站", jia.arrive),
            ("19:21:00", "甲队：送医", lambda: jia.answer("hospital", people=1)),
            ("19:25:00", "乙队恢复联络", lambda: self.yi.at(places.YI_START.point)),
        ]

    def _road(self) -> list[tuple[str, str, Callable[[], Awaitable[Any]]]]:
        yi = self.yi
        return [
            ("19:30:00", "线索 3：山路 14 公里，穿拖鞋的行人", self._third_sighting),
            ("19:30:20", "乙队接单", yi.accept),
            ("19:31:00", "乙队出发", yi.depart),
            ("20:00:00", "丙队上岗", self._bing_on_shift),
            ("20:02:00", "塌方：乙队报新的预计到达 20:37", lambda: yi.estimate(at("20:37:00"), "塌方")),
            ("20:30:00", "无人到达", self._nothing),
            ("20:36:40", "乙队到达，接回站", self._brought_in),
        ]

    async def _nothing(self) -> None:
        """A deadline passes; nobody does anything."""

    async def _on_shift(self) -> None:
        until = at("02:00:00")
        await self.jia.on_shift(until, places.JIA_START.point)
        await self.yi.on_shift(until, places.YI_START.point)
        await self.bing.at(places.BING_START.point)

    async def _bing_on_shift(self) -> None:
        await self.bing.on_shift(at("04:00:00"), places.BING_POST.point)

    async def _report(self, place: places.Place, **details: Any) -> None:
        point = {"longitude": place.point.longitude, "latitude": place.point.latitude}
        sighting = {"channel": "phone", "point": point, "landmark": place.name, "people": 1, **details}
        key = f"evening-{len(self.sightings) + 1}"
        self.sightings.append(
            await self._people.operator.post("/intake/api/v1/sightings", sighting, once=key)
        )

    async def _first_sighting(self) -> None:
        received = at("18:59:30").isoformat()
        await self._report(
            places.RAILWAY_BRIDGE, caller="0000-5550001", received_at=received, words="桥下有人睡"
        )

    async def _second_sighting(self) -> None:
        signs = ["unconscious"]
        await self._report(places.BUS_STATION, channel="informant", caller="0000-5550002", signs=signs)

    async def _third_sighting(self) -> None:
        await self._report(
            places.HILL_ROAD_KM_14, caller="0000-5550003", road="山路", kilometre=14, signs=["thin_clothes"]
        )

    async def _refused(self) -> None:
        await self.jia.answer(
            "refused", people=1, handed_out={"quilt": 1, "card": 1}, words="劝导后暂不愿离开"
        )

    async def _brought_in(self) -> None:
        rescue = self.yi.rescue
        await self.yi.arrive()
        await self.yi.answer("brought_in", people=1, place=self._people.station)
        reason = {"reason": "道路中断"}
        await self._people.dispatcher.post(f"/patrol/api/v1/rescues/{rescue}/breach-reason", reason)
