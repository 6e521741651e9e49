"""One service by itself, on what the environment says: `RELIEF_LOG`, `PATROL_DATABASE_URL` and so on."""

from importlib import import_module
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from services.chassis.clock import Ids, SystemClock
from services.chassis.log.choose import open_log
from services.chassis.web import ServiceSettings, Surroundings

SERVICES = ("intake", "eligibility", "payments", "patrol", "notify")


def settings_of(name: str) -> ServiceSettings:
    settings: ServiceSettings = _module(name, "settings").Settings()
    return settings


def app_of(name: str) -> FastAPI:
    """The service's app. Nothing of the other services is loaded, and no key but its own is read."""
    settings, clock = settings_of(name), SystemClock()
    settings.use_reference()
    database = settings.database_of(name)
    around = Surroundings(
        clock=clock,
        ids=Ids(clock),
        log=open_log(settings.log, settings.folder, clock),
        keyring=settings.keys(),
        office=settings.office(),
        database_url=database,
        migrate=migrates_itself(database),
        session_keys=settings.session_keys(),
        rates=settings.rates(),
    )
    app: FastAPI = _module(name, "main").create(around)
    return app


def migrates_itself(database_url: str) -> bool:
    """A file has one user and is brought up to date at the start; elsewhere the owner's role migrates."""
    return database_url.startswith("sqlite")


def migrations_of(name: str) -> Path:
    return Path(str(import_module(f"services.{name}").__file__)).parent / "migrations"


def _module(name: str, floor: str) -> Any:
    return import_module(f"services.{name}.{floor}")
