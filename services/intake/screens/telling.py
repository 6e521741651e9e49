"""A call as the form of the desk tells it, and what is wrong with it, in words beside each field."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.datastructures import FormData

from services.chassis.screen.routes import problem_of
from services.contracts.words import Channel, Kind
from services.intake.schemas.told import NewReport

TEXTS = ("landmark", "address", "road", "area", "words")
MORE = "more"
COMPARED = ("point", "people", "signs", "received_at")
FIELDS: Mapping[str, str] = {
    "point": "landmark",
    "area": "landmark",
    "address": "landmark",
    "people": "people_exact",
    "words": "told",
}
"""Where a sentence about a field of the API stands on the form."""


@dataclass(frozen=True)
class Filled:
    """What stands in the form: typed text is never lost, whatever was wrong with it."""

    kind: Kind = Kind.SIGHTING
    texts: Mapping[str, str] = field(default_factory=dict)
    signs: tuple[str, ...] = ()
    call_back: bool = True
    anonymous: bool = False

    def text(self, name: str, otherwise: str = "") -> str:
        return self.texts.get(name, otherwise)

    def told(self) -> dict[str, Any]:
        """The body that the API takes. Raises ValidationError through `NewReport`."""
        said: dict[str, Any] = {name: self.text(name) for name in TEXTS}
        said |= {"channel": self.text("channel", Channel.PHONE), "call_back": self.call_back}
        said["caller"] = "" if self.anonymous else self.text("caller")
        said["signs"] = list(self.signs) if self.kind is Kind.SIGHTING else []
        said["people"] = _number(self._people(), int)
        if received := self.text("received_at"):
            said["received_at"] = received
        if kilometre := self.text("kilometre"):
            said["kilometre"] = _number(kilometre, float)
        if self.text("longitude") and self.text("latitude"):
            said["point"] = {name: _number(self.text(name), float) for name in ("longitude", "latitude")}
        return said

    def _people(self) -> str:
        chosen = self.text("people", "1")
        return self.text("people_exact") if chosen == MORE else chosen


def read_form(kind: Kind, form: FormData) -> Filled:
    texts = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    signs = tuple(str(value) for value in form.getlist("signs"))
    return Filled(kind, texts, signs, "call_back" in texts, "anonymous" in texts)


def report_of(filled: Filled) -> NewReport:
    """Raises RequestValidationError, as a body of the API would."""
    try:
        return NewReport.model_validate(filled.told())
    except ValidationError as error:
        found = [{**one, "loc": ("body", *one["loc"])} for one in error.errors()]
        raise RequestValidationError(found) from None


def sighted(filled: Filled) -> NewReport | None:
    """What a sighting is compared by; of that, what is wrong counts as not said. None: nothing to be compared."""
    if filled.kind is not Kind.SIGHTING:
        return None
    told = {name: said for name, said in filled.told().items() if name in COMPARED}
    told["channel"] = Channel.PHONE
    try:
        return NewReport.model_validate(told)
    except ValidationError as error:
        wrong = {one["loc"][0] for one in error.errors()}
        return NewReport.model_validate({name: said for name, said in told.items() if name not in wrong})


async def faults(request: Request, error: Exception) -> list[tuple[str, str]]:
    """(field of the form, sentence), one for each field."""
    problem = json.loads(bytes((await problem_of(request, error)).body))
    told: dict[str, str] = {}
    for one in problem.get("errors", [{"pointer": "/point", "detail": problem["title"]}]):
        name = one["pointer"].strip("/").split("/")[0]
        told.setdefault(FIELDS.get(name, name), one["detail"])
    return list(told.items())


def _number(text: str, kind: type[int] | type[float]) -> int | float | str:
    """The number, or the text as it was typed, for the schema to refuse."""
    try:
        return kind(text)
    except ValueError:
        return text
