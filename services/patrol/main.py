"""Patrol: what it is made of."""

from pathlib import Path

from fastapi import FastAPI

from services.chassis.clock import Clock
from services.chassis.web import Blueprint, Surroundings, build
from services.chassis.web.streams import Screens
from services.patrol.api import foreseeing, registers, rescues, teams, warnings
from services.patrol.api.metrics import Metrics
from services.patrol.api.problems import PROBLEMS
from services.patrol.api.streaming import Movements, look_with, stream_router
from services.patrol.handlers import HANDLERS
from services.patrol.repository import COMMON, Base
from services.patrol.screens import ROUTERS as PAGES
from services.patrol.screens import kit
from services.patrol.timers import JOBS, hold_its_root


def blueprint(clock: Clock) -> Blueprint:
    """One for each app: the screens of an app keep what they have sent."""
    screens = Screens(look_with(clock), Movements(clock))
    return Blueprint(
        name="patrol",
        base=Base,
        tables=COMMON,
        migrations=Path(__file__).parent / "migrations",
        purposes=("words",),
        routers=(
            rescues.router,
            foreseeing.router,
            teams.router,
            registers.router,
            warnings.router,
            stream_router(screens),
            *PAGES,
        ),
        handlers=HANDLERS,
        jobs=JOBS,
        hold=hold_its_root,
        problems=PROBLEMS,
        lost=kit.PAGES.lost,
        background=(screens.feed,),
        figures=Metrics,
    )


def create(around: Surroundings) -> FastAPI:
    return build(blueprint(around.clock), around)
