"""First-contact responsibility: who may pass a report on, accept it, close it."""

import pytest

from services.contracts.words import Kind, Outcome, Role
from services.intake.domain import report as decisions
from services.intake.domain.conversation import TakenOver
from services.intake.domain.errors import (
    AlreadyTheOwner,
    NotHandedToYou,
    NotTheOwner,
    OutcomeUnknown,
    RescueUnderWay,
)
from services.intake.domain.report import Person, Recipient
from services.intake.domain.states import State
from services.intake.policy import RULES
from tests.unit.intake.desk import (
    ADMIN,
    AUDITOR,
    COLLEAGUE,
    DISPATCHER,
    LEADER,
    NOW,
    OWNER,
    TO_DISPATCHER,
    report,
    said,
)


def test_the_owner_stays_the_owner_until_the_hand_over_is_accepted() -> None:
    passed = decisions.hand_over(report(), TO_DISPATCHER, OWNER)
    assert (passed.owner, passed.hand_over, passed.hand_overs) == (OWNER.label, TO_DISPATCHER, 1)
    accepted = decisions.accept(passed, DISPATCHER)
    assert (accepted.owner, accepted.hand_over, accepted.state) == (DISPATCHER.label, None, State.OPEN)


def test_a_report_that_is_passed_around_is_visible_as_such() -> None:
    passed = decisions.hand_over(report(), TO_DISPATCHER, OWNER)
    again = decisions.hand_over(passed, Recipient("role:leader", Role.LEADER), OWNER)
    assert again.hand_overs == 2 and again.owner == OWNER.label
    assert decisions.accept(again, LEADER).hand_overs == 2


@pytest.mark.parametrize("kind", Kind)
def test_only_the_owner_or_a_stand_in_passes_on_and_closes(kind: Kind) -> None:
    outcome = RULES[kind].outcomes[0]
    for person in (OWNER, COLLEAGUE, DISPATCHER, LEADER, AUDITOR, ADMIN):
        entitled = person is OWNER or person.role in (*RULES[kind].stand_ins, Role.ADMIN)
        assert decisions.may_decide(report(kind), person) is entitled
        if entitled:
            decisions.hand_over(report(kind), Recipient("key:x", Role.OPERATOR), person)
            assert decisions.close(report(kind), outcome, person, NOW).outcome == outcome
            continue
        with pytest.raises(NotTheOwner):
            decisions.hand_over(report(kind), TO_DISPATCHER, person)
        with pytest.raises(NotTheOwner):
            decisions.close(report(kind), outcome, person, NOW)


@pytest.mark.parametrize("person", [DISPATCHER, Person("key:other", Role.DISPATCHER), ADMIN])
def test_the_one_it_was_handed_to_or_a_colleague_of_that_role_accepts(person: Person) -> None:
    passed = decisions.hand_over(report(), TO_DISPATCHER, OWNER)
    assert decisions.accept(passed, person).owner == person.label


@pytest.mark.parametrize("person", [OWNER, COLLEAGUE, LEADER, AUDITOR])
def test_nobody_else_accepts(person: Person) -> None:
    passed = decisions.hand_over(report(), TO_DISPATCHER, OWNER)
    with pytest.raises(NotHandedToYou):
        decisions.accept(passed, person)


def test_nobody_accepts_from_themselves() -> None:
    passed = decisions.hand_over(report(), Recipient(COLLEAGUE.label, Role.OPERATOR), OWNER)
    with pytest.raises(NotHandedToYou):
        decisions.accept(passed, OWNER)
    assert decisions.accept(passed, COLLEAGUE).owner == COLLEAGUE.label


def test_nothing_is_handed_to_whom_it_belongs() -> None:
    with pytest.raises(AlreadyTheOwner):
        decisions.hand_over(report(), Recipient(OWNER.label, OWNER.role), DISPATCHER)


def test_closing_ends_a_hand_over_that_nobody_accepted() -> None:
    passed = decisions.hand_over(report(), TO_DISPATCHER, OWNER)
    closed = decisions.close(passed, "referred", OWNER, NOW)
    assert (closed.state, closed.hand_over, closed.closed_at) == (State.CLOSED, None, NOW)


def test_a_sighting_with_a_rescue_under_way_is_closed_by_its_answer_only() -> None:
    taken = decisions.take_over(report(), "rescue-1")
    with pytest.raises(RescueUnderWay):
        decisions.close(taken, "false_report", OWNER, NOW)
    answered = decisions.answer(taken, "rescue-1", Outcome.REFUSED, NOW)
    assert (answered.state, answered.outcome, answered.rescue) == (State.CLOSED, "refused", "rescue-1")


@pytest.mark.parametrize("conversation", [TakenOver.WAITING, TakenOver.SILENT, TakenOver.DECLINED])
def test_a_sighting_that_patrol_does_not_have_is_closed_by_hand(conversation: TakenOver) -> None:
    assert decisions.close(said(conversation), "referred", OWNER, NOW).closed


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_ends_in_its_own_words(kind: Kind) -> None:
    for outcome in RULES[kind].outcomes:
        assert decisions.close(report(kind), outcome, OWNER, NOW).outcome == outcome
    with pytest.raises(OutcomeUnknown) as refused:
        decisions.close(report(kind), "something", OWNER, NOW)
    assert RULES[kind].outcomes[0] in refused.value.allowed


def test_a_complaint_is_entrusted_to_somebody_independent() -> None:
    taken = decisions.entrust(report(Kind.COMPLAINT))
    assert taken.hand_over == Recipient("role:auditor", Role.AUDITOR)
    assert decisions.accept(taken, AUDITOR).owner == AUDITOR.label
    with pytest.raises(NotHandedToYou):
        decisions.accept(taken, COLLEAGUE)


def test_the_rules_leave_nothing_to_guess() -> None:
    assert set(RULES) == set(Kind)
    assert len({rule.letter for rule in RULES.values()}) == len(Kind)
    for kind, rule in RULES.items():
        assert rule.citation and rule.version >= 1 and rule.outcomes
        assert all(len(outcome) <= 20 for outcome in rule.outcomes), "the column is not longer"
        assert (rule.limit is None) is (kind is Kind.SIGHTING)
        assert set(rule.words_read_by) <= set(rule.read_by)


def test_complaints_are_read_and_handled_by_auditors_only() -> None:
    rule = RULES[Kind.COMPLAINT]
    assert rule.read_by == rule.words_read_by == rule.handled_by == (Role.AUDITOR,)
    assert Role.OPERATOR in rule.taken_by
