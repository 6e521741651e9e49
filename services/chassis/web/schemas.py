"""Bases of request and response models."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, TypeVar

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, field_validator
from pydantic_core import PydanticCustomError

Value = TypeVar("Value")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""All but line ends and tabs."""
WRITTEN = re.compile(r"\s*\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}")


def _as_written(value: Any) -> Any:
    if isinstance(value, datetime) or (isinstance(value, str) and WRITTEN.match(value)):
        return value
    raise PydanticCustomError("datetime_parsing", "not written as date and time")


WrittenTime = Annotated[AwareDatetime, BeforeValidator(_as_written)]
"""A time with its offset, written as date and time. Digits alone would be taken for seconds since 1970."""


def has_control_characters(value: Any) -> bool:
    """Anywhere in it, names of fields too."""
    if isinstance(value, str):
        return CONTROL.search(value) is not None
    if isinstance(value, Mapping):
        return any(map(has_control_characters, (*value, *value.values())))
    return isinstance(value, list | tuple) and any(map(has_control_characters, value))


def plain(value: Value) -> Value:
    if has_control_characters(value):
        raise ValueError("control characters")
    return value


class Body(BaseModel):
    """A request body: unknown fields are refused, so that a misspelt one is not lost in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    _is_plain = field_validator("*", mode="after")(plain)


class Shown(BaseModel):
    """A response body."""

    model_config = ConfigDict(frozen=True, from_attributes=True, serialize_by_alias=True)
