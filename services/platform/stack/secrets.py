"""The variables that docker-compose.yml needs: passwords and keys, made once, kept in one file."""

import secrets
from collections.abc import Mapping
from pathlib import Path

from services.chassis.access.session_keys import public_of
from services.chassis.store.sealing import key_bytes, new_key
from services.platform.stack.compose import variables


def made() -> dict[str, str]:
    """A fresh value for every variable of docker-compose.yml; deploy/example.env says what they are."""
    values = {name: _fresh(name) for name in variables()}
    return {**values, "SESSION_PUBLIC_KEY": public_of(key_bytes(values["SESSION_KEY"]))}


def as_text(values: Mapping[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in values.items())


def kept_in(file: Path) -> dict[str, str]:
    """What the file says; a new file is filled with fresh values and readable by its owner alone."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(as_text(made()))
    lines = (line.strip() for line in file.read_text().splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def _fresh(name: str) -> str:
    if name.endswith("_KEY"):
        return new_key()
    if name == "KAFKA_CLUSTER_ID":
        return "N" + secrets.token_urlsafe(16)[1:]  # one that began with a dash would be read as an option
    return secrets.token_urlsafe(24)
