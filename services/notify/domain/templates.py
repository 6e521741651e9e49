"""The words of the messages: data in `templates.json`, one text per language, variables checked.

Variables are kept with a message as plain JSON and become text only when it is sent or shown, in the language of
whoever reads it. Times are kept as they are said in the offices (`19:06`).
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from string import Formatter
from typing import Any

from services.notify.domain.errors import WrongVariables
from services.notify.domain.message import Message, Party

DATA = json.loads(Path(__file__).with_name("templates.json").read_text(encoding="utf-8"))
LANGUAGES: tuple[str, ...] = tuple(DATA["languages"])
DEFAULT_LANGUAGE = LANGUAGES[0]
WORDS: Mapping[str, Mapping[str, str]] = DATA["words"]
Variables = Mapping[str, Any]


@dataclass(frozen=True)
class Template:
    """`priority`: 0 is sent before everything else. After `of_use` nobody needs it any more. `tries_per_way`: so many
    attempts break before the recipient's next way is tried. `can_wait`: in quiet hours it waits for the morning."""

    name: str
    party: Party
    priority: int
    of_use: timedelta
    tries_per_way: int
    variables: frozenset[str]
    text: Mapping[str, str]
    can_wait: bool = False


def check_text(name: str, text: str, variables: Iterable[str]) -> None:
    """Raises WrongVariables unless the text has exactly these variables, each as a bare name."""
    try:
        parts = [(field, spec or conversion) for _, field, spec, conversion in Formatter().parse(text)]
    except ValueError:
        raise WrongVariables(name, set(variables), {text}) from None
    used = {field for field, _ in parts if field is not None}
    odd = {field for field, more in parts if field is not None and more}
    if used != set(variables) or odd:
        raise WrongVariables(name, set(variables) - used, (used - set(variables)) | odd)


TEMPLATES: Mapping[str, Template] = {
    name: Template(
        name,
        Party(data["party"]),
        data["priority"],
        timedelta(seconds=data["of_use_seconds"]),
        data["tries_per_way"],
        frozenset(data["variables"]),
        data["text"],
        data.get("can_wait", False),
    )
    for name, data in DATA["templates"].items()
}

for _template in TEMPLATES.values():  # at the start, not when somebody must be told
    for _text in _template.text.values():
        check_text(_template.name, _text, _template.variables)


def checked(template: Template, variables: Variables) -> Variables:
    """The variables, which are exactly those that the template declares. Raises WrongVariables."""
    missing, unknown = template.variables - set(variables), set(variables) - template.variables
    if missing or unknown:
        raise WrongVariables(template.name, set(missing), unknown)
    return variables


def spoken_language(wished: str) -> str:
    """The nearest language that we have: `en-GB` is answered in `en`, everything unknown in Chinese."""
    first = wished.replace("_", "-").split("-")[0].lower()
    return next((known for known in LANGUAGES if known.split("-")[0] == first), DEFAULT_LANGUAGE)


def rendered(name: str, variables: Variables, language: str, text: str | None = None) -> str:
    """In one language; `text`: the area's own words, in place of ours."""
    template = TEMPLATES[name]
    said = {key: VARIABLES[key](value, language) for key, value in checked(template, variables).items()}
    return (text or template.text[language]).format_map(said)


def words_of(message: Message, language: str, text: str | None = None) -> str:
    """What the message says. A drill says so before anything else, then a step of an escalation that it is one."""
    climbs = message.party is Party.LEADER and bool(message.recipient)
    marks = (("drill", message.drill), ("escalated", climbs))
    said = [DATA[mark][language] for mark, holds in marks if holds]
    return "".join([*said, rendered(message.template, message.variables, language, text)])


def word(name: str, language: str) -> str:
    return WORDS[name][language]


def _plain(value: Any, _: str) -> str:
    return str(value)


def _degrees(value: float | None, _: str) -> str:
    """Five decimals are a metre."""
    return "?" if value is None else f"{value:.5f}"


def _grade(value: str, language: str) -> str:
    return word(value, language)


def _promised(value: str | None, language: str) -> str:
    return value or word("nobody_yet", language)


def _signs(values: Iterable[str], language: str) -> str:
    """Reasons that are no signs (a person's own words) are left out."""
    known = [word(value, language) for value in values if value in WORDS]
    return word("list", language).join(known) or word("not_said", language)


def _would_free(teams: Iterable[Mapping[str, Any]], language: str) -> str:
    """Each team: name, what it is doing, and when it is expected to be free, where that is known."""

    def said(team: Mapping[str, Any]) -> str:
        when = word("free_at", language).format(time=team["at"]) if team["at"] else ""
        return _team(team["name"], word(team["state"], language) + when, language)

    return word("list", language).join(said(team) for team in teams) or word("nobody", language)


def _helps(teams: Iterable[Mapping[str, Any]], language: str) -> str:
    """Each team: name and travel in minutes."""

    def said(team: Mapping[str, Any]) -> str:
        return _team(team["name"], word("away", language).format(minutes=team["minutes"]), language)

    return word("list", language).join(said(team) for team in teams) or word("nobody", language)


def _team(name: str, what: str, language: str) -> str:
    return word("team", language).format(name=name, what=what)


VARIABLES: Mapping[str, Callable[[Any, str], str]] = {
    **dict.fromkeys(("number", "place", "people", "position", "minutes", "team"), _plain),
    **dict.fromkeys(("time", "arrival", "deadline", "lapses"), _plain),
    "latitude": _degrees,
    "longitude": _degrees,
    "grade": _grade,
    "promised": _promised,
    "signs": _signs,
    "would_free": _would_free,
    "helps": _helps,
}
"""Every variable that a template may use, and how its JSON value is said."""
