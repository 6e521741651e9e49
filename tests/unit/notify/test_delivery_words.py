"""Nothing on the page of deliveries is shown as a code."""

import pytest

from services.notify.domain.escalation import Rank
from services.notify.domain.message import Channel, Moot, Party
from services.notify.domain.states import State
from services.notify.domain.templates import TEMPLATES
from services.notify.screens import delivery_words as words


def test_everything_that_a_message_can_be_has_its_word() -> None:
    assert words.PARTIES.keys() == set(Party)
    assert words.RANKS.keys() == set(Rank)
    assert words.CHANNELS.keys() == set(Channel)
    assert words.STATES.keys() == words.SIGNS.keys() == set(State)
    assert words.TEMPLATES.keys() == TEMPLATES.keys()
    assert set(Moot) <= words.REASONS.keys()


@pytest.mark.parametrize(
    "word", ["http_503", "timeout", "unreachable", "no_route", "no_provider", "OverflowError"]
)
def test_a_reason_is_a_sentence(word: str) -> None:
    sentence, values = words.reason(word)
    assert word not in sentence % values if values else word not in sentence
    assert sentence


def test_what_went_well_has_no_reason() -> None:
    assert words.reason(None) == ("", {})


def test_an_answer_keeps_its_number() -> None:
    assert words.reason("http_503") == (words.ANSWERED, {"code": "503"})
