"""The messages of the evening, from hand-made facts: each exactly once, in whatever order notify hears of things."""

import random
from collections.abc import Awaitable, Callable, Sequence

import pytest

from services.contracts.envelope import Envelope, Fact
from services.contracts.words import Grade
from tests.support import night
from tests.support.notify import Desk, at_the_desk

LIFE = Grade.LIFE_THREATENING
Line = tuple[str, str, Sequence[Fact]]
EVENING: Sequence[Line] = (
    ("19:00", "s1", [night.reported("s1", "18:59:30")]),
    ("19:00", "s1", [night.opened("r1", "s1", "18:59:30"), night.offered("r1", "甲队", 1, "19:01:30")]),
    ("19:00:40", "s1", [night.accepted("r1", "甲队", "19:05:52", "s1")]),
    ("19:05", "s2", [night.reported("s2", "19:05", "0000-5550002")]),
    (
        "19:05",
        "s2",
        [night.opened("r2", "s2", "19:05", LIFE, "19:20"), night.offered("r2", "乙队", 1, "19:06")],
    ),
    ("19:06", "s2", [night.queued("r2")]),
    ("19:07:30", "s1", [night.answered("r1", "s1")]),
    ("19:07:30", "s1", [night.closed("s1")]),
    ("19:07:30", "s2", [night.offered("r2", "甲队", 2, "19:08:30", seconds=430)]),
    ("19:07:45", "s2", [night.accepted("r2", "甲队", "19:14:55", "s2", round=2, seconds=430)]),
    ("19:21", "s2", [night.answered("r2", "s2")]),
    ("19:21", "s2", [night.closed("s2")]),
    ("19:30", "s3", [night.reported("s3", "19:30", "0000-5550003", language="en")]),
    ("19:30", "s3", [night.opened("r3", "s3", "19:30", deadline="20:30")]),
    ("19:30", "s3", [night.offered("r3", "乙队", 1, "19:31:30", seconds=3042)]),
    ("19:30:20", "s3", [night.accepted("r3", "乙队", "20:21:02", "s3", seconds=3042)]),
    ("20:02", "s3", [night.at_risk("r3")]),
    ("20:30", "s3", [night.breached("r3")]),
    ("20:36:40", "s3", [night.answered("r3", "s3")]),
    ("20:36:40", "s3", [night.closed("s3")]),
)
TOLD = sorted(
    [
        *[
            ("reporter", template, "sent")
            for template in ("received", "on_its_way", "closed")
            for _ in range(3)
        ],
        ("emergency_partner", "life_threatening", "sent"),
        *[("team", "offer", "sent")] * 4,
        *[("leader", template, "sent") for template in ("queued", "at_risk", "breached")],
    ]
)
Play = Callable[[Desk, list[Envelope]], Awaitable[None]]


async def play(desk: Desk, tell: Play) -> None:
    """Line by line; `tell` brings the facts of one moment to the log."""
    await desk.set_up()
    for moment in dict.fromkeys(when for when, _, _ in EVENING):
        await desk.reach(moment)
        facts = [(fact, story) for when, story, said in EVENING if when == moment for fact in said]
        await tell(desk, [desk.envelope(fact, moment, story) for fact, story in facts])
        await desk.rest()


async def as_they_come(desk: Desk, envelopes: list[Envelope]) -> None:
    await desk.append(*envelopes)


async def patrol_first(desk: Desk, envelopes: list[Envelope]) -> None:
    """Patrol's answer is heard before the report itself, and intake's closing before patrol's outcome."""
    for source in ("/patrol", "/intake"):
        await desk.append(*[one for one in envelopes if one.source == source])
        await desk.rest()


def doubled_and_mixed(seed: int) -> Play:
    """Every fact twice, in no order except inside a root."""

    async def tell(desk: Desk, envelopes: list[Envelope]) -> None:
        chance = random.Random(seed)
        queues = [
            [one for one in envelopes if one.subject == root for _ in range(2)] for root in _roots(envelopes)
        ]
        while queues:
            queue = chance.choice(queues)
            await desk.append(queue.pop(0))
            if chance.random() < 0.5:
                await desk.rest()
            queues = [queue for queue in queues if queue]

    return tell


async def with_a_crash_after_each(desk: Desk, envelopes: list[Envelope]) -> None:
    for envelope in envelopes:
        await desk.append(envelope)
        await desk.crash()


def _roots(envelopes: list[Envelope]) -> list[str]:
    return list(dict.fromkeys(one.subject for one in envelopes))


@pytest.mark.parametrize(
    "tell",
    [as_they_come, patrol_first, doubled_and_mixed(1), doubled_and_mixed(2), with_a_crash_after_each],
    ids=["in order", "patrol first", "doubled 1", "doubled 2", "crashes"],
)
@at_the_desk
async def test_everybody_is_told_exactly_once(desk: Desk, tell: Play) -> None:
    await play(desk, tell)

    assert await desk.told() == TOLD
    ids = [one.id for one in desk.capture.captured]
    assert len(ids) == len(set(ids)) == len(TOLD)
    assert len(await desk.facts("MessageSent")) == len(TOLD)
    assert await desk.facts("MessageFailed") == await desk.facts("MessageSuperseded") == []


@at_the_desk
async def test_each_is_told_in_the_words_of_the_evening_and_nothing_else_leaves(desk: Desk) -> None:
    await play(desk, as_they_come)

    the_words_are_those_of_the_evening(desk)
    each_goes_to_the_one_whom_it_concerns(desk)
    the_partners_machines_find_what_they_need(desk)
    the_emergency_partner_is_told_first(desk)
    assert (await desk.one("life_threatening"))["sent_at"] == "2026-12-05T11:05:00Z", "in the same second"
    written = await desk.everything_written()
    for secret in ("555000", "outside.test", "铁路桥", "桥下有人睡"):
        assert secret not in written


def the_words_are_those_of_the_evening(desk: Desk) -> None:
    texts = [one.body["text"] for one in desk.capture.captured]
    assert texts[2] == "【暖冬】您反映的情况（编号 001）：队伍已出发，约 5 分钟（19:05 前后）到达。"
    assert any(
        "新任务 001：暖冬县暖冬镇，劝导，路程约 5 分钟。请于 19:01:30 前答复" in text for text in texts
    )
    assert any("可腾出的队伍：甲队（途中或处置中，约 19:21）、乙队（失联）" in text for text in texts)
    assert any("时限 20:30，预计到达 20:37。可支援的队伍：丙队（约 16 分钟）" in text for text in texts)
    english = [one.body["text"] for one in desk.capture.captured if one.body.get("to") == "0000-5550003"]
    assert english[1] == (
        "[Nuandong] Your report 003: a team is on its way, there in about 51 min (around 20:21)."
    )


def each_goes_to_the_one_whom_it_concerns(desk: Desk) -> None:
    reached = [(one.path, one.body.get("to")) for one in desk.capture.captured]
    assert reached.count(("/emergency", None)) == 1
    assert reached.count(("/sms", "0000-5550009")) == 3
    assert reached.count(("/sms", "0000-5550010")) == 4
    assert [reached.count(("/sms", f"0000-555000{number}")) for number in (1, 2, 3)] == [3, 3, 3]


def the_partners_machines_find_what_they_need(desk: Desk) -> None:
    (alarm,) = [one for one in desk.capture.captured if one.path == "/emergency"]
    assert alarm.body["type"] == "life_threatening"
    assert alarm.body["data"]["number"] == "002" and alarm.body["data"]["longitude"] == 100.01
    assert alarm.headers["webhook-id"] == alarm.id and alarm.headers["webhook-timestamp"].isdigit()


def the_emergency_partner_is_told_first(desk: Desk) -> None:
    about_the_second = [one for one in desk.capture.captured if "002" in one.body["text"]]
    assert about_the_second[0].path == "/emergency"
    assert "新任务" in about_the_second[1].body["text"]
