"""A body says what it means: no truth value is a number, no text is a number, a truth value or a time by its digits."""

import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError

from services.chassis.web import Body

MODULES = sorted(Path("services").glob("*/schemas/*.py"))
NUMBERS: tuple[Any, ...] = (0, 1, 2, 15, 100, 0.5)


def fields() -> Iterator[tuple[str, TypeAdapter[Any]]]:
    for module in MODULES:
        found = import_module(".".join(module.with_suffix("").parts))
        for body in vars(found).values():
            if isinstance(body, type) and issubclass(body, Body) and body.__module__ == found.__name__:
                for name, field in body.model_fields.items():
                    with warnings.catch_warnings():
                        warnings.simplefilter("ignore")  # an alias means nothing outside of its body
                        yield f"{body.__name__}.{name}", TypeAdapter(Annotated[field.annotation, field])


def takes(adapter: TypeAdapter[Any], value: Any) -> bool:
    try:
        adapter.validate_python(value)
    except ValidationError:
        return False
    return True


FIELDS = dict(fields())


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_takes_nothing_for_what_it_is_not(name: str) -> None:
    adapter = FIELDS[name]
    if takes(adapter, True):
        assert not takes(adapter, "yes") and not takes(adapter, 1), "a truth value is true or false"
    elif any(takes(adapter, number) for number in NUMBERS):
        assert not takes(adapter, "15"), "a number is no text"
