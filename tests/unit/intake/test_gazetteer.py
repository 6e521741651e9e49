"""Places are found by name, by a part of it, by first letters; a key area goes before a division."""

import pytest

from services.intake.domain.gazetteer import Entry, PlaceKind, search
from services.intake.domain.pinyin import initials_of, sounds_of

TOWN = "990101001"


def entry(name: str, kind: PlaceKind = PlaceKind.LANDMARK, **more: str) -> Entry:
    return Entry(name, kind, more.pop("area", TOWN), 100.0, 40.0, **more)


PLACES = [
    entry("南湖路便民自助点", where="南湖路东段"),
    entry("南湖路自助厅", PlaceKind.KEY_AREA, where="铁桥街口东 200 米"),
    entry("南湖公园西门自助亭"),
    entry("铁路桥", PlaceKind.MAP),
    entry("铁路桥", PlaceKind.KEY_AREA),
    entry("暖冬镇", PlaceKind.DIVISION),
    entry("重庆路", PlaceKind.ROAD, initials="cql"),
]


def names(asked: str, limit: int = 3) -> list[str]:
    return [found.name for found in search(PLACES, asked, limit)]


@pytest.mark.parametrize(
    "asked,first",
    [
        ("南湖路自助厅", "南湖路自助厅"),
        ("南湖路 自助", "南湖路自助厅"),
        ("自助亭", "南湖公园西门自助亭"),
        ("tlq", "铁路桥"),
        ("TLQ", "铁路桥"),
        ("nhgy", "南湖公园西门自助亭"),
        ("铁桥街口", "南湖路自助厅"),
        ("cql", "重庆路"),
        ("tieluqiao", "铁路桥"),
        ("tielu", "铁路桥"),
        ("NanHuGong", "南湖公园西门自助亭"),
        ("nuandong", "暖冬镇"),
        ("nanhu zizhuting", "南湖路自助厅"),
        ("暖冬", "暖冬镇"),
    ],
)
def test_what_was_meant_comes_first(asked: str, first: str) -> None:
    assert names(asked)[0] == first


def test_the_same_name_in_the_same_area_is_offered_once_as_the_key_area() -> None:
    (found,) = search(PLACES, "铁路桥", 3)
    assert found.kind is PlaceKind.KEY_AREA
    elsewhere = entry("铁路桥", area="990101002")
    assert len(search([*PLACES, elsewhere], "铁路桥", 3)) == 2


@pytest.mark.parametrize("asked", ["", "   ", "没有这个地方", "zzz"])
def test_nothing_is_found_for_nothing(asked: str) -> None:
    assert names(asked) == []


def test_no_more_than_asked_for() -> None:
    assert len(names("南湖", 2)) == 2


@pytest.mark.parametrize(
    "name,letters",
    [("铁路桥", "tlq"), ("河西村", "hxc"), ("Berks 3号", "berks3h"), ("（东）", "d"), ("𠮷", ""), ("", "")],
)
def test_first_letters_are_those_of_the_sounds(name: str, letters: str) -> None:
    assert initials_of(name) == letters


@pytest.mark.parametrize(
    "name,sounds",
    [
        ("南湖", "nan hu"),
        ("暖河", "nuan he"),
        ("女墙路", "nv qiang lu"),
        ("绿地", "lv di"),
        ("Berks 3号", "b e r k s 3 hao"),
    ],
)
def test_each_character_has_its_sound(name: str, sounds: str) -> None:
    assert sounds_of(name) == tuple(sounds.split())
