"""The words of the messages: complete in both languages, with known variables only."""

from collections.abc import Iterable
from enum import StrEnum
from string import Formatter

import pytest

from services.contracts.words import Grade, Refusal, Sign
from services.notify.domain.errors import WrongVariables
from services.notify.domain.message import IN_NO_HURRY, Party
from services.notify.domain.templates import (
    DATA,
    LANGUAGES,
    TEMPLATES,
    VARIABLES,
    WORDS,
    check_text,
    checked,
    rendered,
    spoken_language,
    words_of,
)
from tests.unit.notify.scenes import message

EXAMPLES = {
    "number": "002",
    "place": "暖冬县暖冬镇",
    "latitude": 40.0,
    "longitude": 100.012345678,
    "people": 1,
    "signs": ["unconscious", "elderly"],
    "deadline": "19:20",
    "grade": "life_threatening",
    "minutes": 5,
    "lapses": "19:06:00",
    "position": 1,
    "would_free": [
        {"name": "甲队", "state": "busy", "at": "19:21"},
        {"name": "乙队", "state": "off_shift", "at": None},
    ],
    "promised": "20:37",
    "helps": [{"name": "丙队", "minutes": 16}],
    "time": "18:59",
    "team": "甲队",
    "arrival": "19:05",
}
EVERY_TEMPLATE = pytest.mark.parametrize("name", TEMPLATES)
EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


def said(name: str, language: str, **changes: object) -> str:
    return rendered(name, variables_of(name) | changes, language)


def variables_of(name: str) -> dict[str, object]:
    return {key: EXAMPLES[key] for key in TEMPLATES[name].variables}


@EVERY_TEMPLATE
def test_a_template_speaks_every_language(name: str):
    assert set(TEMPLATES[name].text) == set(LANGUAGES) == {"zh-CN", "en"}


@EVERY_TEMPLATE
@EVERY_LANGUAGE
def test_a_text_uses_exactly_the_variables_that_its_template_declares(name: str, language: str):
    parts = list(Formatter().parse(TEMPLATES[name].text[language]))
    assert {field for _, field, _, _ in parts if field is not None} == TEMPLATES[name].variables
    assert all(not spec and not conversion for _, _, spec, conversion in parts)


@EVERY_TEMPLATE
def test_a_template_declares_only_known_variables(name: str):
    assert TEMPLATES[name].variables <= set(VARIABLES)


def test_no_variable_is_known_for_nothing():
    assert set(VARIABLES) == {variable for template in TEMPLATES.values() for variable in template.variables}


@EVERY_TEMPLATE
@EVERY_LANGUAGE
def test_every_template_can_be_said(name: str, language: str):
    text = said(name, language)
    assert "{" not in text and len(text) < 300
    if language == "en":
        names = ("暖冬县暖冬镇", "甲队", "乙队", "丙队")
        for chinese in names:
            text = text.replace(chinese, "")
        assert text.isascii()


def all_of(vocabularies: Iterable[type[StrEnum]]) -> set[str]:
    return {word for vocabulary in vocabularies for word in vocabulary}


def test_every_grade_sign_and_state_of_a_team_has_a_word_in_every_language():
    assert all_of((Grade, Sign, Refusal)) <= set(WORDS)
    assert all(set(texts) == set(LANGUAGES) for texts in (*WORDS.values(), DATA["drill"], DATA["escalated"]))


def test_the_most_urgent_is_for_the_emergency_partner():
    first = min(TEMPLATES.values(), key=lambda template: template.priority)
    assert first.party is Party.EMERGENCY_PARTNER
    assert [template.name for template in TEMPLATES.values() if template.priority == first.priority] == [
        first.name
    ]


def test_only_reporters_are_in_no_hurry():
    patient = {template.party for template in TEMPLATES.values() if template.priority >= IN_NO_HURRY}
    assert patient == {Party.REPORTER}


def test_the_emergency_partner_reads_where_and_why():
    place = "暖冬县暖冬镇（北纬 40.00000，东经 100.01235）"
    assert said("life_threatening", "zh-CN") == (
        f"【暖冬】危重！救助 002：{place}，1 人，呼之不应、老人。请于 19:20 前到达。"
    )


def test_a_persons_own_words_are_no_sign():
    assert "情况不明" in said("life_threatening", "zh-CN", signs=["看上去很不好 13800000000"])


def test_the_leader_reads_what_would_free_a_team():
    assert "甲队（途中或处置中，约 19:21）、乙队（未上岗）" in said("queued", "zh-CN")
    assert said("queued", "zh-CN", would_free=[]).endswith("可腾出的队伍：无。")


def test_a_rescue_without_a_team_has_no_expected_arrival():
    assert "expected no team yet" in said("at_risk", "en", promised=None)


@EVERY_LANGUAGE
def test_a_drill_says_so_before_anything_else(language: str):
    told = message(template="received", variables=variables_of("received"), drill=True)
    assert words_of(told, language) == DATA["drill"][language] + said("received", language)


@EVERY_LANGUAGE
def test_a_step_of_an_escalation_says_so_too(language: str):
    told = message(
        template="queued",
        party=Party.LEADER,
        recipient="county",
        variables=variables_of("queued"),
        drill=True,
    )
    marks = DATA["drill"][language] + DATA["escalated"][language]
    assert words_of(told, language) == marks + said("queued", language)


@pytest.mark.parametrize(
    "variables", [{"number": "1"}, {"number": "1", "time": "2", "caller": "0000-5550001"}]
)
def test_a_message_with_other_variables_is_refused(variables: dict[str, str]):
    with pytest.raises(WrongVariables):
        checked(TEMPLATES["received"], variables)


@pytest.mark.parametrize(
    ("wished", "spoken"),
    [("en", "en"), ("en-GB", "en"), ("zh", "zh-CN"), ("zh_TW", "zh-CN"), ("ug", "zh-CN"), ("", "zh-CN")],
)
def test_an_unknown_language_is_answered_in_chinese(wished: str, spoken: str):
    assert spoken_language(wished) == spoken


@pytest.mark.parametrize(
    "text",
    [
        "{number}",
        "{number} {time} {name}",
        "{number} {time!r}",
        "{number} {time:>5}",
        "{number} {time",
        "{} {number} {time}",
    ],
)
def test_a_text_with_other_variables_is_an_error_at_the_start(text: str):
    with pytest.raises(WrongVariables):
        check_text("received", text, TEMPLATES["received"].variables)
