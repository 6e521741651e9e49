"""Problems say states, roles, refusals and outcomes by name, in both languages; no code is forgotten."""

from enum import StrEnum
from typing import Any

import pytest

from services.chassis.access import Denied
from services.chassis.web.problems import COMMON, ProblemKind
from services.chassis.web.words import ROLES, Names, named
from services.contracts.words import Refusal, Role
from services.intake.api.names import OUTCOMES
from services.intake.api.names import STATES as REPORT_STATES
from services.intake.api.problems import PROBLEMS as INTAKE
from services.intake.domain import errors as intake
from services.intake.domain.states import State as ReportState
from services.intake.policy import RULES
from services.patrol.api.names import REFUSALS
from services.patrol.api.names import STATES as RESCUE_STATES
from services.patrol.api.problems import PROBLEMS as PATROL
from services.patrol.domain import errors as patrol
from services.patrol.domain.states import State as RescueState

LISTS: list[tuple[Any, Names]] = [
    (Role, ROLES),
    (RescueState, RESCUE_STATES),
    (Refusal, REFUSALS),
    (ReportState, REPORT_STATES),
]
SAID: list[tuple[ProblemKind, Exception, str, str]] = [
    (COMMON[Denied], Denied(Role.LEADER, Role.ADMIN), "值班领导、管理员", "leader on duty, administrator"),
    (PATROL[patrol.StepOutOfOrder], patrol.StepOutOfOrder("en_route", "offer"), "（途中）", "under way"),
    (PATROL[patrol.TeamUnavailable], patrol.TeamUnavailable(Refusal.BUSY), "正在执行任务", "busy"),
    (INTAKE[intake.StepOutOfOrder], intake.StepOutOfOrder("closed", "close"), "（已办结）", "closed"),
    (
        INTAKE[intake.OutcomeUnknown],
        intake.OutcomeUnknown(["hospital", "upheld"]),
        "送医（hospital）、属实（upheld）",
        "taken to hospital (hospital), upheld (upheld)",
    ),
]


@pytest.mark.parametrize(("codes", "names"), LISTS, ids=lambda one: getattr(one, "__name__", ""))
def test_every_code_of_the_list_has_a_name(codes: type[StrEnum], names: Names) -> None:
    assert set(names) == set(codes)


def test_every_outcome_of_a_report_has_a_name() -> None:
    assert set(OUTCOMES) == {outcome for rule in RULES.values() for outcome in rule.outcomes}


@pytest.mark.parametrize(("kind", "error", "chinese", "english"), SAID, ids=lambda one: type(one).__name__)
def test_a_problem_says_the_names(kind: ProblemKind, error: Exception, chinese: str, english: str) -> None:
    for language, words in (("zh", chinese), ("en", english)):
        values = {name: named(value, kind.names, language) for name, value in vars(error).items()}
        assert words in kind.text.spoken(language, values)
