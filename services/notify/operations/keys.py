"""API keys: who may ask. The key itself is returned once and never kept; only its hash is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.chassis.access import EVERYWHERE, Hidden, hash_of
from services.chassis.log import Work
from services.contracts.notify import KeyAdded, KeyRevoked
from services.contracts.reference.divisions import division
from services.contracts.words import Role
from services.notify.domain.errors import (
    DivisionUnknown,
    LastAdministrator,
    ScopeUnfit,
    TeamMissing,
    TeamUnwanted,
)
from services.notify.repository import registers
from services.notify.repository.registers import ApiKeyRow

PREFIX = "nd_"
SCOPE = re.compile(r"\*|[0-9]{2}([0-9]{2}([0-9]{2}([0-9]{3}([0-9]{3})?)?)?)?")
"""`*`, or the code of a province, city, county, township or village: never less, it would open more than meant."""
WHOLE_COUNTRY = "00"
"""Stands in the envelope for the area of a key that is valid everywhere."""


@dataclass(frozen=True)
class RegisteredKey:
    """`area`: a division code whose inside the key sees, or `*`."""

    id: str
    name: str
    role: Role
    area: str
    team: str | None
    made_at: datetime
    made_by: str
    revoked_at: datetime | None = None


@dataclass(frozen=True)
class MadeKey(RegisteredKey):
    key: str = field(default="", repr=False)
    """Shown this once."""


async def add_key(work: Work, name: str, role: Role, scope: str, team: str | None = None) -> MadeKey:
    """Make a key. Raises what check_rights raises. Who may do so is asked by the caller."""
    check_rights(role, scope, team)
    id, key = str(work.ids.new()), f"{PREFIX}{work.ids.secret()}"
    row = ApiKeyRow(
        id=id, name=name, role=role, scope=scope, team=team, made_at=work.now, made_by=work.origin.actor
    )
    await registers.add_key(work.session, row, hash_of(key))
    fact = KeyAdded(api_key=id, hash=hash_of(key), name=name, role=role, scope=scope, team=team)
    work.say(fact, area=_area(scope), sequence=1, story=id)
    return MadeKey(id, name, role, scope, team, work.now, work.origin.actor, key=key)


def check_rights(role: Role, scope: str, team: str | None) -> None:
    """Of a key or a post. Raises ScopeUnfit, DivisionUnknown, TeamMissing, TeamUnwanted."""
    if not SCOPE.fullmatch(scope):
        raise ScopeUnfit
    if scope != EVERYWHERE:
        check_division(scope)
    if role is Role.TEAM and not team:
        raise TeamMissing
    if role is not Role.TEAM and team:
        raise TeamUnwanted


def check_division(code: str) -> None:
    """One that ended is known, too: calls of its time lie in it. Raises DivisionUnknown."""
    if division(code) is None:
        raise DivisionUnknown(code)


async def list_keys(work: Work) -> Sequence[RegisteredKey]:
    """All of them, oldest first, revoked ones too."""
    return [registered(row) for row in await registers.listed_keys(work.session, None)]


async def revoke_key(work: Work, key_id: str) -> None:
    """From now on the key opens nothing. Revoked twice is revoked. Raises Hidden, LastAdministrator."""
    row = await registers.key(work.session, key_id)
    if row is None:
        raise Hidden(key_id)
    if row.revoked_at is not None:
        return
    if await registers.administrators(work.session) == [row.id]:
        raise LastAdministrator
    await registers.revoke_key(work.session, row, work.now, work.origin.actor)
    work.say(KeyRevoked(api_key=row.id), area=_area(row.scope), sequence=2, story=row.id)


def registered(row: ApiKeyRow) -> RegisteredKey:
    return RegisteredKey(
        row.id, row.name, Role(row.role), row.scope, row.team, row.made_at, row.made_by, row.revoked_at
    )


def _area(scope: str) -> str:
    return WHOLE_COUNTRY if scope == EVERYWHERE else scope
