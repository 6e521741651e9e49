"""The one who asks."""

from dataclasses import dataclass

from services.contracts.words import Role

EVERYWHERE = "*"


class Unknown(Exception):
    """Nobody known is asking."""


class Denied(Exception):
    """The role does not allow it."""

    def __init__(self, *needed: str) -> None:
        super().__init__(", ".join(needed))
        self.needed = needed


class Hidden(Exception):
    """There is no such thing for this actor: it does not exist, or lies in a foreign area."""


@dataclass(frozen=True)
class Actor:
    """`scope`: a division code whose inside is visible, or `*`. `team`: the team for which a key or member speaks.
    `session`: of a person who signed in; `id` is then the person's, else the key's. Of people no name is known here."""

    id: str
    name: str
    role: Role
    scope: str
    team: str | None = None
    session: str | None = None

    @property
    def label(self) -> str:
        """How facts and rows name the actor."""
        if self.team:
            return f"team:{self.team}"
        return f"person:{self.id}" if self.session else f"key:{self.id}"

    def may_see(self, area: str) -> bool:
        return inside(area, self.scope)

    def must_see(self, area: str) -> None:
        if not self.may_see(area):
            raise Hidden(area)

    def must_be(self, *roles: Role) -> None:
        """The administrator may do what any role may."""
        if self.role not in (*roles, Role.ADMIN):
            raise Denied(*roles)


def inside(area: str, scope: str) -> bool:
    """Division codes nest: 990101001 lies inside 990101. An empty scope contains nothing."""
    return scope == EVERYWHERE or (bool(scope) and area.startswith(scope))
