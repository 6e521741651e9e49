"""The HTTP API of intake: four resources of one shape, and the register of informants."""

from fastapi import APIRouter

from services.contracts.words import Kind
from services.intake.api import handling, informants, reading, taking
from services.intake.api.paths import PATHS
from services.intake.api.problems import PROBLEMS

__all__ = ["PROBLEMS", "router"]


def _reports(kind: Kind) -> APIRouter:
    resource = APIRouter(prefix=f"/{PATHS[kind]}", tags=[PATHS[kind]])
    taking.add_to(resource, kind)
    reading.add_to(resource, kind)
    handling.add_to(resource, kind)
    return resource


router = APIRouter(prefix="/api/v1")
for each in Kind:
    router.include_router(_reports(each))
router.include_router(informants.router)
