"""Payments: what it is made of. So far that is what every service stands on."""

from pathlib import Path

from fastapi import FastAPI

from services.chassis.web import Blueprint, Surroundings, build
from services.payments.tables import COMMON, Base

BLUEPRINT = Blueprint(
    name="payments", base=Base, tables=COMMON, migrations=Path(__file__).parent / "migrations"
)


def create(around: Surroundings) -> FastAPI:
    return build(BLUEPRINT, around)
