"""No page says a word that does not go through gettext, and none lacks its English."""

import re

import pytest

from services.chassis.screen import read_catalogue
from tests.architecture.words_of_pages import (
    Home,
    homes,
    python_words,
    script_words,
    template_words,
    unspoken_in_template,
)

PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")
HOMES = pytest.mark.parametrize("home", homes(), ids=lambda home: home.folder.parent.name)


def said_in(home: Home) -> set[str]:
    templates = {
        word for path in home.files(".html") for word in template_words(path.read_text(encoding="utf-8"))
    }
    code = {word for path in home.files(".py") for word in python_words(path.read_text(encoding="utf-8"))}
    return templates | code


def english(home: Home) -> dict[str, str]:
    catalogue = read_catalogue(home.catalogues)
    return {**catalogue.one, **{word: forms[-1] for word, forms in catalogue.many.items()}}


@HOMES
def test_every_word_of_a_page_has_its_english(home: Home) -> None:
    assert sorted(said_in(home) - english(home).keys()) == []


@HOMES
def test_a_translation_has_the_same_placeholders(home: Home) -> None:
    words = english(home)
    differing = {
        word: words[word]
        for word in said_in(home) & words.keys()
        if sorted(PLACEHOLDER.findall(word)) != sorted(PLACEHOLDER.findall(words[word]))
    }
    assert differing == {}


@HOMES
def test_no_translation_is_left_of_words_that_are_gone(home: Home) -> None:
    own = read_catalogue(home.catalogues[-1:])
    assert sorted({*own.one, *own.many} - said_in(home)) == []


@HOMES
def test_templates_say_nothing_outside_gettext(home: Home) -> None:
    found = {
        str(path): words
        for path in home.files(".html")
        if (words := unspoken_in_template(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@HOMES
def test_scripts_carry_no_language(home: Home) -> None:
    found = {str(path): script_words(path.read_text(encoding="utf-8")) for path in home.files(".js")}
    assert {path: words for path, words in found.items() if words} == {}


@pytest.mark.parametrize(
    "template",
    [
        "<p>没有队伍</p>",
        "<p>{{ count }} 没有队伍</p>",
        "<p>No team</p>",
        '<p title="No team">{{ name }}</p>',
        "{{ {'free': '空闲'}[state] }}",
        "<p>{% if late %}已超时{% endif %}</p>",
    ],
)
def test_text_outside_gettext_is_found(template: str) -> None:
    assert unspoken_in_template(template) != []


def test_what_goes_through_gettext_is_found_and_allowed() -> None:
    template = '<p class="muted {{ kind }}" id="team">{{ _("余 %(time)s", time=left) }} {{ _(word) }}</p>'
    assert unspoken_in_template(template) == []
    assert template_words(template) == {"余 %(time)s"}
