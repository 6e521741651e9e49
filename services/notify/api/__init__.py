"""Notify over HTTP: translate and call one operation."""

from services.notify.api import contacts, customs, duty, keys, messages, people, sessions, sign_on, trace
from services.notify.api.problems import PROBLEMS

ROUTERS = (
    keys.router,
    contacts.router,
    messages.router,
    customs.router,
    people.router,
    sessions.router,
    sign_on.router,
    duty.router,
    trace.router,
)

__all__ = ["PROBLEMS", "ROUTERS"]
