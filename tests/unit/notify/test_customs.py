"""Quiet hours over midnight, and whose words are used."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from services.notify.domain.customs import USUAL_QUIET, Customs, QuietHours, Wording, check_wording
from services.notify.domain.errors import WordingUnfit
from services.notify.domain.message import Message
from tests.unit.notify.scenes import message

OFFICE = ZoneInfo("Asia/Shanghai")
NIGHT, NOON = QuietHours(time(22), time(7)), QuietHours(time(12), time(14))


def at(day: int, clock: str) -> datetime:
    return datetime.combine(datetime(2026, 12, day, tzinfo=OFFICE), time.fromisoformat(clock), OFFICE)


@pytest.mark.parametrize(
    ("hours", "moment", "until"),
    [
        (NIGHT, at(5, "21:59"), None),
        (NIGHT, at(5, "22:00"), at(6, "07:00")),
        (NIGHT, at(5, "23:59"), at(6, "07:00")),
        (NIGHT, at(6, "00:00"), at(6, "07:00")),
        (NIGHT, at(6, "06:59"), at(6, "07:00")),
        (NIGHT, at(6, "07:00"), None),
        (NIGHT, at(31, "23:00"), datetime(2027, 1, 1, 7, tzinfo=OFFICE)),
        (NOON, at(5, "12:30"), at(5, "14:00")),
        (NOON, at(5, "22:30"), None),
        (QuietHours(time(0), time(0)), at(5, "00:00"), None),
    ],
)
def test_quiet_ends(hours: QuietHours, moment: datetime, until: datetime | None):
    assert hours.end_of(moment) == until


def told(template: str = "closed", **more: object) -> Message:
    return message(template=template, of_use_until=at(7, "00:00").astimezone(UTC), **more)


def test_only_what_can_wait_waits_and_only_as_long_as_it_is_of_use():
    assert Customs().waits_until(told(), at(5, "23:00")) == at(6, "07:00")
    assert Customs().waits_until(told("received"), at(5, "23:00")) is None
    assert Customs().waits_until(told(), at(6, "23:00")) is None, "in the morning nobody needs it any more"


def test_the_smallest_area_around_says_when_it_is_quiet():
    silent, loud = QuietHours(time(20), time(9)), QuietHours(time(0), time(0))
    customs = Customs(quiet={"99": silent, "990101": loud, "990102": silent})
    assert customs.waits_until(told(), at(5, "23:00")) is None
    assert Customs(quiet={"99": silent}).waits_until(told(), at(5, "20:00")) == at(6, "09:00")
    assert USUAL_QUIET == NIGHT


def wording(id: str, area: str, language: str = "zh-CN", ended: bool = False) -> Wording:
    moment = at(5, "12:00")
    return Wording(id, area, "closed", language, "{number}", moment, "key:a", moment if ended else None)


def test_the_smallest_area_s_own_words_are_used_in_the_language_of_whoever_reads_them():
    wordings = [
        wording("a", "99"),
        wording("b", "990101"),
        wording("c", "990102"),
        wording("d", "990101001", ended=True),
        wording("e", "990101001", "en"),
    ]
    customs = Customs(wordings)
    found = {language: customs.wording_for(told(), language) for language in ("zh-CN", "en")}
    assert {language: one.id for language, one in found.items() if one} == {"zh-CN": "b", "en": "e"}
    assert customs.wording_for(told("received"), "en") is None


def test_what_was_tried_before_keeps_its_words():
    customs = Customs([wording("old", "990101", ended=True), wording("new", "990101")])
    tried = told(attempts=1, language="zh-CN", wording="old")
    assert (found := customs.wording_for(tried, "zh-CN")) is not None and found.id == "old"
    assert customs.wording_for(told(attempts=1, language="zh-CN"), "zh-CN") is None


@pytest.mark.parametrize(
    ("template", "language", "text"),
    [
        ("nothing", "zh-CN", "x"),
        ("closed", "ug", "{number}"),
        ("closed", "en", "closed"),
        ("closed", "en", "{number} {caller}"),
        ("closed", "en", "{number.__class__}"),
    ],
)
def test_these_words_cannot_be_said(template: str, language: str, text: str):
    with pytest.raises(WordingUnfit):
        check_wording(template, language, text)
