"""Where the evening happens. The points were computed so that the distances are those of the story."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from services.contracts.values import Point

FILE = Path(__file__).with_name("places.json")


@dataclass(frozen=True)
class Place:
    name: str
    area: str | None
    point: Point


@cache
def _read() -> dict[str, dict[str, Place]]:
    groups = json.loads(FILE.read_text(encoding="utf-8"))
    return {group: {key: _place(about) for key, about in places.items()} for group, places in groups.items()}


def _place(about: dict[str, Any]) -> Place:
    point = Point(longitude=about["longitude"], latitude=about["latitude"])
    return Place(about["name"], about.get("area"), point)


RAILWAY_BRIDGE = _read()["places"]["railway_bridge"]
BUS_STATION = _read()["places"]["bus_station"]
HILL_ROAD_KM_14 = _read()["places"]["hill_road_km_14"]
JIA_START = _read()["starts"]["jia"]
YI_START = _read()["starts"]["yi"]
BING_START = _read()["starts"]["bing"]
BING_POST = _read()["starts"]["bing_post"]
