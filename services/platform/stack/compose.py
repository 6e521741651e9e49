"""docker-compose.yml, read: what each of its services runs, with what, after what, and how it is asked for health."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parents[3] / "docker-compose.yml"
COMPLETED = "service_completed_successfully"
VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>\w+)(?::(?P<how>[-?])(?P<rest>[^}]*))?\})")


class Unset(Exception):
    """The file needs a variable that has no value; names it."""


@dataclass(frozen=True)
class Part:
    """One service of the file. `health`: the address that its health check reads, as seen from inside."""

    name: str
    image: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    after: Mapping[str, str]
    health: str | None


def read_parts(values: Mapping[str, str], file: Path = FILE) -> dict[str, Part]:
    """`values`: of the variables. Raises Unset."""
    found = yaml.safe_load(file.read_text(encoding="utf-8"))["services"]
    return {name: _part(name, filled(part, values)) for name, part in found.items()}


def variables(file: Path = FILE) -> list[str]:
    """The variables without which the file says nothing, in their order."""
    found = VARIABLE.finditer(file.read_text(encoding="utf-8"))
    return list(dict.fromkeys(match["name"] for match in found if match["name"] and match["how"] != "-"))


def filled(thing: Any, values: Mapping[str, str]) -> Any:
    """The same structure with `${NAME:?}` and `${NAME:-default}` replaced."""
    if isinstance(thing, str):
        return VARIABLE.sub(lambda match: _value(match, values), thing)
    if isinstance(thing, list):
        return [filled(item, values) for item in thing]
    if isinstance(thing, dict):
        return {name: filled(item, values) for name, item in thing.items()}
    return thing


def _value(match: "re.Match[str]", values: Mapping[str, str]) -> str:
    name = match["name"]
    if name is None:
        return "$"
    if name in values:
        return values[name]
    if match["how"] == "-":
        return match["rest"]
    raise Unset(name)


def _part(name: str, part: dict[str, Any]) -> Part:
    address = re.search(r"http://[^'\" ]+", " ".join(part.get("healthcheck", {}).get("test", [])))
    return Part(
        name=name,
        image=part["image"],
        command=tuple(part.get("command", ())),
        environment=part.get("environment", {}),
        after={other: how["condition"] for other, how in part.get("depends_on", {}).items()},
        health=address[0] if address else None,
    )
