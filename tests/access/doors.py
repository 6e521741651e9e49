"""Every route of every service, and whom it lets in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from services.contracts.words import Role

SAFE = ("GET", "HEAD")


@dataclass(frozen=True)
class Door:
    """`roles`: who is let in beside the administrator; None for everybody, known or not."""

    service: str
    method: str
    path: str
    roles: frozenset[Role] | None
    is_page: bool

    @property
    def lets_in(self) -> Role:
        """One of those who are let in."""
        return min(self.roles or {Role.ADMIN})

    @property
    def refuses(self) -> frozenset[Role]:
        return frozenset(Role) - (self.roles or frozenset()) - {Role.ADMIN}

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def doors_of(service: str, app: FastAPI) -> Iterator[Door]:
    for found in app.routes:
        for route in _within(found):
            for method in route.methods or ():
                roles = _roles(route.dependant) if hasattr(route, "dependant") else None
                hidden = not getattr(route, "include_in_schema", True)
                yield Door(service, method, route.path, roles, hidden)


def _within(route: Any) -> Iterator[Any]:
    """Routers are included without being copied, so the paths are known from outside only."""
    if hasattr(route, "effective_candidates"):
        for inner in (*route.effective_candidates(), *route.effective_low_priority_routes()):
            yield from _within(inner)
    else:
        assert isinstance(getattr(route, "original_route", route), APIRoute) or route.path.endswith(
            "openapi.json"
        )
        yield route


def _roles(dependant: Any) -> frozenset[Role] | None:
    """All that ask who it is let in everybody whom each of them lets in."""
    if dependant is None:
        return None
    own = getattr(dependant.call, "roles", None)
    asked = [frozenset(own)] if own is not None else []
    asked += [roles for inner in dependant.dependencies if (roles := _roles(inner)) is not None]
    return frozenset.intersection(*asked) if asked else None
