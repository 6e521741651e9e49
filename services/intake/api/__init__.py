"""The HTTP API of intake: four resources of one shape, and the register of informants."""

from fastapi import APIRouter

from services.contracts.words import Kind
from services.intake.api import handling, informants, landmarks, reading, taking
from services.intake.api.paths import PATHS
from services.intake.api.problems import PROBLEMS

__all__ = ["PROBLEMS", "ROUTERS"]


def _reports(kind: Kind) -> APIRouter:
    resource = APIRouter(prefix=f"/api/v1/{PATHS[kind]}", tags=[PATHS[kind]])
    taking.add_to(resource, kind)
    reading.add_to(resource, kind)
    handling.add_to(resource, kind)
    return resource


# Side by side, for each router inside another is asked twice, and the first of all is where most calls go.
ROUTERS = (*(_reports(each) for each in Kind), informants.router, landmarks.router)
