"""Notify over HTTP: translate and call one operation."""

from services.notify.api import contacts, keys, messages
from services.notify.api.problems import PROBLEMS

ROUTERS = (keys.router, contacts.router, messages.router)

__all__ = ["PROBLEMS", "ROUTERS"]
