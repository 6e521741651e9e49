"""Intake: what it is made of."""

from pathlib import Path

from fastapi import FastAPI
from prometheus_client import Counter

from services.chassis.web import Blueprint, Shared, Surroundings, build
from services.chassis.web.limits import Buckets
from services.intake import screens
from services.intake.api import PROBLEMS, ROUTERS
from services.intake.api.taking import alike, answer_all
from services.intake.handlers import HANDLERS
from services.intake.screens.following import VISITS
from services.intake.tables import COMMON, Base
from services.intake.timers import JOBS

BLUEPRINT = Blueprint(
    name="intake",
    base=Base,
    tables=COMMON,
    migrations=Path(__file__).parent / "migrations",
    purposes=("contact", "words"),
    routers=(*ROUTERS, *screens.ROUTERS),
    handlers=HANDLERS,
    jobs=JOBS,
    problems=PROBLEMS,
    lost=screens.PAGES.lost,
)


def create(around: Surroundings) -> FastAPI:
    app = build(BLUEPRINT, around)
    service = app.state.service
    reports = Counter("relief_reports", "reports taken", ["kind", "channel"], registry=service.metrics)
    app.state.visits = Buckets(VISITS)
    app.state.reports, app.state.taking = reports, Shared(service, answer_all, alike)
    return app
