"""Bases of request and response models."""

from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator


class Body(BaseModel):
    """A request body: unknown fields are refused, so that a misspelt one is not lost in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    @field_validator("*", mode="after")
    @classmethod
    def _no_control_characters(cls, value: Any) -> Any:
        if isinstance(value, str) and any(ord(letter) < 32 and letter not in "\n\r\t" for letter in value):
            raise ValueError("control characters")
        return value


class Shown(BaseModel):
    """A response body."""

    model_config = ConfigDict(frozen=True, from_attributes=True)
