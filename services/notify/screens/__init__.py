"""Notify's pages: signing in, one's own settings, and every component of the kit in every state."""

from services.notify.screens import components, deliveries, profile, sign_in
from services.notify.screens.kit import PAGES

ROUTERS = (PAGES.static, PAGES.router)

__all__ = ["ROUTERS", "components", "deliveries", "profile", "sign_in"]
