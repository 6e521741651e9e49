"""The table of conversations, walked: who asks, who answers, and who hears the answer."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest

from services.contracts.catalogue import FACTS, PUBLISHERS
from services.contracts.conversations import CONVERSATIONS, Conversation
from services.contracts.envelope import Fact

SERVICES = ("intake", "eligibility", "payments", "patrol", "notify")
EVERY_CONVERSATION = pytest.mark.parametrize("talk", CONVERSATIONS, ids=lambda talk: talk.asked.__name__)


def handlers_of(service: str) -> dict[type[Fact], Any]:
    """The service's table {Fact: handler}, `HANDLERS` of its main or handlers; empty when there is none."""
    for floor in ("handlers", "main"):
        name = f"services.{service}.{floor}"
        if find_spec(f"services.{service}") and find_spec(name):
            table = getattr(import_module(name), "HANDLERS", None)
            if table:
                return dict(table)
    return {}


@EVERY_CONVERSATION
def test_the_question_and_its_silence_are_said_by_the_asker_about_one_root(talk: Conversation) -> None:
    assert talk.silence.service == talk.asked.service
    assert talk.silence.root == talk.asked.root
    assert talk.silence_after.total_seconds() > 0


@EVERY_CONVERSATION
def test_the_answers_are_said_by_one_other_service_about_the_same_root(talk: Conversation) -> None:
    assert len({answer.service for answer in talk.answers}) == 1
    assert talk.answers[0].service != talk.asked.service
    assert len(set(talk.answers)) == len(talk.answers) > 1
    for answer in talk.answers:
        assert talk.about in answer.model_fields, f"{answer.__name__} does not name what it answers"


@EVERY_CONVERSATION
def test_everything_said_in_a_conversation_is_in_the_catalogue_of_its_publisher(talk: Conversation) -> None:
    for fact in (talk.asked, *talk.answers, talk.silence):
        assert FACTS[fact.type()] is fact
        assert fact.__module__ in {module.__name__ for module in PUBLISHERS[fact.service]}


def test_a_fact_asks_in_exactly_one_conversation_and_answers_in_at_most_one() -> None:
    asked = [talk.asked for talk in CONVERSATIONS]
    answers = [answer for talk in CONVERSATIONS for answer in talk.answers]
    silences = [talk.silence for talk in CONVERSATIONS]

    assert len(asked) == len(set(asked))
    assert len(answers) == len(set(answers))
    assert len(silences) == len(set(silences))
    assert not (set(asked) & set(answers)) and not (set(asked) & set(silences))


def test_every_fact_that_says_it_is_answered_is_in_the_table() -> None:
    promised = {fact for fact in FACTS.values() if "Answered by" in (fact.__doc__ or "")}
    assert promised == {talk.asked for talk in CONVERSATIONS}


@EVERY_CONVERSATION
def test_the_answering_service_hears_the_question(talk: Conversation) -> None:
    assert talk.asked in handlers_of(talk.answers[0].service)


@EVERY_CONVERSATION
def test_the_asker_hears_every_answer(talk: Conversation) -> None:
    assert set(talk.answers) <= set(handlers_of(talk.asked.service))


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_hears_only_facts_of_the_catalogue(service: str) -> None:
    unknown = set(handlers_of(service)) - set(FACTS.values())
    assert not unknown
