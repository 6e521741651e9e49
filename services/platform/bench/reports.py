"""Reports as callers tell them: a place of its own for each, with words, an address and a telephone number."""

import json
from collections.abc import Iterator

from services.platform.bench.http import request

PATH = "/intake/api/v1/sightings"
TOWNS = tuple(f"9901020{number:02}" for number in range(1, 40))
"""Without outlines, so that points may lie wherever they do not join."""
APART = 0.003  # degrees, some 300 m: further than what joins two reports into one rescue
ACROSS = 200


def requests(key: str) -> Iterator[bytes]:
    """Whole HTTP requests, each another report, for ever."""
    number = 0
    while True:
        yield request("POST", PATH, key, body_of(number))
        number += 1


def body_of(number: int) -> bytes:
    row, column = divmod(number % (ACROSS * ACROSS), ACROSS)
    report = {
        "channel": "phone",
        "area": TOWNS[number % len(TOWNS)],
        "point": {"longitude": 110 + column * APART, "latitude": 30 + row * APART},
        "address": f"演示路 {number} 号",
        "landmark": "桥洞下，靠近南侧",
        "people": 1 + number % 3,
        "signs": ["thin_clothes", "elderly"],
        "words": "一位老人躺在纸板上，衣服单薄，叫不太醒，旁边有一个蓝色的袋子。",
        "caller": f"0000-555{number % 10_000:04}",
    }
    return json.dumps(report, ensure_ascii=False).encode()
