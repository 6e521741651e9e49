"""Whose platform this is, as its pages say it. A place's name stands in no code: it comes from the settings."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Demonstration:
    """Who a newcomer may sign in as: (login, name), all with one password. Never on a real platform."""

    people: tuple[tuple[str, str], ...]
    password: str


@dataclass(frozen=True)
class Office:
    """`duty_telephone`: answered at night, for whoever cannot get in."""

    name: str | None = None
    duty_telephone: str | None = None
    demonstration: Demonstration | None = None
