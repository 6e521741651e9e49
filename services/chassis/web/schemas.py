"""Bases of request and response models."""

import re
from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""All but line ends and tabs."""


class Body(BaseModel):
    """A request body: unknown fields are refused, so that a misspelt one is not lost in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    @field_validator("*", mode="after")
    @classmethod
    def _no_control_characters(cls, value: Any) -> Any:
        if isinstance(value, str) and CONTROL.search(value):
            raise ValueError("control characters")
        return value


class Shown(BaseModel):
    """A response body."""

    model_config = ConfigDict(frozen=True, from_attributes=True, serialize_by_alias=True)
