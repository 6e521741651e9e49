"""Notify's wiring."""

from pathlib import Path

from fastapi import FastAPI

from services.chassis.access.session_keys import PURPOSE as SIGNING
from services.chassis.web import Blueprint, Surroundings, build
from services.notify.api import PROBLEMS, ROUTERS
from services.notify.api.provider import Describing
from services.notify.domain.outgoing import Providers
from services.notify.handlers import HANDLERS
from services.notify.operations import journal
from services.notify.screens import ROUTERS as PAGES
from services.notify.screens import kit
from services.notify.settings import Settings
from services.notify.tables import COMMON, Base
from services.notify.timers import JOBS, Sender


def blueprint(settings: Settings) -> Blueprint:
    """Made anew for each app, since its sender belongs to it."""
    sms, mail = settings.sms, settings.mail
    sender = Sender(Providers(sms.as_provider() if sms else None, mail.as_provider() if mail else None))
    return Blueprint(
        name="notify",
        base=Base,
        tables=COMMON,
        migrations=Path(__file__).parent / "migrations",
        purposes=("contact", SIGNING),
        routers=(*ROUTERS, *PAGES),
        handlers=HANDLERS,
        keep=journal.keep,
        jobs=JOBS,
        problems=PROBLEMS,
        lost=kit.PAGES.lost,
        background=[sender.run],
        unfinished=sender.unfinished,
    )


def create(around: Surroundings) -> FastAPI:
    around.session_keys.publish(around.keyring.only([SIGNING]).keys_of(SIGNING))
    settings = Settings()
    app = build(blueprint(settings), around)
    app.state.provider = Describing(settings.oidc.as_provider()) if settings.oidc else None
    return app
