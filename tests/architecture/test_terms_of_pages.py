"""What is one thing has one name on every page, and what are two have two."""

from collections.abc import Iterator

import pytest

from services.chassis.screen import read_catalogue
from tests.architecture.words_of_pages import homes

SOFT_HYPHEN = "\u00ad"
TERMS = {
    "呼之不应": "unresponsive",
    "无应答": "team not answering",
    "没接通，过会儿再打": "not reached, again later",
    "棉被": "quilts",
    "劝导后拒绝": "refused",
    "留下物资": "goods left",
}


def said() -> Iterator[tuple[str, str]]:
    for home in homes():
        for word, english in read_catalogue(home.catalogues).one.items():
            yield word, english.casefold().replace(SOFT_HYPHEN, "")


@pytest.mark.parametrize("word,english", TERMS.items())
def test_a_term_is_the_same_in_every_service(word: str, english: str) -> None:
    assert {told for known, told in said() if known == word} == {english}


def test_no_answer_is_said_of_no_person_and_no_team() -> None:
    found = {word for word, english in said() if english.startswith(("no answer", "does not answer"))}
    assert found <= {"对方没有及时回答"}, "that is a machine's"


@pytest.mark.parametrize("word", ["劝导留物资", "被"])
def test_no_second_name_stands_beside_a_term(word: str) -> None:
    assert word not in {known for known, _ in said()}


def test_one_person_is_not_said_to_be_people() -> None:
    found = [forms[0] for home in homes() for forms in read_catalogue(home.catalogues).many.values()]
    assert found and not any("people" in one for one in found)
