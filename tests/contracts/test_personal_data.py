"""Personal data travels only as `Sealed` values; whatever else is text holds something else, named here."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from services.contracts.catalogue import FACTS
from services.contracts.envelope import Fact
from services.contracts.intake import SightingReported
from services.contracts.values import Sealed

IDS = {"report", "rescue", "sighting", "sightings", "offer", "team", "place", "api_key", "story", "message"}
IDS |= {"warning", "person", "stand_in", "duty", "post", "session", "sessions"}
ACTORS = {"owner", "from_owner", "to_owner"}
CODES = {"language", "scope", "status", "template", "party", "channel", "grade_reasons", "number"}
PUBLIC_NAMES = {"name", "team_name", "profile", "item", "road", "grade_rule"}
NOT_PERSONAL = {
    **dict.fromkeys(IDS, "an id that says nothing"),
    **dict.fromkeys(ACTORS, "`key:<id>`, `team:<id>` or `role:<role>`"),
    **dict.fromkeys(CODES, "a word of a closed list"),
    **dict.fromkeys(PUBLIC_NAMES, "the public name of a team, thing, road or rule"),
    "hash": "the hash of a machine's key",
    "ReportClosed.outcome": "a word of a closed list",
    "SightingDeclined.reason": "a word of a closed list",
    "CorrectionDeclined.reason": "a word of a closed list",
    "JoinRefused.reason": "a word of a closed list",
    "JoinProposed.other": "an id",
    "RescueMerged.into": "an id",
    "RescueMerged.other": "an id",
    "SplitProposed.other": "an id",
    "RescueSplit.from_rescue": "an id",
    "RescueSplit.other": "an id",
    "SplitRefused.reason": "a word of a closed list",
    "MessageFailed.reason": "the provider's error code",
}
PLAIN_TEXT = "张三 13800000000 一个人在桥下"


def _fields(model: type[BaseModel]) -> Iterator[tuple[str, str, FieldInfo]]:
    for name, field in model.model_fields.items():
        yield model.__name__, name, field
        for part in _models_in(field.annotation):
            yield from _fields(part)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


def _takes_plain_text(field: FieldInfo) -> bool:
    adapter = TypeAdapter(field.rebuild_annotation())
    return any(_validates(adapter, value) for value in (PLAIN_TEXT, [PLAIN_TEXT], {"anything": PLAIN_TEXT}))


def _validates(adapter: TypeAdapter[Any], value: object) -> bool:
    try:
        adapter.validate_python(value)
    except ValidationError:
        return False
    return True


EVERY_FACT = pytest.mark.parametrize("fact", FACTS.values(), ids=lambda fact: fact.__name__)


@EVERY_FACT
def test_no_fact_has_room_for_free_text_outside_the_list(fact: type[Fact]) -> None:
    free = {
        f"{model}.{name}"
        for model, name, field in _fields(fact)
        if _takes_plain_text(field) and name not in NOT_PERSONAL and f"{model}.{name}" not in NOT_PERSONAL
    }
    assert not free, "seal it, or say in NOT_PERSONAL what it holds"


@pytest.mark.parametrize(
    "plain", ["", "13800000000", PLAIN_TEXT, "sealed", "sealed.words", "sealed.words.k1.有字"]
)
def test_a_sealed_value_cannot_be_plain(plain: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Sealed).validate_python(plain)


@pytest.mark.parametrize("field", ["caller", "place", "words"])
def test_who_called_from_where_and_what_was_said_are_sealed(field: str) -> None:
    assert not _takes_plain_text(SightingReported.model_fields[field])
