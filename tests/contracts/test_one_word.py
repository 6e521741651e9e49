"""One word for one thing, whoever says it: desk, board, phone, messages, problems, README."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from services.chassis.screen.languages import KIT_WORDS, read_catalogue
from services.chassis.web.words import ROLES
from services.contracts.words import Grade, Outcome, Role, Sign
from services.intake.api.names import OUTCOMES as PROBLEM_OUTCOMES
from services.intake.screens import words as desk
from services.notify.domain.templates import WORDS as MESSAGES
from services.notify.screens import delivery_words
from services.patrol.api.names import REFUSALS, STATES
from services.patrol.screens import board_words as board
from services.patrol.screens import field_words as phone
from tests.architecture.source import ROOT

KIT = {"critical": "危重", "protective": "保护", "persuasion": "劝导"}
ANSWERS = [one for one in Outcome if one not in (Outcome.CLOSED_BY_DESK, Outcome.MERGED)]
# Words that people found beside the one that counts (screens.md, field.md).
OTHERS = ("值班长", "队长", "危及生命", "病情危重", "在途", "不在班", "一般劝导")


@pytest.mark.parametrize("grade", Grade)
def test_a_grade_has_one_word(grade: Grade) -> None:
    assert {desk.GRADES[grade], MESSAGES[grade]["zh-CN"], KIT[board.KIT_GRADES[grade]]} == {
        desk.GRADES[grade]
    }
    assert desk.GRADES[grade] in read_catalogue([KIT_WORDS]).one


@pytest.mark.parametrize("sign", Sign)
def test_a_sign_has_one_word(sign: Sign) -> None:
    assert {desk.SIGNS[sign].word, board.SIGNS[sign], MESSAGES[sign]["zh-CN"]} == {desk.SIGNS[sign].word}


@pytest.mark.parametrize("outcome", ANSWERS)
def test_an_outcome_has_one_word(outcome: Outcome) -> None:
    tiles = {
        tile.outcome: tile.word for tile in phone.RESULTS if tile.kind is None
    }  # a kind says where besides
    said = {desk.OUTCOMES[outcome], board.OUTCOMES[outcome], tiles.get(outcome, board.OUTCOMES[outcome])}
    assert said == {PROBLEM_OUTCOMES[outcome].zh.removesuffix(f"（{outcome}）")}


def test_states_and_refusals_have_one_word() -> None:
    assert {state: text.zh for state, text in STATES.items()} == dict(board.STATES)
    for refusal in ("off_shift", "no_position"):
        said: list[Mapping[Any, Any]] = [board.REFUSALS, MESSAGES]
        words = {REFUSALS[refusal].zh, said[0][refusal], said[1][refusal]["zh-CN"]}
        assert len(words) == 1, words


def test_a_leader_has_one_word() -> None:
    assert {ROLES[Role.LEADER].zh, desk.RECEIVERS[Role.LEADER], delivery_words.RANKS["on_duty"]} == {
        "值班领导"
    }  # type: ignore[index]


def test_nobody_says_another_word() -> None:
    files = [
        path
        for folder in ("services", "docs", "deploy")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".html", ".po", ".json", ".js", ".md", ".csv", ".yml")
    ]
    found = {
        str(path.relative_to(ROOT)): words
        for path in [*files, ROOT / "README.md"]
        if (words := re.findall("|".join(OTHERS), path.read_text(encoding="utf-8")))
    }
    assert found == {}
